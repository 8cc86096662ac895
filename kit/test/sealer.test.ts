import { emailFingerprint, makeSealer } from '../src/sealer.ts';

const key = (id: string, byte: number) => `${id}:${Buffer.alloc(32, byte).toString('base64')}`;
const indexKey = Buffer.alloc(32, 9).toString('base64');
const old = makeSealer({ dataKeys: key('old', 1), indexKey });
const both = makeSealer({ dataKeys: `${key('new', 2)},${key('old', 1)}`, indexKey });
const newest = makeSealer({ dataKeys: key('new', 2), indexKey });
const column = 'accounts.user.name';

test('a value opens for its own row and column only', () => {
  const sealed = old.seal('Ada', column, '1');
  expect(sealed.includes('Ada')).toBe(false);
  expect(old.open(sealed, column, '1')).toBe('Ada');
  expect(() => old.open(sealed, column, '2')).toThrow();
  expect(() => old.open(sealed, 'accounts.user.email', '1')).toThrow();
});

test('the newest key seals, the others open, and what is sealed anew needs them no more', () => {
  const sealed = old.seal('Ada', column, '1');
  expect(both.open(sealed, column, '1')).toBe('Ada');
  expect(() => newest.open(sealed, column, '1')).toThrow('key old');
  const anew = both.reseal(sealed, column, '1')!;
  expect(newest.open(anew, column, '1')).toBe('Ada');
  expect(both.reseal(anew, column, '1')).toBeNull();
  expect(() => both.reseal(sealed, column, '2')).toThrow();
});

test('equal texts are sealed differently and found alike, each kind and each installation for itself', () => {
  expect(old.seal('Ada', column, '1')).not.toEqual(old.seal('Ada', column, '1'));
  expect(emailFingerprint(old, ' Ada@People.test')).toEqual(emailFingerprint(both, 'ada@people.test'));
  expect(old.fingerprint('audit', 'x')).not.toEqual(old.fingerprint('email', 'x'));
  const other = makeSealer({ dataKeys: key('old', 1), indexKey: Buffer.alloc(32, 8).toString('base64') });
  expect(other.fingerprint('email', 'x')).not.toEqual(old.fingerprint('email', 'x'));
});

test.each([
  ['data', { dataKeys: 'k:short', indexKey }, 'encryption key'],
  ['index', { dataKeys: key('k', 1), indexKey: 'short' }, 'index key'],
])('a %s key that is none is refused by name', (_which, keys, words) => {
  expect(() => makeSealer(keys)).toThrow(words);
});

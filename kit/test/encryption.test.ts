import { makeKeyRing } from '../src/encryption.ts';

const key = (id: string, byte: number) => `${id}:${Buffer.alloc(32, byte).toString('base64')}`;
const secret = Buffer.from('{"password":"swordfish"}');

test('what was sealed opens again, and does not hold the plain text', () => {
  const ring = makeKeyRing(key('a', 1));
  const sealed = ring.seal(secret, 'site');
  expect(sealed.includes('swordfish')).toBe(false);
  expect(ring.open(sealed, 'site')).toEqual(secret);
});

test('another site, another key and a changed byte do not open it', () => {
  const ring = makeKeyRing(key('a', 1));
  const sealed = ring.seal(secret, 'site');
  expect(() => ring.open(sealed, 'other')).toThrow();
  expect(() => makeKeyRing(key('a', 2)).open(sealed, 'site')).toThrow();
  const damaged = Buffer.from(sealed);
  damaged[damaged.length - 20]! ^= 1;
  expect(() => ring.open(damaged, 'site')).toThrow();
});

test('after a rotation the new key seals and the old one still opens', () => {
  const sealed = makeKeyRing(key('old', 1)).seal(secret, 'site');
  const rotated = makeKeyRing(`${key('new', 2)},${key('old', 1)}`);
  expect(rotated.open(sealed, 'site')).toEqual(secret);
  expect(() => makeKeyRing(key('old', 1)).open(rotated.seal(secret, 'site'), 'site')).toThrow('key new');
});

test('a key that is none is refused with the form that it must have', () => {
  expect(() => makeKeyRing('a:short')).toThrow('<id>:<base64 of 32 bytes>');
});

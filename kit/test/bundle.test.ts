import { gzipSync } from 'node:zlib';
import { bundleLimits, digestOf, isInside, packBundle, unpackBundle } from '../src/bundle.ts';

const file = (path: string, text: string) => ({ path, content: Buffer.from(text) });
const files = [file('b/main.tf', 'two'), file('a.txt', 'one')];

test('a bundle is unpacked as it was packed, in the order of its paths', async () => {
  expect(await unpackBundle(await packBundle(files), digestOf(files))).toEqual([files[1], files[0]]);
});

test.each([
  ['another text', [file('b/main.tf', 'twoo'), files[1]!]],
  ['another path', [file('c/main.tf', 'two'), files[1]!]],
  ['a file less', [files[0]!]],
  ['the same bytes divided otherwise', [file('b/main.tf', 'tw'), file('oa.txt', 'one')]],
])('%s has another digest', async (_what, others) => {
  expect(digestOf(others)).not.toBe(digestOf(files));
  await expect(unpackBundle(await packBundle(others), digestOf(files))).rejects.toThrow('is another one');
});

test('the order in which files are given does not matter', () => {
  expect(digestOf([...files].reverse())).toBe(digestOf(files));
});

test.each(['../a', '/a', 'a/../b', 'a//b', './a', 'a b', ''])(
  '%p leads out of a bundle, or is no path',
  async (path) => {
    expect(isInside(path)).toBe(false);
    const strange = [file(path, 'x')];
    await expect(unpackBundle(await packBundle(strange), digestOf(strange))).rejects.toThrow('reaches out');
  },
);

test('what is small on its way and large on arrival is not unpacked', async () => {
  const bomb = gzipSync(Buffer.alloc(3 * bundleLimits.bytes));
  await expect(unpackBundle(bomb, '0'.repeat(64))).rejects.toThrow();
});

import { addressOf, readAddress } from '../src/log/address.ts';

test('lines in an address are counted from 1 and may be named in either order', () => {
  expect(readAddress('#L120')).toEqual([119, 119]);
  expect(readAddress('#L8-L5')).toEqual([4, 7]);
  expect(['', '#L0', '#L', '#details', '#L3x'].map(readAddress)).toEqual([null, null, null, null, null]);
});

test('what is written is what is read', () => {
  for (const range of [
    [0, 0],
    [4, 7],
  ] as const)
    expect(readAddress(addressOf(range))).toEqual(range);
});

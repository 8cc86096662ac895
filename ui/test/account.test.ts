import { judgePassword } from '../src/account/newPassword.ts';
import { sayBrowser } from '../src/account/userAgent.ts';
import { readHostBrand } from '../src/session/hostBrand.ts';

test.each([
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36',
    'Chrome on Windows',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0',
    'Edge on Windows',
  ],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15',
    'Safari on a Mac',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0 Mobile/15E148 Safari/604.1',
    'Chrome on an iPhone',
  ],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Linux'],
  [
    'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36',
    'Chrome on Android',
  ],
  ['curl/8.5.0', 'curl'],
  ['node', 'A program on Node.js'],
  ['something-of-our-own/1.0', 'something-of-our-own/1.0'],
  ['', 'Unknown browser'],
  [null, 'Unknown browser'],
])('%s is called %s', (userAgent, name) => expect(sayBrowser(userAgent)).toBe(name));

describe('a password that is being chosen', () => {
  test('has to be long enough before it is worth sending', () => {
    expect(judgePassword('').fits).toBe(false);
    expect(judgePassword('eleven char')).toEqual({ fits: false, hint: '1 more character needed.' });
    expect(judgePassword('twelve chars').fits).toBe(true);
    expect(judgePassword('x'.repeat(257))).toMatchObject({ fits: false });
  });
  test('is counted in characters, as the platform does', () => {
    expect(judgePassword('🦊'.repeat(11)).fits).toBe(false);
    expect(judgePassword('🦊'.repeat(12)).fits).toBe(true);
  });
  test('is called weak when it holds the own name or repeats itself, and is sent all the same', () => {
    expect(judgePassword('Dora-Dora-2026', ['Dora'])).toMatchObject({
      fits: true,
      hint: expect.stringContaining('own name'),
    });
    expect(judgePassword('aaaaaaaaaaaaaa')).toMatchObject({
      fits: true,
      hint: expect.stringContaining('repeats'),
    });
  });
});

test('the brand of a host is read from the page, and what is no brand is nobody’s', () => {
  const logo = { logoUrl: '/branding/logo.svg', logoDarkUrl: null };
  expect(readHostBrand(JSON.stringify({ productName: 'Acme Cloud', ...logo }))).toEqual({
    name: 'Acme Cloud',
    logoUrl: '/branding/logo.svg',
  });
  for (const none of [null, undefined, '', '{', '{}', '{"productName":""}'])
    expect(readHostBrand(none)).toBeNull();
});

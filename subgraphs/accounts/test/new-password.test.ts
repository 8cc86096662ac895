import { checkNewPassword } from '../src/new-password.ts';

const check = (password: string) => () =>
  checkNewPassword('newPassword', password, 'ada.lovelace@example.com');

test.each([
  'password1234',
  'Password1234!',
  'P@ssw0rd2026!',
  'passwordpassword',
  'Letmein!!!!!!!!!',
  'iloveyou2026',
  'Administrator1',
  'hosterizer123',
  'qwertyuiop12',
  'qwerty123456',
  '123456789012',
  '210987654321',
  'abcdefghijkl',
  '1q2w3e4r5t6y',
  '1qaz2wsx3edc',
  'aaaaaaaaaaaa',
  'abcabcabcabc',
  'ada.lovelace@example.com',
  'ada.lovelace',
  'ada.lovelace2026',
  'EXAMPLE.COM1234',
])('%s is refused, with a sentence that says what to do', (password) => {
  expect(check(password)).toThrow(/^newPassword: .*Choose one that/);
});

test.each(['elevenchars', '', 'x1y2'.repeat(65)])('%j has the wrong length', (password) => {
  expect(check(password)).toThrow('Choose a password of 12 to 256 characters.');
});

test.each([
  'correct horse battery',
  'a wholly different sentence',
  'Hm8#kw!z0Rpq',
  'seven grey lions eat example.com',
  'hosterizer-demo',
  'xkcd 936 was right',
])('%s is good enough', (password) => {
  expect(check(password)).not.toThrow();
});

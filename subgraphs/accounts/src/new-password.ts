/** What a password has to be that somebody chooses. */
import { invalid } from '@hosterizer/kit/errors';
import { whyGuessable } from './refused-passwords.ts';

const shortest = 12;
const longest = 256;

/** For whoever has this address. Throws VALIDATION_ERROR that names the field and says what to do. */
export function checkNewPassword(field: string, password: string, email: string): void {
  if (password.length < shortest || password.length > longest)
    throw invalid(field, `Choose a password of ${shortest} to ${longest} characters.`);
  const reason = whyGuessable(password, email);
  if (reason) throw invalid(field, reason);
}

import { invalid } from '@hosterizer/kit/errors';

/**
 * Why somebody did something, in at most `longest` characters. Throws VALIDATION_ERROR when nothing, or too much, is
 * said.
 */
export function reasonOf(reason: string, longest = 500): string {
  const said = reason.trim();
  if (said === '' || [...said].length > longest || said.includes('\0'))
    throw invalid('reason', `Say why in 1 to ${longest} characters.`);
  return said;
}

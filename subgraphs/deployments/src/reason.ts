import { invalid } from '@hosterizer/kit/errors';

const longest = 500;

/** Why somebody did something, as the audit log tells it. Throws VALIDATION_ERROR when nothing, or too much, is said. */
export function reasonOf(reason: string): string {
  const said = reason.trim();
  if (said === '' || [...said].length > longest || said.includes('\0'))
    throw invalid('reason', `Say why in 1 to ${longest} characters.`);
  return said;
}

import { ConfigError } from '@hosterizer/kit/config';

/** Something that the person at the keyboard can mend; the message is the one sentence that says how. */
export class Sentence extends Error {}

/** Ends the process with 1 and says why: in a sentence where there is one, else with the stack of the bug. */
export function exitWith(error: unknown): never {
  const isExpected = error instanceof Sentence || error instanceof ConfigError;
  process.stderr.write(
    `${isExpected ? error.message : error instanceof Error ? error.stack : String(error)}\n`,
  );
  process.exit(1);
}

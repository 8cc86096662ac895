/** What nobody may send as a value: nesting that is made to exhaust stacks, and text that no database takes. */
import { invalid } from '@hosterizer/kit/errors';

export const maxNesting = 32;

/** A character U+0000 as an escape in a document; unescaped it is no GraphQL. */
const escapedNull = /\\u(0000|\{0+\})/;

/** Throws VALIDATION_ERROR. The document's own literals are bounded by its tokens. */
export function checkInputs(text: string, variables: unknown): void {
  if (escapedNull.test(text)) throw invalid('query', forbidden);
  // By hand and not by recursion, which is what such values aim at.
  const waiting: Array<[value: unknown, level: number]> = [[variables, 0]];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [value, level] = next;
    if (typeof value === 'string') checkText(value);
    if (typeof value !== 'object' || value === null) continue;
    if (level > maxNesting)
      throw invalid('variables', `must not be nested deeper than ${maxNesting} levels.`);
    for (const [key, inner] of Object.entries(value)) {
      if (!Array.isArray(value)) checkText(key);
      waiting.push([inner, level + 1]);
    }
  }
}

const forbidden = 'text must be Unicode, without the character U+0000.';

function checkText(text: string): void {
  if (text.includes('\0') || !text.isWellFormed()) throw invalid('variables', forbidden);
}

/**
 * A text that is to be JSON and is not yet, kept in the place of its value: so it is kept with the draft. No value of
 * a configuration begins like this, since PostgreSQL takes no such character.
 */
const mark = '\0';

export const unread = (text: string): string => mark + text;

export const isUnread = (value: unknown): value is string =>
  typeof value === 'string' && value.startsWith(mark);

/** A value as somebody edits it who edits JSON. */
export function textOf(value: unknown): string {
  if (value === undefined) return '';
  return isUnread(value) ? value.slice(mark.length) : JSON.stringify(value, null, 2);
}

/** The value of such a text; undefined for an empty one. */
export function valueOf(text: string): unknown {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return unread(text);
  }
}

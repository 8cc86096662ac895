/** Words that people give, and what they may not hold. */
import { invalid } from '@hosterizer/kit/errors';

/** One line of 1 to `most` characters, without the spaces around it. Throws VALIDATION_ERROR. */
export function lineOf(field: string, text: string, most: number): string {
  const line = text.trim();
  if (line === '' || [...line].length > most || /\p{Cc}/u.test(line)) {
    throw invalid(field, `Give 1 to ${most} characters on one line.`);
  }
  return line;
}

/** An address as it was given, without the spaces around it. Throws VALIDATION_ERROR. */
export function emailOf(field: string, text: string): string {
  const email = text.trim();
  if (!/^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+\.[^\s@\p{Cc}]+$/u.test(email) || email.length > 254) {
    throw invalid(field, 'Give a complete email address, such as owner@example.com.');
  }
  return email;
}

/** An operator's notes: an object of at most 50 strings. Throws VALIDATION_ERROR. */
export function notesOf(field: string, value: unknown): Record<string, string> {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw invalid(field, 'Give an object of names and texts.');
  }
  const notes = Object.entries(value);
  if (notes.length > 50) throw invalid(field, 'Give at most 50 notes.');
  for (const [name, text] of notes) {
    if (name === '' || name.length > 50 || /\p{Cc}/u.test(name)) {
      throw invalid(field, 'The name of each note has 1 to 50 characters on one line.');
    }
    // PostgreSQL keeps every character but this one.
    if (typeof text !== 'string' || text.length > 500 || text.includes('\0')) {
      throw invalid(`${field}.${name}`, 'Each note is a text of at most 500 characters.');
    }
  }
  return Object.fromEntries(notes) as Record<string, string>;
}

/** One of the operator's notes, as it is being typed. */
export type Note = { name: string; text: string };

export const mostNotes = 50;

/** Notes out of a customer's metadata, in the order in which they were written. */
export function notesOf(metadata: unknown): Note[] {
  if (typeof metadata !== 'object' || metadata === null) return [];
  return Object.entries(metadata).map(([name, text]) => ({ name, text: String(text) }));
}

/** The metadata that these notes are; notes without a name and a text are left out. */
export const metadataOf = (notes: readonly Note[]): Record<string, string> =>
  Object.fromEntries(
    notes
      .map(({ name, text }) => [name.trim(), text.trim()] as const)
      .filter(([name, text]) => name !== '' || text !== ''),
  );

/** What keeps these notes from being saved; null when nothing does. */
export function problemOf(notes: readonly Note[]): string | null {
  const names = notes.filter(({ name, text }) => name.trim() || text.trim()).map(({ name }) => name.trim());
  if (names.includes('')) return 'Give every note a name.';
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  return twice === undefined ? null : `Two notes are named ${twice}: give one of them another name.`;
}

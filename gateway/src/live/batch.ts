/** What a hint may carry of a log: the very events that it tells of, so that nobody has to read them. */

/** Fields of the answer that the log's query gives. */
export type LogFields = { sequence: string; ended: string | null };

export type Batch = {
  /** The event before the first of these. */
  after: number;
  last: number;
  ended: boolean;
  /** The answer of the query, all of its plain fields, as JSON has them. */
  fields: Record<string, unknown>;
  /** When it was announced, in milliseconds since 1970; null when that was not said. */
  at: number | null;
};

/** The batch in a hint, `{ after, at, batch }`; null when it carries none. */
export function batchOf(hint: unknown, { sequence, ended }: LogFields): Batch | null {
  const { after, at, batch } = (hint ?? {}) as { after?: unknown; at?: unknown; batch?: unknown };
  if (typeof after !== 'number' || typeof batch !== 'object' || batch === null) return null;
  const fields = batch as Record<string, unknown>;
  const last = fields[sequence];
  if (typeof last !== 'number' || last < after) return null;
  const over = ended !== null && fields[ended] === true;
  return { after, last, ended: over, fields, at: typeof at === 'number' ? at : null };
}

/** One batch out of several that follow each other: lists are joined, all else is as the last one says. */
export function merged(batches: readonly Batch[]): Batch {
  const [first, newest] = [batches[0]!, batches.at(-1)!];
  if (batches.length === 1) return newest;
  const fields = Object.fromEntries(
    Object.entries(newest.fields).map(([name, value]) => [
      name,
      Array.isArray(value) ? batches.flatMap((batch) => batch.fields[name] as unknown[]) : value,
    ]),
  );
  return { ...newest, after: first.after, fields };
}

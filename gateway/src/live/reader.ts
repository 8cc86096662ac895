/** Reads the query behind a subscription from where the last reading ended, and tells what is news. */
import { AppError } from '@hosterizer/kit/errors';
import { GraphQLError, type ExecutionResult, type GraphQLFormattedError } from 'graphql';
import { own, type Continuation } from './continuation.ts';
import { ReadingFailed, type Reading } from './stream.ts';

export type ReaderParts = {
  continuation: Continuation;
  /** Where a log begins; passed over for a state. */
  cursor: number;
  /** Runs the continuation as the watcher. Never rejects for what the watcher did. */
  ask(variables: Record<string, unknown>): Promise<ExecutionResult>;
  /** Shapes an error for the watcher. */
  present(error: GraphQLFormattedError, cause: unknown): GraphQLFormattedError;
};

/** The watcher did nothing wrong and may wait: what is away comes back. */
const passing = new Set<unknown>(['EXTERNAL_SERVICE_ERROR', 'INTERNAL_ERROR']);

/** The function returned must not be called before its last promise has settled. */
export function makeReader({
  continuation,
  cursor: start,
  ask,
  present,
}: ReaderParts): () => Promise<Reading> {
  const { key, live, limit } = continuation;
  let cursor = start;
  let known: string | undefined;

  return async () => {
    const { data, errors } = await ask(live.log ? { [own.cursor]: cursor } : {});
    const shown = errors?.map((error) => present(error.toJSON(), error));
    const answer = data?.[key] as Record<string, unknown> | unknown[] | null | undefined;
    if (!answer) throw failed(shown?.[0] ?? present(absent(live.name).toJSON(), null));

    const { selected, sequence, ended } = withoutOwn(answer);
    const news = { data: { [key]: selected }, ...(shown && { errors: shown }) };

    if (live.log) {
      const count = Number(sequence) - cursor;
      if (!(count > 0)) return { news: ended ? news : null, more: false, ended };
      cursor += count;
      return { news, more: limit === null || count >= limit, ended };
    }
    // Trace ids differ from one reading to the next, and are no news.
    const now = JSON.stringify([selected, shown?.map(({ path, message }) => [path, message])]);
    if (now === known && !ended) return { news: null, more: false, ended };
    known = now;
    return { news, more: false, ended };
  };
}

/** What the watcher has asked for, apart from what was asked for along with it. A list has nothing of ours in it. */
function withoutOwn(answer: Record<string, unknown> | unknown[]) {
  if (Array.isArray(answer)) return { selected: answer, sequence: undefined, ended: false };
  const { [own.sequence]: sequence, [own.ended]: over, ...selected } = answer;
  return { selected, sequence, ended: over === true };
}

function failed({ message, path, extensions }: GraphQLFormattedError): ReadingFailed {
  const error = new GraphQLError(message, { ...(path && { path }), ...(extensions && { extensions }) });
  return new ReadingFailed(error, passing.has(extensions?.['code']));
}

const absent = (name: string) => new AppError('NOT_FOUND', `There is nothing that ${name} could follow.`);

/** Reads the query behind a subscription, and shapes what it answers for the watchers. */
import { AppError } from '@hosterizer/kit/errors';
import { GraphQLError, type ExecutionResult, type GraphQLFormattedError } from 'graphql';
import { own, type Continuation } from './continuation.ts';

/** One look at the truth. */
export type Reading = {
  /** What watchers are told, as JSON. */
  payload: string;
  /** As the payload, without what differs from one reading to the next and is no news. */
  content: string;
  /** Of a log, the last event that is in it; the cursor when there is none. */
  last: number;
  /** Nothing will follow. */
  ended: boolean;
};

/** A reading that failed: for who was not answered yet it is the answer, for others only when asking again would not help. */
export class ReadingFailed extends Error {
  readonly error: GraphQLError;
  readonly passing: boolean;

  constructor(error: GraphQLError, passing: boolean) {
    super(error.message);
    this.error = error;
    this.passing = passing;
  }
}

/** Reads what follows the cursor, at most `first` events where that can be said; a state has neither. */
export type Read = (cursor: number, first: number | null) => Promise<Reading>;

/** The watcher did nothing wrong and may wait: what is away comes back. */
const passing = new Set<unknown>(['EXTERNAL_SERVICE_ERROR', 'INTERNAL_ERROR']);

/** `ask` runs the continuation, `present` shapes an error. The function returned rejects with ReadingFailed. */
export function makeRead(
  { key, live, limit }: Pick<Continuation, 'key' | 'live' | 'limit'>,
  ask: (variables: Record<string, unknown>) => Promise<ExecutionResult>,
  present: (error: GraphQLFormattedError, cause: unknown) => GraphQLFormattedError,
): Read {
  return async (cursor, first) => {
    const bounds = limit === null ? {} : { [own.first]: first ?? limit };
    const { data, errors } = await ask(live.log ? { [own.cursor]: cursor, ...bounds } : {});
    const shown = errors?.map((error) => present(error.toJSON(), error));
    const answer = data?.[key] as Record<string, unknown> | unknown[] | null | undefined;
    if (!answer) throw failed(shown?.[0] ?? present(absent(live.name).toJSON(), null));

    const { selected, sequence, ended } = withoutOwn(answer);
    const payload = JSON.stringify({ data: { [key]: selected }, ...(shown && { errors: shown }) });
    // Trace ids differ from one reading to the next.
    const content = shown
      ? JSON.stringify([selected, shown.map(({ path, message }) => [path, message])])
      : payload;
    return { payload, content, last: live.log ? Math.max(cursor, Number(sequence)) : 0, ended };
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

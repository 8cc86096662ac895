/** Follows a log from a cursor to its end: every event once and in order, across everything that breaks in between. */
import type { GraphQLFormattedError } from 'graphql';
import { followLive, type Live, type LiveRequest } from './live.ts';

/** A run of events without a gap. */
export type LogBatch = { events: ReadonlyArray<{ sequence: number }>; lastSequence: number; ended: boolean };

export type LogSink<Batch> = {
  /** Events that were not there before; the last batch has `ended: true`, and nothing follows it. */
  batch(batch: Batch): void;
  /** As LiveSink.error. */
  error(errors: readonly GraphQLFormattedError[]): void;
};

/**
 * `request.variables.after` is the cursor, and moves with every batch; `pick` finds the batch in an answer. Returns what
 * stops it.
 */
export function followLog<T, Batch extends LogBatch>(
  live: Live,
  request: LiveRequest & { variables: { after: number } },
  pick: (data: T) => Batch,
  sink: LogSink<Batch>,
): () => void {
  const { variables } = request;
  let stopped = false;
  let quietEnds = 0;
  let stop = () => {};

  function take(data: T): void {
    const batch = pick(data);
    const fresh = batch.events.filter(({ sequence }) => sequence > variables.after);
    quietEnds = 0;
    variables.after = Math.max(variables.after, batch.lastSequence);
    if (batch.ended) end();
    if (fresh.length > 0 || batch.ended) sink.batch({ ...batch, events: fresh });
  }

  function begin(): void {
    if (stopped) return;
    stop = followLive<T>(live, request, {
      next: (data) => !stopped && take(data),
      // Without its last batch a log is not over, whatever ended the subscription.
      complete: () => void (!stopped && live.pause(quietEnds++).then(begin)),
      error(errors) {
        end();
        sink.error(errors);
      },
    });
  }

  function end(): void {
    stopped = true;
    stop();
  }

  begin();
  return end;
}

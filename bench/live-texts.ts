/** What is said in a benchmark of live updates: the subscription, and lines that know when they were said. */

export const subscription = `subscription ($id: ID!, $after: Int!) {
  deploymentEvents(deploymentId: $id, after: $after) {
    events { sequence at kind level message }
    lastSequence
  }
}`;

/** A stock server has no batches: each event is a message, which ends with its number as well. */
export const stockSubscription = `subscription ($id: ID!) {
  deploymentEvents(deploymentId: $id) { at kind level message sequence }
}`;

export type Line = { sequence: number; at: string; kind: 'LOG'; level: 'INFO'; message: string };

const sample = 'module.website: Still creating... [1m0s]';

/** Milliseconds since 1970 to the microsecond, which the processes of one machine agree upon. */
export const now = (): number => performance.timeOrigin + performance.now();

/** What a runner says: the moment at which it says so, and as much text as Terraform likes to print. */
export const message = (): string => `${now().toFixed(3)} ${sample}`;

/** When a line was said; null for a line that is none of ours. */
export function stampIn(said: string): number | null {
  return said.endsWith(sample) ? Number(said.slice(0, said.indexOf(' '))) : null;
}

/** Lines as a feeder of peers says them, the first with this number. */
export function linesFrom(sequence: number, count: number): Line[] {
  const at = new Date().toISOString();
  return Array.from({ length: count }, (_, index) => ({
    ...{ sequence: sequence + index, at, kind: 'LOG', level: 'INFO', message: message() },
  }));
}

/** The text of the message that a watcher receives, to the byte, whoever sends it. */
export const textOf = (events: readonly Line[]): string =>
  `{"id":"${anyId}","type":"next","payload":{"data":{"deploymentEvents":` +
  `${JSON.stringify({ events, lastSequence: events.at(-1)?.sequence })}}}}`;

/** Subscriptions are named by UUIDs, as clients do. */
const anyId = '00000000-0000-4000-8000-000000000000';

/** Events that were lost or doubled: in the database, on the way to whoever followed, and against what runners wrote. */
import { readFileSync } from 'node:fs';
import { eventOf } from '@hosterizer/infra-runner/events';
import { makeRedactor } from '@hosterizer/infra-runner/redact';
import type { Copy } from '../copies.ts';
import type { Followed } from '../follower.ts';
import type { Watch } from '../watch.ts';

/** An event, as far as it can be told from others. */
export type Line = { at: string; kind: string; message: string };

type Stored = Line & { deployment: string; sequence: number };
type Told = { id: string; status: string; last: number };
type Job = { id: string; deployment: string; lines: number };

export async function checkEvents(
  watch: Watch,
  followed: readonly Followed[],
  copies: readonly Copy[],
): Promise<{ violations: string[]; lines: number; events: number }> {
  const told = await watch.rows<Told>(
    `select id, status, last_sequence as last from deployments.deployment
     join deployments.progress on deployment_id = id`,
  );
  const stored = await watch.rows<Stored>(
    `select deployment_id as deployment, sequence, kind, message,
       to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at
     from deployments.event order by deployment_id, sequence`,
  );
  const jobs = await watch.rows<Job>(
    `select job.id, deployment_id as deployment, next_line - 1 as lines
     from deployments.job join deployments.lease on job_id = job.id
     where deployment_id is not null order by job.id`,
  );
  const of = Map.groupBy(stored, ({ deployment }) => deployment);
  const violations = [
    ...told.flatMap(({ id, last }) =>
      outOfStep(
        `Deployment ${id}`,
        (of.get(id) ?? []).map(({ sequence }) => sequence),
        last,
      ),
    ),
    ...told.flatMap(({ id, status }) => {
      const final = (of.get(id) ?? []).filter(({ kind }) => kind === 'END').length;
      return final === 1 ? [] : [`Deployment ${id}, ${status}, has ${final} last events.`];
    }),
    ...followed.flatMap(({ id, sequences }) => {
      const last = told.find((one) => one.id === id)?.last ?? 0;
      return outOfStep(`Whoever followed deployment ${id}`, sequences, last);
    }),
    ...jobs.flatMap((job) => {
      const kept = of.get(job.deployment) ?? [];
      const written = writtenBy(job, copies, kept);
      if (typeof written === 'string') return [written];
      return unlike(`Job ${job.id} of deployment ${job.deployment}`, written, kept);
    }),
  ];
  return { violations, events: stored.length, lines: jobs.reduce((sum, { lines }) => sum + lines, 0) };
}

/** Numbers that are not 1, 2, 3 … up to the last. */
export function outOfStep(whose: string, sequences: readonly number[], last: number): string[] {
  const wrong = sequences.findIndex((sequence, index) => sequence !== index + 1);
  if (wrong >= 0) return [`${whose}: event ${sequences[wrong]} comes where ${wrong + 1} should.`];
  return sequences.length === last ? [] : [`${whose}: ${sequences.length} of ${last} events.`];
}

/**
 * The lines of a job as the platform took them. Several files may hold a line of the same number: a runner that took
 * over goes on behind the last line that had arrived. A sentence when a line is in no file, or was never sent.
 */
function writtenBy({ id, lines }: Job, copies: readonly Copy[], stored: readonly Line[]): Line[] | string {
  const files = copies
    .filter(({ jobId }) => jobId === id)
    .sort((a, b) => b.firstLine - a.firstLine)
    .map(({ firstLine, path }) => ({ firstLine, events: eventsIn(path) }));
  const written: Line[] = [];
  for (let number = 1; number <= lines; number += 1) {
    const found = files.flatMap(({ firstLine, events }) => events[number - firstLine] ?? []);
    const event = found.find((one) => stored.some((other) => isSame(one, other))) ?? found[0];
    if (!event) return `Line ${number} of job ${id} is stored, and no runner has written it.`;
    written.push(event);
  }
  const last = files[0];
  const unsent = last ? last.firstLine + last.events.length - 1 - lines : 0;
  return unsent > 0 ? `${unsent} lines that the last runner of job ${id} has written are lost.` : written;
}

function eventsIn(path: string): Line[] {
  const redact = makeRedactor({ declared: [], guessed: [] });
  const whole = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  let phase: Parameters<typeof eventOf>[1] = 'PLANNING';
  return whole.map((line) => {
    const event = eventOf(line.replace(/\r$/, ''), phase, redact);
    phase = event.phase;
    // What is not JSON has no time of its own.
    return { at: line.startsWith('{"@') ? event.at : '', kind: event.kind, message: event.message };
  });
}

/** Lines that are stored less or more often than they were written, or in another order. */
export function unlike(whose: string, written: readonly Line[], stored: readonly Line[]): string[] {
  let at = 0;
  for (const line of written) {
    while (at < stored.length && !isSame(line, stored[at]!)) at += 1;
    if (at === stored.length) return [`${whose}: "${line.message.slice(0, 80)}" is not stored in its place.`];
    at += 1;
  }
  const keyOf = ({ at: time, kind, message }: Line) => `${time} ${kind} ${message}`;
  const times = (lines: readonly Line[]) => {
    const counts = new Map<string, number>();
    for (const line of lines) counts.set(keyOf(line), (counts.get(keyOf(line)) ?? 0) + 1);
    return counts;
  };
  const kept = times(stored);
  return [...times(written.filter((line) => line.at !== ''))]
    .filter(([key, count]) => (kept.get(key) ?? 0) > count)
    .map(([key]) => `${whose}: "${key.slice(0, 120)}" is stored twice.`);
}

const isSame = (line: Line, stored: Line) =>
  line.kind === stored.kind && line.message === stored.message && (line.at === '' || line.at === stored.at);

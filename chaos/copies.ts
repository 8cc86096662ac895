/** Keeps what runners write: each output file gets a second name, so that it outlives the runner's own clean-up. */
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { JobRecord } from '@hosterizer/infra-runner/folder';
import type { Machines } from './machines.ts';

/** A file of a job's output, whose first line is the `firstLine`th of the job. */
export type Copy = { jobId: string; firstLine: number; path: string };

export type Copies = { all(): readonly Copy[]; stop(): void };

/** A run takes seconds, so none is over between two looks. Milliseconds. */
const every = 40;

export function keepCopies(folder: string, machines: Machines): Copies {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const copies = new Map<string, Copy>();

  function look(): void {
    for (const { work } of machines.runners) {
      for (const siteId of namesIn(join(work, 'sites'))) keep(join(work, 'sites', siteId));
    }
  }

  function keep(site: string): void {
    const output = join(site, 'output.jsonl');
    try {
      const { ino } = statSync(output);
      if (copies.has(String(ino))) return;
      const path = join(folder, String(ino));
      if (!existsSync(path)) linkSync(output, path);
      const record = JSON.parse(readFileSync(join(site, 'job.json'), 'utf8')) as JobRecord;
      // Both belong together only if neither has been made anew meanwhile.
      if (statSync(output).ino !== ino || statSync(path).ino !== ino) return;
      copies.set(String(ino), { jobId: record.job.id, firstLine: record.firstLine, path });
    } catch {
      // It is just being made, or removed.
    }
  }

  const timer = setInterval(look, every);
  return { all: () => [...copies.values()], stop: () => clearInterval(timer) };
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

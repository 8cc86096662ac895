import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { readIfThere } from './files.ts';
import type { Site } from './site.ts';

export type Thing = 'port' | 'folder' | 'content' | 'database' | 'process';
export type Action = 'create' | 'update' | 'destroy';

/** One line of the ledger: what really happened to a thing. `at` is ISO 8601 in UTC. */
export type Entry = { at: string; siteId: string; action: Action; thing: Thing; id: string };

/** What exists, by site and thing: the id that a thing goes by. */
export type Inventory = Map<string, Map<Thing, string>>;

/** What a ledger says exists once all its entries, oldest first, have happened. */
export function replay(entries: Iterable<Entry>): Inventory {
  const inventory: Inventory = new Map();
  for (const { siteId, action, thing, id } of entries) {
    const things = inventory.get(siteId) ?? new Map<Thing, string>();
    inventory.set(siteId, things);
    if (action === 'destroy') things.delete(thing);
    else things.set(thing, id);
  }
  return inventory;
}

/** The actions that lead from one state of a thing to another; null stands for "does not exist". */
export function actionsBetween(
  thing: Thing,
  before: string | null,
  after: string | null,
): Array<[Action, id: string]> {
  if (before === after) return [];
  if (before !== null && after !== null && thing === 'content') return [['update', after]];
  return [
    ...(before === null ? [] : [['destroy', before] as [Action, string]]),
    ...(after === null ? [] : [['create', after] as [Action, string]]),
  ];
}

const ledgerOf = (rootDir: string) => join(rootDir, 'ledger.jsonl');

/** The entries of all sites, or of one, oldest first. */
export function readLedger(rootDir: string, siteId = ''): Entry[] {
  return entriesIn(readIfThere(ledgerOf(rootDir)) ?? '', siteId);
}

function entriesIn(text: string, siteId: string): Entry[] {
  // Most lines are about other sites: looking for the id first spares parsing them.
  const lines = text.split('\n').filter((line) => line !== '' && line.includes(siteId));
  return lines.flatMap(parse);
}

function parse(line: string): Entry[] {
  try {
    return [JSON.parse(line) as Entry];
  } catch {
    // Half a line is what a power cut leaves. The audit shows what the lost half would have said.
    return [];
  }
}

/**
 * Makes the ledger say what is now true of a site's things.
 *
 * It compares with what the ledger already says instead of trusting that the caller was the one who
 * acted: a program killed between the act and the line is made good by the next one, and nothing is
 * told twice.
 */
export function record({ rootDir, siteId }: Site, now: Partial<Record<Thing, string | null>>): void {
  const text = readIfThere(ledgerOf(rootDir)) ?? '';
  const before = replay(entriesIn(text, siteId)).get(siteId);
  const at = new Date().toISOString();
  const lines = (Object.entries(now) as Array<[Thing, string | null]>).flatMap(([thing, after]) =>
    actionsBetween(thing, before?.get(thing) ?? null, after).map(
      ([action, id]) => `${JSON.stringify({ at, siteId, action, thing, id } satisfies Entry)}\n`,
    ),
  );
  if (lines.length === 0) return;
  // Half a line gets its end, so that it does not spoil what follows.
  if (text !== '' && !text.endsWith('\n')) lines.unshift('\n');
  // One write to a file opened for appending: lines of programs that run at the same time never mix.
  appendFileSync(ledgerOf(rootDir), lines.join(''), { mode: 0o600 });
}

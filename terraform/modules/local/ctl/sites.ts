import { existsSync, readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { readIfThere } from './files.ts';
import { readLedger, replay } from './ledger.ts';
import type { Thing } from './ledger.ts';
import { holderOf, portsOf } from './lease.ts';
import { recordedServer } from './pidfile.ts';
import { addressOf, pauseProcess, processIdOf } from './process.ts';
import { isSiteId, pathsOf } from './site.ts';
import type { Site } from './site.ts';
import { digestOf } from './storage.ts';
import { isAlive, serversUnder } from './system.ts';

/** A site as `sites list` prints it. `pid` and `url` are null when no server was started or it was stopped. */
export type Listed = { siteId: string; pid: number | null; alive: boolean; url: string | null };

/** Where ledger and machine differ: a thing that is `missing`, or that exists `unrecorded`. */
export type Difference = { siteId: string; thing: Thing; id: string; problem: 'missing' | 'unrecorded' };

/** The sites that have a folder under `rootDir`. */
export function listSites(rootDir: string): Listed[] {
  return sitesIn(rootDir).map((site) => {
    const server = recordedServer(site);
    return {
      siteId: site.siteId,
      pid: server?.pid ?? null,
      alive: server !== null && isAlive(server),
      url: server && addressOf(server),
    };
  });
}

/** Ends the web server of every site and keeps everything else, so that a start brings it back as it was. */
export async function stopSites(rootDir: string): Promise<void> {
  await Promise.all(sitesIn(rootDir).map(pauseProcess));
}

/** Compares what the ledger says with what is there. Empty when they agree. */
export function auditSites(rootDir: string): Difference[] {
  const told = new Map<string, Omit<Difference, 'problem'>>();
  for (const [siteId, things] of replay(readLedger(rootDir))) {
    for (const [thing, id] of things) told.set(`${siteId} ${thing} ${id}`, { siteId, thing, id });
  }
  const real = new Map(thingsIn(rootDir).map((it) => [`${it.siteId} ${it.thing} ${it.id}`, it]));
  return [
    ...[...told].filter(([key]) => !real.has(key)).map(([, it]) => ({ ...it, problem: 'missing' as const })),
    ...[...real]
      // A lease that no module has claimed is a plan and no thing: the runner makes it before there is anything.
      .filter(([key, { thing }]) => !told.has(key) && thing !== 'port')
      .map(([, it]) => ({ ...it, problem: 'unrecorded' as const })),
  ];
}

/** Everything that is really there, found without the ledger's help. */
function thingsIn(rootDir: string): Array<Omit<Difference, 'problem'>> {
  const leases = namesIn(portsOf(rootDir)).filter((name) => /^\d+\.json$/.test(name));
  return [
    ...leases.map((name) => {
      const port = parseInt(name, 10);
      return { siteId: String(holderOf(rootDir, port)), thing: 'port' as const, id: String(port) };
    }),
    ...sitesIn(rootDir).flatMap((site) => {
      const { siteId } = site;
      const content = readIfThere(pathsOf(site).content);
      const server = recordedServer(site);
      return [
        { siteId, thing: 'folder' as const, id: siteId },
        ...(content === null ? [] : [{ siteId, thing: 'content' as const, id: digestOf(content) }]),
        ...(existsSync(pathsOf(site).database)
          ? [{ siteId, thing: 'database' as const, id: 'site.sqlite' }]
          : []),
        ...(server && isAlive(server)
          ? [{ siteId, thing: 'process' as const, id: processIdOf(server) }]
          : []),
      ];
    }),
    // Also the servers that no pid file names, and those whose folder is gone.
    ...serversUnder(rootDir).map((server) => {
      return { siteId: basename(server.folder), thing: 'process' as const, id: processIdOf(server) };
    }),
  ];
}

const sitesIn = (rootDir: string): Site[] =>
  namesIn(rootDir)
    .filter(isSiteId)
    .map((siteId) => ({ rootDir, siteId }));

const namesIn = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : []);

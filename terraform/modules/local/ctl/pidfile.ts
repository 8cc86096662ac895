import { rmSync } from 'node:fs';
import { readIfThere, writeAtomically } from './files.ts';
import { pathsOf } from './site.ts';
import type { Settings, Site } from './site.ts';
import type { Identity } from './system.ts';

/** A web server that was started, alive or not. */
export type Server = Identity & Settings;

/** How a server ran that somebody stopped; `accepted` once the site is meant to be without it. */
export type Stopped = Settings & { pid: null; accepted: boolean };

export function readPidFile(site: Site): Server | Stopped | null {
  const text = readIfThere(pathsOf(site).pidFile);
  return text === null ? null : (JSON.parse(text) as Server | Stopped);
}

export function writePidFile(site: Site, record: Server | Stopped): void {
  writeAtomically(pathsOf(site).pidFile, `${JSON.stringify(record)}\n`);
}

export const removePidFile = (site: Site) => rmSync(pathsOf(site).pidFile, { force: true });

/** The server that the pid file names, alive or not; null when none was started or it was stopped. */
export function recordedServer(site: Site): Server | null {
  const record = readPidFile(site);
  return record === null || record.pid === null ? null : record;
}

/** Keeps how the server ran, without the server: `accepted` when the site is meant to be without it. */
export function recordStop(site: Site, accepted: boolean): void {
  const record = readPidFile(site);
  // What was accepted stays accepted, however often the site is stopped after it.
  if (record === null || (record.pid === null && record.accepted)) return;
  const { host, port, memoryMb, generation, variables, secrets } = record;
  writePidFile(site, { pid: null, accepted, host, port, memoryMb, generation, variables, secrets });
}

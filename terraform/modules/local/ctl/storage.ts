import { createHash } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { gunzipSync } from 'node:zlib';
import { readIfThere, writeAtomically } from './files.ts';
import { record } from './ledger.ts';
import { stopProcess } from './process.ts';
import { pathsOf } from './site.ts';
import type { Site } from './site.ts';

/** The id of a content: changes with every character of it. */
export const digestOf = (content: string) => `sha256:${createHash('sha256').update(content).digest('hex')}`;

export function createFolder(site: Site): void {
  mkdirSync(pathsOf(site).folder, { recursive: true, mode: 0o700 });
  record(site, { folder: site.siteId });
  console.log('The folder of the site is there.');
}

/** Removes the folder with everything in it. */
export async function removeFolder(site: Site): Promise<void> {
  // A server that outlives its folder loses its pid file, and nobody would know it as ours.
  await stopProcess(site);
  rmSync(pathsOf(site).folder, { recursive: true, force: true });
  record(site, { content: null, database: null, folder: null });
  console.log('The folder of the site is removed.');
}

/** What was last published or accepted: the content's digest, null for none, and the generation that asked for it. */
export type Published = { digest: string | null; generation: string };

/** Joins the parts `CONTENT_0`, `CONTENT_1` … of an environment: gzip in base64, holding JSON text. */
export function unpackContent(environment: Record<string, string | undefined>): string {
  const parts: string[] = [];
  for (let part; (part = environment[`CONTENT_${parts.length}`]) !== undefined;) parts.push(part);
  if (parts.length === 0) throw new Error('CONTENT_0 is missing from the environment.');
  return gunzipSync(Buffer.from(parts.join(''), 'base64')).toString('utf8');
}

/** Publishes the content, which is JSON text, for a generation. The web server shows it at the next request. */
export function writeContent(site: Site, content: string, generation: string): void {
  const path = pathsOf(site).content;
  if (readIfThere(path) !== content) writeAtomically(path, content);
  const digest = digestOf(content);
  // Killed before this, the page is taken for edited, and the next apply writes both.
  writePublished(site, { digest, generation });
  record(site, { content: digest });
  console.log('The content of the site is published.');
}

export function readPublished(site: Site): Published | null {
  const text = readIfThere(pathsOf(site).published);
  return text === null ? null : (JSON.parse(text) as Published);
}

export function writePublished(site: Site, published: Published): void {
  writeAtomically(pathsOf(site).published, `${JSON.stringify(published)}\n`);
}

export function createDatabase(site: Site): void {
  const database = new DatabaseSync(pathsOf(site).database);
  // SQLite makes no file before the first write; write-ahead logging lets readers and a writer work side by side.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA user_version = 1');
  database.close();
  record(site, { database: 'site.sqlite' });
  console.log('The SQLite database is ready.');
}

export function removeDatabase(site: Site): void {
  for (const suffix of ['', '-wal', '-shm', '-journal'])
    rmSync(pathsOf(site).database + suffix, { force: true });
  record(site, { database: null });
  console.log('The SQLite database is removed.');
}

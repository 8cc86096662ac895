import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readIfThere } from './files.ts';
import { record } from './ledger.ts';
import { readPidFile, recordedServer, recordStop } from './pidfile.ts';
import { processIdOf } from './process.ts';
import { pathsOf } from './site.ts';
import type { Site } from './site.ts';
import { digestOf, readPublished, writePublished } from './storage.ts';
import { isAlive } from './system.ts';

/** What Terraform is told of a site's machine: a text that the state does not hold stands for something amiss. */
export type Observation = { process_generation: string; content_generation: string };

/**
 * Says whether the web server lives and the page is as it was published: each generation is the one that the module
 * was given, or a new one when the server is gone or the page was edited, removed or never made. What was accepted
 * counts as it should be; `starting` asks for a deployment, which starts a server also when its stop was accepted.
 */
export function observe(site: Site, { starting }: { starting: boolean }): Observation {
  return {
    process_generation: processGeneration(site, starting) ?? randomUUID(),
    content_generation: contentGeneration(site) ?? randomUUID(),
  };
}

function processGeneration(site: Site, starting: boolean): string | null {
  const server = readPidFile(site);
  if (server === null) return null;
  const asMeant = server.pid === null ? server.accepted && !starting : isAlive(server);
  return asMeant ? server.generation : null;
}

function contentGeneration(site: Site): string | null {
  const published = readPublished(site);
  return published !== null && published.digest === digestOfPage(site) ? published.generation : null;
}

function digestOfPage(site: Site): string | null {
  const content = readIfThere(pathsOf(site).content);
  return content === null ? null : digestOf(content);
}

/**
 * Takes what is there as meant, an edited or removed page and a server that does not run: from here on `observe`
 * answers what the state holds. Throws when the site's folder is gone.
 */
export function accept(site: Site): void {
  if (!existsSync(pathsOf(site).folder))
    throw new Error(
      'The folder of the site is gone, so there is nothing to accept; deploy the site instead.',
    );
  const digest = digestOfPage(site);
  const published = readPublished(site);
  if (published !== null) writePublished(site, { ...published, digest });

  const server = recordedServer(site);
  const alive = server !== null && isAlive(server);
  if (!alive) recordStop(site, true);
  record(site, { content: digest, process: alive ? processIdOf(server) : null });
}

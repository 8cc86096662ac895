import { linkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readIfThere, writeDurably } from './files.ts';
import { readLedger, record, replay } from './ledger.ts';
import type { Site } from './site.ts';

export const portsOf = (rootDir: string) => join(rootDir, 'ports');
const leaseOf = (rootDir: string, port: number) => join(portsOf(rootDir), `${port}.json`);

/** The site that holds a port's lease, or null when the port is free. */
export function holderOf(rootDir: string, port: number): string | null {
  const lease = readIfThere(leaseOf(rootDir, port));
  return lease === null ? null : String((JSON.parse(lease) as { siteId: unknown }).siteId);
}

/**
 * Leases a port to a site, or does nothing if the site holds it already. Returns false when another site
 * holds it. Says nothing to the ledger: a lease is a plan until the module claims it.
 */
export function leasePort({ rootDir, siteId }: Site, port: number): boolean {
  const draft = join(portsOf(rootDir), `.${port}.${siteId}`);
  writeDurably(draft, `${JSON.stringify({ siteId })}\n`);
  try {
    // A link appears with its text and fails where the name exists: never half a lease, never two.
    linkSync(draft, leaseOf(rootDir, port));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return holderOf(rootDir, port) === siteId;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Makes sure that the site holds the port. Throws when another site does. */
export function claimPort(site: Site, port: number): void {
  if (!leasePort(site, port)) {
    throw new Error(
      `Port ${port} is leased to site ${holderOf(site.rootDir, port)}; give this site another port.`,
    );
  }
  record(site, { port: String(port) });
  console.log(`Port ${port} belongs to the site.`);
}

/** Gives the port back, if it is the site's. */
export function releasePort(site: Site, port: number): void {
  if (holderOf(site.rootDir, port) === site.siteId) rmSync(leaseOf(site.rootDir, port), { force: true });
  const recorded = replay(readLedger(site.rootDir, site.siteId)).get(site.siteId)?.get('port');
  if (recorded === String(port)) record(site, { port: null });
  console.log(`Port ${port} is free again.`);
}

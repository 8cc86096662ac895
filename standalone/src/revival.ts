/** Sites on this machine end with it: after a reboot, a deployment brings each one back as it was. */
import { entities as deploymentEntities } from '@hosterizer/deployments/entities';
import { queueRevive } from '@hosterizer/deployments/orders';
import { thePlatform } from '@hosterizer/deployments/requester';
import { connectDatabase } from '@hosterizer/kit/database';
import { AppError } from '@hosterizer/kit/errors';
import type { Events } from '@hosterizer/kit/events';
import type { Log } from '@hosterizer/kit/log';
import { acrossTenants, inTenant } from '@hosterizer/kit/tenancy';
import { entities as siteEntities, Site } from '@hosterizer/sites/entities';
import type { SealerKeys } from '@hosterizer/kit/sealer';
import type { DatabaseUrls } from './stores.ts';

const patience = 2_000;

/** Queues an update of every active local site that does not answer. Resolves with how many. */
export async function reviveSites(
  urls: DatabaseUrls,
  keys: SealerKeys,
  { events, log }: { events: Events; log: Log },
): Promise<number> {
  const entities = [...siteEntities, ...deploymentEntities];
  const db = await connectDatabase(
    { appUrl: urls.app, platformUrl: urls.platform, entities, poolSize: 2, ...keys },
    { events, log },
  );
  try {
    const sites = await acrossTenants(db, 'platform', 'to find local sites whose process is gone', (tx) =>
      tx.findBy(Site, { cloudProvider: 'LOCAL', status: 'ACTIVE' }),
    );
    let queued = 0;
    for (const { id, customerId, url } of sites) {
      if (url && (await answers(url, id))) continue;
      try {
        await inTenant(db, customerId, (tx) => queueRevive(tx, id, thePlatform));
        queued += 1;
      } catch (error) {
        // A deployment that was waiting already will bring it back; anything else is told and left to people.
        if (!(error instanceof AppError)) throw error;
        log.info({ site: id, reason: error.message }, 'A local site is down and was not queued.');
      }
    }
    if (queued > 0) log.info({ sites: queued }, 'Local sites were down; an update of each is queued.');
    return queued;
  } finally {
    await db.close();
  }
}

/** Whether this very site answers there, and not somebody who has the port now. */
async function answers(url: string, id: string): Promise<boolean> {
  try {
    const response = await fetch(new URL('/healthz', url), { signal: AbortSignal.timeout(patience) });
    await response.body?.cancel();
    return response.headers.get('hosterizer-site') === id;
  } catch {
    return false;
  }
}

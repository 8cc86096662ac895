/** Nothing is queued for a cloud that would refuse it. */
import type { Database } from '@hosterizer/kit/database';
import { conflict } from '@hosterizer/kit/errors';
import { inTenant, type TenantTx } from '@hosterizer/kit/tenancy';
import { CloudCredential, type Cloud, type CloudCredentialRow } from '../entities.ts';
import { titleOf, type Clouds } from './clouds.ts';
import { recheck } from './findings.ts';

/** How long what a cloud has said is believed, in milliseconds. */
const believed = 10 * 60 * 1000;

/** The cloud was asked too long ago; it is asked again outside of any transaction, and then the work begins anew. */
type Stale = Error & { stale: CloudCredentialRow };

const isStale = (error: unknown): error is Stale => error instanceof Error && 'stale' in error;

/**
 * Why nothing can be built at a provider, as a sentence; null when it can. What is found stays so until the transaction
 * ends. Throws for `askingFirst` when the cloud has to be asked again.
 */
export async function obstacleAt(tx: TenantTx, provider: string): Promise<string | null> {
  if (provider === 'LOCAL') return null;
  const cloud = provider as Cloud;
  const credential = await tx.findOne(CloudCredential, {
    where: { customerId: tx.customerId, cloudProvider: cloud },
    lock: { mode: 'pessimistic_read' },
  });
  const title = titleOf(cloud);
  if (!credential)
    return `Connect ${title} first: nothing can be built or looked at there without a credential.`;
  if (Date.now() - credential.askedAt.getTime() > believed)
    throw Object.assign(new Error(`${title} was asked too long ago.`), { stale: credential });
  if (credential.status === 'REFUSED') return `Connect ${title} anew first: ${credential.reason}`;
  if (credential.status === 'POWERLESS') return `Mend the credential of ${title} first: ${credential.reason}`;
  return null;
}

/** Throws CONFLICT, and as obstacleAt. */
export async function mustBeConnected(tx: TenantTx, provider: string): Promise<void> {
  const obstacle = await obstacleAt(tx, provider);
  if (obstacle) throw conflict(obstacle);
}

/** Does what queues a job, in a transaction of its own, and once more after the cloud has been asked where it has to be. */
export type AskingFirst = <T>(work: () => Promise<T>) => Promise<T>;

export const makeAskingFirst =
  (db: Database, clouds: Clouds): AskingFirst =>
  async (work) => {
    try {
      return await work();
    } catch (error) {
      if (!isStale(error)) throw error;
      const { customerId } = error.stale;
      const write = <T>(note: (tx: TenantTx) => Promise<T>) => inTenant(db, customerId, note);
      await recheck({ write, sealer: db.sealer, clouds }, error.stale);
      return work();
    }
  };

/** The secret parts of what is stored: sealed here, and opened for a check or for the job that needs them. */
import type { Sealer } from '@hosterizer/kit/sealer';
import type { ReadTx, TenantTx } from '@hosterizer/kit/tenancy';
import { CloudCredential, type Cloud, type CloudCredentialRow } from '../entities.ts';
import type { Parts } from './cloud.ts';
import { environmentIn, titleOf } from './clouds.ts';

const column = 'deployments.cloud_credential.sealed';

export const seal = (sealer: Sealer, parts: Parts, id: string): Buffer =>
  sealer.seal(JSON.stringify(parts), column, id);

/** Null when it was sealed with a key that this installation does not have. */
export function partsOf(sealer: Sealer, { id, sealed }: CloudCredentialRow): Parts | null {
  try {
    return JSON.parse(sealer.open(sealed, column, id)) as Parts;
  } catch {
    return null;
  }
}

export const unopened = (cloud: Cloud) =>
  `The credential of ${titleOf(cloud)} does not open any more: connect ${titleOf(cloud)} anew.`;

export const credentialFor = (tx: ReadTx, customerId: string, cloudProvider: Cloud) =>
  tx.findOneBy(CloudCredential, { customerId, cloudProvider });

/** What Terraform finds in its environment; a sentence when there is nothing that could be given. */
export async function environmentOf(
  tx: TenantTx,
  sealer: Sealer,
  provider: string,
): Promise<Record<string, string> | string> {
  if (provider === 'LOCAL') return {};
  const cloud = provider as Cloud;
  const credential = await credentialFor(tx, tx.customerId, cloud);
  if (!credential)
    return `${titleOf(cloud)} is not connected any more: connect it, and ask for this once more.`;
  const parts = partsOf(sealer, credential);
  return parts ? environmentIn(cloud, parts) : unopened(cloud);
}

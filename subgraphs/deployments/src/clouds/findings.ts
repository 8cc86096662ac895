/** What a cloud says of a credential, and how that is kept. */
import type { Sealer } from '@hosterizer/kit/sealer';
import type { TenantTx } from '@hosterizer/kit/tenancy';
import { CloudCredential, type Cloud, type CloudCredentialRow } from '../entities.ts';
import { isUnreachable } from './ask.ts';
import type { Parts, Verdict } from './cloud.ts';
import { titleOf, type Clouds } from './clouds.ts';
import { partsOf, unopened } from './sealed.ts';

/** What is known after the cloud was asked; a verdict of null is none, since it did not answer. */
export type Finding = { verdict: Verdict | null; problem: string | null };

/** Of a cloud that does not answer there is a problem and no verdict. */
export async function askCloud(clouds: Clouds, provider: Cloud, parts: Parts): Promise<Finding> {
  try {
    return { verdict: await clouds[provider].check(parts), problem: null };
  } catch (error) {
    if (!isUnreachable(error)) throw error;
    return { verdict: null, problem: `${titleOf(provider)} ${error.message}: it could not be asked.` };
  }
}

/** As it is stored. */
export function known({ verdict, problem }: Finding, now: Date) {
  if (!verdict) return { status: 'UNCHECKED' as const, reason: problem, account: null, checkedAt: null };
  const { status } = verdict;
  return {
    status,
    reason: status === 'VALID' ? null : verdict.reason,
    account: status === 'REFUSED' ? null : verdict.account,
    checkedAt: now,
  };
}

type Rechecking = {
  write<T>(work: (tx: TenantTx) => Promise<T>): Promise<T>;
  sealer: Sealer;
  clouds: Clouds;
};

/** Asks about it and keeps what is found, for the platform's own sake. */
export async function recheck(
  { write, sealer, clouds }: Rechecking,
  credential: CloudCredentialRow,
): Promise<void> {
  const parts = partsOf(sealer, credential);
  const found: Finding = parts
    ? await askCloud(clouds, credential.cloudProvider, parts)
    : { verdict: { status: 'REFUSED', reason: unopened(credential.cloudProvider) }, problem: null };
  await write((tx) => noteFinding(tx, credential, found));
}

/** A cloud that did not answer leaves what is known. False when the credential is another one by now. */
export async function noteFinding(
  tx: TenantTx,
  { customerId, id, updatedAt }: CloudCredentialRow,
  found: Finding,
): Promise<boolean> {
  const now = new Date();
  const { affected } = await tx.update(
    CloudCredential,
    { customerId, id, updatedAt },
    { askedAt: now, ...(found.verdict && known(found, now)) },
  );
  return affected === 1;
}

/** What clouds a customer has connected: listing, connecting, checking and disconnecting them. */
import { isUniqueViolation, rowsOf } from '@hosterizer/kit/database';
import { conflict, externalFailure, invalid, notFound } from '@hosterizer/kit/errors';
import { newId } from '@hosterizer/kit/ids';
import type { Sealer } from '@hosterizer/kit/sealer';
import { mustBeActive } from '@hosterizer/kit/standing';
import type { MutationTx, ReadTx } from '@hosterizer/kit/tenancy';
import { CloudCredential, type Cloud, type CloudCredentialRow } from '../entities.ts';
import type { CloudInput, SetCloudCredentialInput } from '../generated/resolvers.ts';
import type { Parts } from './cloud.ts';
import { cloudOf, credentialIn, inputs, shownOf, titleOf, type Clouds } from './clouds.ts';
import { askCloud, known, noteFinding, type Finding } from './findings.ts';
import { credentialFor, partsOf, seal, unopened } from './sealed.ts';

/** By provider. */
export const listCredentials = (tx: ReadTx, customerId: string): Promise<CloudCredentialRow[]> =>
  tx.find(CloudCredential, { where: { customerId }, order: { cloudProvider: 'asc' } });

type Writing = { write<T>(work: (tx: MutationTx) => Promise<T>): Promise<T>; sealer: Sealer; clouds: Clouds };

/**
 * Asks the cloud, then stores it. Throws VALIDATION_ERROR for what cannot be a credential of the cloud, or is refused by
 * it, and CONFLICT for a customer that is not active.
 */
export async function setCredential(
  { write, sealer, clouds }: Writing,
  input: SetCloudCredentialInput,
): Promise<CloudCredentialRow> {
  const provider = cloudOf(input.cloudProvider);
  const parts = credentialIn(clouds, input);
  const found = await askCloud(clouds, provider, parts);
  if (found.verdict?.status === 'REFUSED') throw invalid(inputs[provider], found.verdict.reason);
  return write((tx) => store(tx, sealer, { provider, parts, found }));
}

type Credential = { provider: Cloud; parts: Parts; found: Finding };

async function store(
  tx: MutationTx,
  sealer: Sealer,
  { provider, parts, found }: Credential,
): Promise<CloudCredentialRow> {
  await mustBeActive(tx);
  const { customerId } = tx;
  const before = await credentialFor(tx, customerId, provider);
  const id = before?.id ?? newId();
  const now = new Date();
  const kept = {
    shown: shownOf(provider, parts),
    ...{ sealed: seal(sealer, parts, id), askedAt: now, updatedAt: now },
    ...known(found, now),
  };
  if (before) await tx.update(CloudCredential, { customerId, id }, kept);
  else await insert(tx, { ...kept, customerId, id, cloudProvider: provider });
  const after = await tx.findOneByOrFail(CloudCredential, { customerId, id });
  await tx.audit({
    operation: 'setCloudCredential',
    object: { type: 'CloudCredential', id },
    ...(before && { before: told(before) }),
    after: told(after),
  });
  return after;
}

async function insert(tx: MutationTx, row: Omit<CloudCredentialRow, 'createdAt'>): Promise<void> {
  try {
    await tx.insert(CloudCredential, row);
  } catch (error) {
    if (isUniqueViolation(error, 'one_credential_a_cloud'))
      throw conflict('Somebody has connected this cloud at this very moment: look at it again.');
    throw error;
  }
}

/** What the audit log tells. */
const told = ({ cloudProvider, shown, status, account }: CloudCredentialRow) => ({
  ...{ cloudProvider, shown, status, account },
});

type Checking = Writing & { read<T>(work: (tx: ReadTx) => Promise<T>): Promise<T> };

/**
 * Asks the cloud about what is stored. Throws NOT_FOUND where nothing is, EXTERNAL_SERVICE_ERROR when the cloud does not
 * answer, CONFLICT when what is stored does not open any more, or has been replaced or removed meanwhile.
 */
export async function checkCredential(
  { read, write, sealer, clouds }: Checking,
  customerId: string,
  { cloudProvider }: CloudInput,
): Promise<CloudCredentialRow> {
  const provider = cloudOf(cloudProvider);
  const credential = await read((tx) => credentialFor(tx, customerId, provider));
  if (!credential) throw notFound('Credential of', provider);
  const parts = partsOf(sealer, credential);
  if (!parts) throw conflict(unopened(provider));
  const { verdict, problem } = await askCloud(clouds, provider, parts);
  if (!verdict) throw externalFailure(`${problem} Try again in a while.`);
  return write(async (tx) => {
    if (!(await noteFinding(tx, credential, { verdict, problem })))
      throw conflict('It was replaced or removed while it was being checked: look at it again.');
    const after = await tx.findOneByOrFail(CloudCredential, { customerId, id: credential.id });
    await tx.audit({
      operation: 'checkCloudCredential',
      object: { type: 'CloudCredential', id: credential.id },
      before: told(credential),
      after: told(after),
    });
    return after;
  });
}

/** Throws NOT_FOUND where there is none, CONFLICT while sites stand at the cloud or for a customer that is not active. */
export async function removeCredential(
  tx: MutationTx,
  { cloudProvider }: CloudInput,
): Promise<CloudCredentialRow[]> {
  await mustBeActive(tx);
  const provider = cloudOf(cloudProvider);
  const { customerId } = tx;
  // A deployment that is being queued at this moment ends first, and its site is counted; or it finds no credential.
  const credential = await tx.findOne(CloudCredential, {
    where: { customerId, cloudProvider: provider },
    lock: { mode: 'pessimistic_write' },
  });
  if (!credential) throw notFound('Credential of', provider);
  const [standing] = await rowsOf<{ sites: number }>(tx, `select sites.standing_at($1) as sites`, [provider]);
  if (standing!.sites > 0) throw conflict(stillNeeded(standing!.sites, titleOf(provider)));
  await tx.delete(CloudCredential, { customerId, id: credential.id });
  await tx.audit({
    operation: 'removeCloudCredential',
    object: { type: 'CloudCredential', id: credential.id },
    before: told(credential),
  });
  return listCredentials(tx, customerId);
}

const stillNeeded = (sites: number, title: string) =>
  sites === 1
    ? `1 site stands at ${title}, and nobody could change or remove it without the credential. Delete it first.`
    : `${sites} sites stand at ${title}, and nobody could change or remove them without the credential. Delete them first.`;

/** A customer's own host name, and how they prove that it is theirs. */
import { randomBytes } from 'node:crypto';
import { domainToASCII } from 'node:url';
import { isUniqueViolation } from '@hosterizer/kit/database';
import type { Dns } from '@hosterizer/kit/dns';
import { conflict, invalid } from '@hosterizer/kit/errors';
import type { MutationTx, ReadTx } from '@hosterizer/kit/tenancy';
import { CustomDomain, type CustomDomainRow } from './entities.ts';
import type { CustomDomain as CustomDomainView } from './generated/resolvers.ts';

export const domainOf = ({
  host,
  challenge,
  problem,
  checkedAt,
  verifiedAt,
}: CustomDomainRow): CustomDomainView => ({
  host,
  status: verifiedAt ? 'VERIFIED' : 'PENDING',
  recordName: recordOf(host),
  recordValue: challenge,
  ...{ problem, checkedAt, verifiedAt },
});

/** Asking for the name that one has asked for already changes nothing. Throws VALIDATION_ERROR. */
export async function setCustomDomain(tx: MutationTx, given: string, publicUrl: string): Promise<void> {
  const host = hostOf(given, publicUrl);
  const before = await held(tx);
  if (before?.host !== host) {
    await tx.delete(CustomDomain, { customerId: tx.customerId });
    await tx.insert(CustomDomain, {
      customerId: tx.customerId,
      host,
      challenge: randomBytes(32).toString('base64url'),
    });
  }
  await tx.audit({
    operation: 'setCustomDomain',
    object: { type: 'CustomDomain', id: tx.customerId },
    before: { host: before?.host ?? null },
    after: { host },
  });
}

/** Throws CONFLICT where there is none. */
export async function removeCustomDomain(tx: MutationTx): Promise<void> {
  const { host } = (await held(tx)) ?? missing();
  await tx.delete(CustomDomain, { customerId: tx.customerId });
  await tx.audit({
    operation: 'removeCustomDomain',
    object: { type: 'CustomDomain', id: tx.customerId },
    before: { host },
  });
}

/** How a look-up is begun and how it is written down: two transactions, since DNS takes its time in between. */
export type Bookkeeping = {
  read<T>(work: (tx: ReadTx) => Promise<T>): Promise<T>;
  write<T>(work: (tx: MutationTx) => Promise<T>): Promise<T>;
};

/**
 * Looks for the TXT record. What is wrong with it is kept, and then thrown as CONFLICT. A name that was verified stays
 * so even if its record is gone.
 */
export async function verifyCustomDomain(
  { read, write }: Bookkeeping,
  customerId: string,
  dns: Dns,
): Promise<void> {
  const asked = (await read((tx) => tx.findOneBy(CustomDomain, { customerId }))) ?? missing();
  const problem = await problemOf(asked, dns);
  try {
    await write((tx) => note(tx, asked, problem));
  } catch (error) {
    if (!isUniqueViolation(error, 'custom_domain_host')) throw error;
    const taken = `${asked.host} shows another customer’s portal already. Ask the platform’s operator.`;
    await write((tx) => note(tx, asked, taken));
    throw conflict(taken);
  }
  if (problem) throw conflict(problem);
}

/** Throws CONFLICT when another name was asked for during the look-up. */
async function note(
  tx: MutationTx,
  { challenge, host }: CustomDomainRow,
  problem: string | null,
): Promise<void> {
  const domain = await held(tx);
  if (domain?.challenge !== challenge)
    throw conflict('The host name was changed during the look-up. Look once more.');
  const now = new Date();
  const verifiedAt = problem ? domain.verifiedAt : (domain.verifiedAt ?? now);
  await tx.update(CustomDomain, { customerId: tx.customerId }, { problem, checkedAt: now, verifiedAt });
  await tx.audit({
    operation: 'verifyCustomDomain',
    object: { type: 'CustomDomain', id: tx.customerId },
    before: { host, verified: domain.verifiedAt !== null },
    after: { host, verified: verifiedAt !== null, found: problem === null },
  });
}

async function problemOf({ host, challenge }: CustomDomainRow, dns: Dns): Promise<string | null> {
  const name = recordOf(host);
  let found: string[];
  try {
    found = await dns.txt(name);
  } catch (error) {
    return `${(error as Error).message} Try again in a moment.`;
  }
  if (found.includes(challenge)) return null;
  if (found.length === 0)
    return `There is no TXT record at ${name} yet. A new record can take an hour to be seen everywhere.`;
  const instead = found.slice(0, 3).map((text) => `“${text.slice(0, 100)}”`);
  return `The TXT record at ${name} does not hold the value that we look for, but ${instead.join(', ')}.`;
}

const recordOf = (host: string) => `_hosterizer-challenge.${host}`;

const held = (tx: MutationTx) =>
  tx.findOne(CustomDomain, {
    where: { customerId: tx.customerId },
    lock: { mode: 'pessimistic_write' },
  });

function missing(): never {
  throw conflict('There is no host name yet. Ask for one first, with setCustomDomain.');
}

const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** What stands in an address beside the name, and would be left out of it without a word. */
const noName = /[\p{Cc}\s/\\?#@:%[\]]/u;

/** In ASCII and lower case, as browsers send it. */
function hostOf(given: string, publicUrl: string): string {
  const name = given.trim().replace(/\.$/, '');
  const host = noName.test(name) ? '' : domainToASCII(name);
  const labels = host.split('.');
  // The record's name is longer than the host's by its own label.
  const fine = labels.length >= 2 && recordOf(host).length <= 253 && labels.every((each) => label.test(each));
  // Whose last label is a number is an address.
  if (!fine || /^\d+$/.test(labels.at(-1)!))
    throw invalid(
      'host',
      'Give a host name such as portal.example.com, without https:// and without a path.',
    );
  if (host === new URL(publicUrl).hostname)
    throw invalid('host', 'This is the platform’s own name; give one of yours.');
  return host;
}

import { QueryFailedError } from 'typeorm';
import type { Database } from '@hosterizer/kit/database';
import { containing, isUniqueViolation, rowsOf } from '@hosterizer/kit/database';
import { announceCredentials } from '@hosterizer/kit/credentials';
import { conflict, invalid, notFound } from '@hosterizer/kit/errors';
import { isId, newId } from '@hosterizer/kit/ids';
import { queueMail } from '@hosterizer/kit/mail';
import { pageOf, type Page, type PageArguments } from '@hosterizer/kit/pages';
import { actorOf } from '@hosterizer/kit/audit';
import { acrossTenants, inTenantAs, type MutationTx, type ReadTx } from '@hosterizer/kit/tenancy';
import { emailFingerprint } from '@hosterizer/kit/sealer';
import type { Caller } from '@hosterizer/kit/viewer';
import { Customer, type CustomerRow } from './entities.ts';
import type {
  CreateCustomerInput,
  CustomerFilter,
  SetCustomerStatusInput,
  UpdateCustomerInput,
} from './generated/resolvers.ts';
import { checkMove } from './statuses.ts';
import { makeFirstLink, noticeMail, welcomeMail } from './welcome.ts';
import { emailOf, lineOf, notesOf } from './words.ts';

export const ownerEmailColumn = 'customers.customer.owner_email';

export function listCustomers(
  tx: ReadTx,
  page: PageArguments,
  filter?: CustomerFilter | null,
): Promise<Page<CustomerRow>> {
  const query = tx.createQueryBuilder(Customer, 'customer');
  if (filter?.status) query.andWhere('customer.status = :status', { status: filter.status });
  if (filter?.tier) query.andWhere('customer.tier = :tier', { tier: filter.tier });
  if (filter?.search) {
    const pattern = containing(filter.search);
    query.andWhere('customer.name ilike :pattern', { pattern });
  }
  return pageOf(query, page);
}

/** The id of a customer that exists, for staff who act on it. Throws NOT_FOUND. */
export async function existing(tx: ReadTx, id: string): Promise<string> {
  if (!isId(id) || !(await tx.existsBy(Customer, { id }))) throw notFound('Customer', id);
  return id;
}

/** As existing, for an argument that only staff must give. Throws VALIDATION_ERROR without it. */
export async function named(tx: ReadTx, id: string | null | undefined): Promise<string> {
  if (id == null) throw invalid('customerId', 'Say for which customer.');
  return existing(tx, id);
}

type Making = { db: Database; caller: Caller; publicUrl: string };

/**
 * The new owner hears of it by mail. Throws VALIDATION_ERROR for a name or address that cannot be, CONFLICT for a name
 * that is taken.
 */
export async function createCustomer(making: Making, input: CreateCustomerInput): Promise<CustomerRow> {
  const order = {
    name: lineOf('name', input.name, 100),
    tier: input.tier,
    ownerEmail: emailOf('ownerEmail', input.ownerEmail),
  };
  try {
    return await open(making, order);
  } catch (error) {
    // Somebody else has made the person since we looked: this time they are found.
    if (!(error instanceof QueryFailedError) || error.driverError.code !== '23503') throw error;
    return open(making, order);
  }
}

async function open(
  { db, caller, publicUrl }: Making,
  { name, tier, ownerEmail }: Pick<CreateCustomerInput, 'name' | 'tier' | 'ownerEmail'>,
): Promise<CustomerRow> {
  const id = newId();
  const { sealer } = db;
  const fingerprint = emailFingerprint(sealer, ownerEmail);
  const [known] = await acrossTenants(db, caller.viewer!, 'whose address a new owner has', (tx) =>
    rowsOf<{ user: string | null }>(tx, `select accounts.user_of_email($1) as "user"`, [fingerprint]),
  );
  return inTenantAs(db, id, actorOf(caller), async (tx) => {
    const sealed = sealer.seal(ownerEmail, ownerEmailColumn, id);
    await uniquely(name, () => tx.insert(Customer, { id, name, tier, ownerEmail: sealed }));
    const person = known?.user ?? newId();
    const link = known?.user ? null : makeFirstLink(publicUrl);
    await tx.query(`select accounts.add_owner($1, $2, $3, $4, $5, $6, $7, $8)`, [
      id,
      newId(),
      person,
      sealer.seal(ownerEmail, 'accounts.user.email', person),
      fingerprint,
      ...(link ? [link.id, link.hash, link.until] : [null, null, null]),
    ]);
    const mail = link ? welcomeMail(ownerEmail, name, link) : noticeMail(ownerEmail, name, publicUrl);
    await queueMail(tx, sealer, mail);
    await tx.audit({
      operation: 'createCustomer',
      object: { type: 'Customer', id },
      after: { name, tier, ownerId: person },
    });
    return tx.findOneByOrFail(Customer, { id });
  });
}

/** What is left out, or null, stays. Throws NOT_FOUND, VALIDATION_ERROR, CONFLICT for a name that is taken. */
export async function updateCustomer(tx: MutationTx, input: UpdateCustomerInput): Promise<CustomerRow> {
  const before = await locked(tx);
  const name = input.name == null ? before.name : lineOf('name', input.name, 100);
  const metadata = input.metadata == null ? before.metadata : notesOf('metadata', input.metadata);
  await uniquely(name, () =>
    tx.update(Customer, before.id, { name, tier: input.tier ?? before.tier, metadata }),
  );
  const after = await tx.findOneByOrFail(Customer, { id: before.id });
  await tx.audit({
    operation: 'updateCustomer',
    object: { type: 'Customer', id: before.id },
    before: toldOf(before),
    after: toldOf(after),
  });
  return after;
}

/**
 * Who is signed in for the customer feels it at once. Throws NOT_FOUND, VALIDATION_ERROR without a reason where one
 * is due, CONFLICT for a move that there is not.
 */
export async function setCustomerStatus(tx: MutationTx, input: SetCustomerStatusInput): Promise<CustomerRow> {
  const before = await locked(tx);
  checkMove(before.status, input.status);
  const statusReason = input.status === 'ACTIVE' ? null : reasonOf(input.reason);
  await tx.update(Customer, before.id, { status: input.status, statusReason });
  await tx.audit({
    operation: 'setCustomerStatus',
    object: { type: 'Customer', id: before.id },
    before: { status: before.status, reason: before.statusReason },
    after: { status: input.status, reason: statusReason },
  });
  announceCredentials({ publish: tx.announce }, { customerId: before.id });
  return tx.findOneByOrFail(Customer, { id: before.id });
}

/** The transaction's own customer. Whoever asks how it stands before it may do something waits, see kit's standingOf. */
async function locked(tx: MutationTx): Promise<CustomerRow> {
  const id = tx.customerId;
  const customer = await tx.findOne(Customer, { where: { id }, lock: { mode: 'pessimistic_write' } });
  if (!customer) throw notFound('Customer', id);
  return customer;
}

function reasonOf(reason: string | null | undefined): string {
  const said = reason?.trim() ?? '';
  if (said === '' || [...said].length > 500 || said.includes('\0')) {
    throw invalid('reason', 'Say why in 1 to 500 characters; the customer reads it.');
  }
  return said;
}

/** What the audit log tells of a customer; notes may hold people's names, so only their own names are told. */
const toldOf = ({ name, tier, metadata }: CustomerRow) => ({ name, tier, notes: Object.keys(metadata) });

async function uniquely<T>(name: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (isUniqueViolation(error, 'customer_name'))
      throw conflict(`There is a customer named ${name} already.`);
    throw error;
  }
}

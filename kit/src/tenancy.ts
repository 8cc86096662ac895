/** The three ways to reach the database, each bound to whom it is for. Services take what these make and nothing else. */
import type { EntityManager } from 'typeorm';
import type { Database } from './database.ts';
import { forbidden, unauthenticated } from './errors.ts';
import { actorOf, recordDeed, type Actor, type Deed } from './audit.ts';
import { isId } from './ids.ts';
import { makeTurns } from './turns.ts';
import { isStaff, type Caller, type Viewer } from './viewer.ts';

declare const reading: unique symbol;
declare const tenant: unique symbol;

/** A transaction in which rows may be read: one customer's, or everybody's for the platform's staff. */
export type ReadTx = EntityManager & { readonly [reading]: true };

/** A transaction that can say on a channel, once it has committed, that it has moved on. */
export type AnnouncingTx = EntityManager & { announce(channel: string, hint?: object): void };

/** A transaction bound to one customer; only `inTenant` makes one. */
export type TenantTx = ReadTx & AnnouncingTx & { readonly [tenant]: true; readonly customerId: string };

/** A mutation's transaction: it says what it did before it ends, or it does not commit. */
export type Deeds = {
  /** Writes the mutation's entry into the audit log; exactly one in each transaction. */
  audit(deed: Deed): Promise<void>;
};
export type MutationTx = TenantTx & Deeds;

/** A transaction bound to one person: their own account, sessions and memberships. */
export type UserTx = AnnouncingTx & { readonly userId: string };

export function inTenant<T>(
  db: Database,
  customerId: string,
  work: (tx: TenantTx) => Promise<T>,
): Promise<T> {
  return bound(db, 'app.current_customer_id', customerId, (tx) =>
    work(Object.assign(tx, { customerId }) as unknown as TenantTx),
  );
}

export function asUser<T>(db: Database, userId: string, work: (tx: UserTx) => Promise<T>): Promise<T> {
  return bound(db, 'app.current_user_id', userId, (tx) => work(Object.assign(tx, { userId })));
}

/** As inTenant, for a mutation by `actor`. Rolls back and throws when the work has not said what it did. */
export function inTenantAs<T>(
  db: Database,
  customerId: string,
  actor: Actor,
  work: (tx: MutationTx) => Promise<T>,
): Promise<T> {
  return inTenant(db, customerId, (tx) => audited(tx, actor, customerId, work));
}

/** As asUser, for a mutation of one's own account; `customerId` says in whose log it is, nobody's when null. */
export function asUserAs<T>(
  db: Database,
  actor: Actor,
  customerId: string | null,
  work: (tx: UserTx & Deeds) => Promise<T>,
): Promise<T> {
  return asUser(db, actor.id, (tx) => audited(tx, actor, customerId, work));
}

/** As inTenantAs, and bound to the actor's own account too: where a person takes a place in a customer. */
export function inTenantAsUser<T>(
  db: Database,
  customerId: string,
  actor: Actor,
  work: (tx: MutationTx & UserTx) => Promise<T>,
): Promise<T> {
  return inTenantAs(db, customerId, actor, async (tx) => {
    await tx.query(`select set_config('app.current_user_id', $1, true)`, [actor.id]);
    return work(Object.assign(tx, { userId: actor.id }));
  });
}

async function audited<Tx extends EntityManager, T>(
  tx: Tx,
  actor: Actor,
  customerId: string | null,
  work: (tx: Tx & Deeds) => Promise<T>,
): Promise<T> {
  let entries = 0;
  const audit = async (deed: Deed) => {
    entries += 1;
    await recordDeed(tx, actor, customerId, deed);
  };
  const result = await work(Object.assign(tx, { audit }));
  if (entries !== 1)
    throw new Error(`A mutation has to write one audit entry, and this one wrote ${entries}.`);
  return result;
}

/**
 * Reads everybody's rows; the only way across tenants. `reader` is one of the platform's staff, or `platform` for
 * background work and for finding out who somebody is; `reason` says in the log what it was for.
 */
export async function acrossTenants<T>(
  db: Database,
  reader: Viewer | 'platform',
  reason: string,
  work: (tx: ReadTx) => Promise<T>,
): Promise<T> {
  if (reader !== 'platform' && !isStaff(reader)) throw forbidden('platform staff');
  db.log.debug({ reader: reader === 'platform' ? reader : reader.id, reason }, 'Reading across tenants.');
  return db.platform.transaction((tx) => work(tx as ReadTx));
}

/** A transaction bound to nobody: no customer's row can be seen in it, only tables of the platform's own. */
export function inPlatform<T>(db: Database, work: (tx: EntityManager) => Promise<T>): Promise<T> {
  return db.app.transaction(work);
}

/** How one request reaches the database, by who its viewer is. */
export type Reach = {
  /** Reads what the viewer may see. */
  read<T>(work: (tx: ReadTx) => Promise<T>): Promise<T>;
  /**
   * A mutation of the viewer's own customer. The platform's staff write to the customer whom `owner` finds: it gets a
   * transaction that reads across tenants and answers a customer's id, or throws NOT_FOUND.
   */
  write<T>(owner: (tx: ReadTx) => Promise<string>, work: (tx: MutationTx) => Promise<T>): Promise<T>;
  /** A mutation of the platform's own tables; no customer's row can be seen in it. */
  change<T>(work: (tx: EntityManager & Deeds) => Promise<T>): Promise<T>;
};

/** A list within a list is a read for each of its items: one request gets so many connections at once, and no more. */
const readsAtOnce = 3;

export function reachOf(db: Database, caller: Caller): Reach {
  const { viewer } = caller;
  const inTurn = makeTurns(readsAtOnce);
  return {
    async read(work) {
      if (!viewer) throw unauthenticated();
      const { customerId } = viewer;
      if (customerId) return inTurn(() => inTenant(db, customerId, work));
      return inTurn(() => acrossTenants(db, viewer, 'a read by staff', work));
    },
    async write(owner, work) {
      if (!viewer) throw unauthenticated();
      const customerId =
        viewer.customerId ?? (await acrossTenants(db, viewer, 'whose it is, before a write by staff', owner));
      return inTenantAs(db, customerId, actorOf(caller), work);
    },
    async change(work) {
      if (!viewer) throw unauthenticated();
      return asUserAs(db, actorOf(caller), null, work);
    },
  };
}

type Setting = 'app.current_customer_id' | 'app.current_user_id';

async function bound<T>(
  db: Database,
  setting: Setting,
  value: string,
  work: (tx: AnnouncingTx) => Promise<T>,
): Promise<T> {
  const announced: Array<[channel: string, hint?: object]> = [];

  const result = await transactionFor(db, { setting, value }, (tx) =>
    work(Object.assign(tx, { announce: (...said: [string, object?]) => void announced.push(said) })),
  );

  for (const [channel, hint] of announced) db.events.publish(channel, hint);
  return result;
}

/**
 * A transaction of TypeORM's, but begun and bound in one round trip: half of a small transaction is its beginning. The
 * setting is local, so it dies with the transaction, and a pooled connection can never carry one tenant's identity into
 * another's request.
 */
async function transactionFor<T>(
  { app }: Database,
  { setting, value }: { setting: Setting; value: string },
  work: (tx: EntityManager) => Promise<T>,
): Promise<T> {
  // It stands in the statement itself, since two statements at once take no parameters.
  if (!isId(value)) throw new Error(`A transaction can be bound to an id, and this is none: ${value}`);
  const runner = app.createQueryRunner();
  await runner.connect();
  try {
    await runner.query(`begin; set local ${setting} = '${value}'`);
    // So TypeORM begins none of its own, and lets rows be locked.
    Object.assign(runner, { isTransactionActive: true });
    const result = await work(runner.manager);
    await runner.query('commit');
    return result;
  } catch (error) {
    // On a lost connection there is nothing to take back, and that is not what went wrong.
    await runner.query('rollback').catch(() => {});
    throw error;
  } finally {
    Object.assign(runner, { isTransactionActive: false });
    await runner.release();
  }
}

/** Reading the audit log: the entries that a viewer may see, who acted, and where each one is in its chain. */
import DataLoader from 'dataloader';
import { EntitySchema, In, type SelectQueryBuilder } from 'typeorm';
import { containing, rowsOf, type Database } from '@hosterizer/kit/database';
import { invalid } from '@hosterizer/kit/errors';
import { isId } from '@hosterizer/kit/ids';
import { acrossTenants, reachOf, type ReadTx } from '@hosterizer/kit/tenancy';
import type { Caller } from '@hosterizer/kit/viewer';
import { ApiKey, User } from './entities.ts';
import type { AuditFilter } from './generated/resolvers.ts';
import { emailOf, openOf } from './users.ts';

export type AuditEntryRow = {
  id: string;
  /** Null for what concerns no customer. */
  customerId: string | null;
  at: Date;
  actorId: string;
  actorKind: 'USER' | 'API_KEY';
  actingReason: string | null;
  operation: string;
  objectType: string;
  objectId: string;
  before: unknown;
  after: unknown;
  ip: string | null;
  traceId: string;
};

export const AuditEntry = new EntitySchema<AuditEntryRow>({
  name: 'AuditEntry',
  schema: 'platform',
  tableName: 'audit_entry',
  columns: {
    id: { type: 'uuid', primary: true },
    customerId: { name: 'customer_id', type: 'uuid', nullable: true },
    at: { type: 'timestamptz' },
    actorId: { name: 'actor_id', type: 'uuid' },
    actorKind: { name: 'actor_kind', type: 'text' },
    actingReason: { name: 'acting_reason', type: 'text', nullable: true },
    operation: { type: 'text' },
    objectType: { name: 'object_type', type: 'text' },
    objectId: { name: 'object_id', type: 'text' },
    before: { type: 'jsonb', nullable: true },
    after: { type: 'jsonb', nullable: true },
    ip: { type: 'inet', nullable: true },
    traceId: { name: 'trace_id', type: 'text' },
  },
});

export type Filter = { [Field in keyof AuditFilter]?: AuditFilter[Field] | undefined };

/** The entries that the filter leaves of what the transaction may see. Throws VALIDATION_ERROR for an id that is none. */
export function entriesIn(tx: ReadTx, filter: Filter = {}): SelectQueryBuilder<AuditEntryRow> {
  const { search, customerId, actorId, operation, objectType, objectId, from, to } = filter;
  const query = tx.createQueryBuilder(AuditEntry, 'entry');
  if (search) {
    const pattern = containing(search);
    query.andWhere(
      '(entry.operation ilike :pattern or entry.object_type ilike :pattern or entry.object_id ilike :pattern)',
      { pattern },
    );
  }
  if (customerId != null) {
    query.andWhere('entry.chain = :customerId', { customerId: idOf('filter.customerId', customerId) });
  }
  if (actorId != null)
    query.andWhere('entry.actor_id = :actorId', { actorId: idOf('filter.actorId', actorId) });
  if (operation != null) query.andWhere('entry.operation = :operation', { operation });
  if (objectType != null) query.andWhere('entry.object_type = :objectType', { objectType });
  if (objectId != null) query.andWhere('entry.object_id = :objectId', { objectId });
  if (from != null) query.andWhere('entry.at >= :from', { from });
  if (to != null) query.andWhere('entry.at < :to', { to });
  return query;
}

function idOf(field: string, id: string): string {
  if (!isId(id)) throw invalid(field, 'This is no id.');
  return id;
}

export type AuditLoaders = {
  /** A person's name, or else their address; a key's name; null when it is gone. */
  actorName: DataLoader<Pick<AuditEntryRow, 'actorId' | 'actorKind'>, string | null, string>;
  /** An entry's place in its chain by its id; null until it is sealed. */
  sequence: DataLoader<string, number | null>;
};

/** For one request. `actorName` is to be asked only about entries that the caller may see. */
export function makeAuditLoaders(db: Database, caller: Caller): AuditLoaders {
  return {
    actorName: new DataLoader(
      async (actors) => {
        const ids = actors.map(({ actorId }) => actorId);
        const names = await namesOf(db, ids);
        return ids.map((id) => names.get(id) ?? null);
      },
      { cacheKeyFn: ({ actorId }) => actorId },
    ),
    sequence: new DataLoader(async (ids) => {
      const found = await reachOf(db, caller).read((tx) =>
        rowsOf<{ entry_id: string; sequence: string }>(
          tx,
          `select entry_id, sequence from platform.audit_seal where entry_id = any($1)`,
          [ids],
        ),
      );
      const sequences = new Map(found.map(({ entry_id, sequence }) => [entry_id, Number(sequence)]));
      return ids.map((id) => sequences.get(id) ?? null);
    }),
  };
}

/**
 * Read as the platform: who did something may be no member any more, or one of the platform's staff, and a tenant
 * cannot see either. Whoever may see an entry may know who stands in it; that is what an audit log is for.
 */
async function namesOf(db: Database, ids: string[]): Promise<Map<string, string>> {
  const { people, keys } = await acrossTenants(db, 'platform', 'who stands in the audit log', async (tx) => ({
    people: await tx.findBy(User, { id: In(ids) }),
    keys: await tx.findBy(ApiKey, { id: In(ids) }),
  }));
  return new Map([
    ...people.map((user) => [user.id, openOf(db.sealer, user, 'name') ?? emailOf(db.sealer, user)] as const),
    ...keys.map((key) => [key.id, key.name] as const),
  ]);
}

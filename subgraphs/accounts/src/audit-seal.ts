/**
 * Seals the audit log: each entry gets a place in its customer's chain, with a hash over itself and everything before
 * it, so that an entry which is changed or gone afterwards shows. Mutations never wait for it.
 */
import { rowsOf, type Database } from '@hosterizer/kit/database';
import type { Sealer } from '@hosterizer/kit/sealer';
import { acrossTenants, inTenant, type TenantTx } from '@hosterizer/kit/tenancy';

/** The chain of what concerns no customer. */
export const platformChain = '00000000-0000-0000-0000-000000000000';

/** The last seal of a chain: what every entry before it hangs on. */
export type Head = { sequence: number; hash: Buffer };

/** Before the first entry. */
export const noHead: Head = { sequence: 0, hash: Buffer.alloc(0) };

/**
 * The head after an entry has been sealed. `content` is PostgreSQL's platform.audit_content of it. The key is the
 * application's: who can write to the database alone cannot make a hash that holds.
 */
export function sealAfter(sealer: Sealer, { sequence, hash }: Head, content: string): Head {
  const next = sequence + 1;
  return {
    sequence: next,
    hash: sealer.fingerprint('audit', `${hash.toString('hex')}\n${next}\n${content}`),
  };
}

const batch = 1_000;

/** Seals every entry that waits, chain by chain. One chain's failure keeps no other one waiting; it is thrown after. */
export async function sealEntries(db: Database): Promise<void> {
  const waiting = await acrossTenants(db, 'platform', 'which chains have entries to seal', (tx) =>
    rowsOf<{ chain: string }>(tx, `select distinct chain from platform.audit_unsealed order by chain`),
  );
  const failures: unknown[] = [];
  for (const { chain } of waiting) await sealChain(db, chain).catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}

async function sealChain(db: Database, chain: string): Promise<void> {
  for (;;) {
    const { sealed, head } = await inTenant(db, chain, (tx) => sealBatch(tx, db.sealer));
    if (sealed > 0) {
      const { sequence, hash } = head;
      // Known outside of the database too, so that a chain whose end was cut off can be told from a short one.
      db.log.info({ chain, sequence, hash: hash.toString('hex') }, 'Sealed the audit log.');
    }
    if (sealed < batch) return;
  }
}

/** A transaction for each batch, in turns: two that seal one chain would give the same place twice. */
async function sealBatch(tx: TenantTx, sealer: Sealer): Promise<{ sealed: number; head: Head }> {
  const chain = tx.customerId;
  await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [`audit ${chain}`]);
  let head = await headOf(tx, chain);
  const entries = await rowsOf<{ id: string; content: string }>(
    tx,
    `select entry.id, platform.audit_content(entry) as content
     from (
       select entry_id from platform.audit_unsealed where chain = $1 order by entry_id limit $2
     ) waiting join platform.audit_entry entry on entry.id = entry_id
     order by entry.id`,
    [chain, batch],
  );
  const seals = entries.map(({ id, content }) => {
    head = sealAfter(sealer, head, content);
    return { id, ...head };
  });
  await tx.query(
    `insert into platform.audit_seal (chain, sequence, entry_id, hash)
     select $1, sequence, entry_id, hash
     from unnest($2::bigint[], $3::uuid[], $4::bytea[]) as seal (sequence, entry_id, hash)`,
    [chain, seals.map(({ sequence }) => sequence), seals.map(({ id }) => id), seals.map(({ hash }) => hash)],
  );
  return { sealed: seals.length, head };
}

async function headOf(tx: TenantTx, chain: string): Promise<Head> {
  const [last] = await rowsOf<{ sequence: string; hash: Buffer }>(
    tx,
    `select sequence, hash from platform.audit_seal where chain = $1 order by sequence desc limit 1`,
    [chain],
  );
  return last ? { sequence: Number(last.sequence), hash: last.hash } : noHead;
}

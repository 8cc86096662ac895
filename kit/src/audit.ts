/** The audit log: one entry for each mutation by a person or an API key, written in the mutation's own transaction. */
import type { EntityManager } from 'typeorm';
import { newId } from './ids.ts';
import type { Caller, Viewer } from './viewer.ts';

/** What a mutation did. `before` and `after` hold what it changed, without secrets and without people's names or addresses. */
export type Deed = {
  /** The mutation's name. */
  operation: string;
  object: { type: string; id: string };
  before?: object;
  after?: object;
};

/** Who did it, and from where. */
export type Actor = {
  id: string;
  kind: 'USER' | 'API_KEY';
  actingReason?: string | undefined;
  ip: string;
  traceId: string;
};

/** The actor that a request speaks for. `viewer` is given where the request itself finds out who it is, as sign-in does. */
export function actorOf({ viewer, ip, traceId }: Caller, known?: Pick<Viewer, 'id'>): Actor {
  const id = known?.id ?? viewer?.id;
  if (!id) throw new Error('Nobody asks, so nobody can have done it.');
  return {
    id,
    kind: !known && viewer?.kind === 'API_KEY' ? 'API_KEY' : 'USER',
    actingReason: known ? undefined : viewer?.acting?.reason,
    ip,
    traceId,
  };
}

/**
 * Writes one entry. `customerId` says in whose log it is: the transaction must be bound to that customer, or to the
 * actor.
 */
export async function recordDeed(
  tx: EntityManager,
  actor: Actor,
  customerId: string | null,
  { operation, object, before, after }: Deed,
): Promise<void> {
  await tx.query(
    `insert into platform.audit_entry
       (id, customer_id, actor_id, actor_kind, acting_reason, operation, object_type, object_id, before, after, ip, trace_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      newId(),
      customerId,
      actor.id,
      actor.kind,
      actor.actingReason ?? null,
      operation,
      object.type,
      object.id,
      before ?? null,
      after ?? null,
      actor.ip || null,
      actor.traceId,
    ],
  );
}

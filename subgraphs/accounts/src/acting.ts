/** The platform's staff acting for a customer, for a while and with a reason that the customer reads. */
import { actorOf } from '@hosterizer/kit/audit';
import type { Database } from '@hosterizer/kit/database';
import { conflict, invalid, notFound, unauthenticated } from '@hosterizer/kit/errors';
import { isId, newId } from '@hosterizer/kit/ids';
import { asUserAs } from '@hosterizer/kit/tenancy';
import type { Tokens } from '@hosterizer/kit/tokens';
import type { Caller, Viewer } from '@hosterizer/kit/viewer';
import { Session } from './entities.ts';
import type { ActForCustomerInput } from './generated/resolvers.ts';
import { issue, type Issued } from './sessions.ts';
import { named } from './viewers.ts';

/** How long such a session lasts, and its token, since nothing renews either. */
export const actingSeconds = 30 * 60;

/** Throws NOT_FOUND for a customer that does not exist, CONFLICT for one that is closed. */
export async function actForCustomer(
  { db, tokens, caller }: { db: Database; tokens: Tokens; caller: Caller },
  input: ActForCustomerInput,
): Promise<Issued> {
  const { id: userId } = staffOf(caller);
  const reason = input.reason.trim();
  if (reason.length < 10 || reason.length > 500)
    throw invalid('reason', 'Say in 10 to 500 characters why; the customer reads it.');
  const [customer] = isId(input.customerId) ? await named(db, [input.customerId.toLowerCase()]) : [];
  if (!customer) throw notFound('Customer', input.customerId);
  if (customer.status === 'INACTIVE') throw conflict('This customer is closed, and nobody can act for it.');

  const [id, customerId] = [newId(), customer.id];
  const expiresAt = new Date(Date.now() + actingSeconds * 1000);
  const actor = { ...actorOf(caller), actingReason: reason };
  await asUserAs(db, actor, customerId, async (tx) => {
    await tx.insert(Session, {
      ...{ id, userId, customerId, actingReason: reason, expiresAt },
      userAgent: caller.userAgent ?? null,
      ip: caller.ip || null,
    });
    await tx.audit({
      operation: 'actForCustomer',
      object: { type: 'Session', id },
      after: { expiresAt },
    });
  });

  return issue({ db, tokens }, { id, customerId, refreshToken: null }, actingSeconds);
}

function staffOf({ viewer }: Caller): Viewer {
  if (!viewer) throw unauthenticated();
  if (viewer.customerId !== null) throw conflict('You act for a customer already. End that session first.');
  return viewer;
}

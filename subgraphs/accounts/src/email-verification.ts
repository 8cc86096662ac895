/** Proving that an address is one's own. */
import { actorOf } from '@hosterizer/kit/audit';
import type { Database } from '@hosterizer/kit/database';
import { conflict, invalid } from '@hosterizer/kit/errors';
import { queueMail } from '@hosterizer/kit/mail';
import { asUserAs } from '@hosterizer/kit/tenancy';
import type { Caller } from '@hosterizer/kit/viewer';
import { User } from './entities.ts';
import { emailVerificationLetter } from './letters.ts';
import { makeLink, openLink, useLink } from './mail-links.ts';
import { emailOf } from './users.ts';

/** Throws CONFLICT for an address that is proved already. */
export async function requestEmailVerification(
  { db, publicUrl }: { db: Database; publicUrl: string },
  caller: Caller,
): Promise<void> {
  const { id, customerId } = caller.viewer!;
  await asUserAs(db, actorOf(caller), customerId, async (tx) => {
    const user = await tx.findOneByOrFail(User, { id });
    if (user.emailVerifiedAt) throw conflict('Your address is confirmed already.');
    const link = await makeLink(tx, 'EMAIL_VERIFICATION');
    await queueMail(tx, db.sealer, emailVerificationLetter(emailOf(db.sealer, user), publicUrl, link));
    await tx.audit({ operation: 'requestEmailVerification', object: { type: 'User', id } });
  });
}

/** Throws VALIDATION_ERROR (token). */
export async function verifyEmail(db: Database, caller: Caller, token: string): Promise<void> {
  const over = () => invalid('token', 'This link does not hold, or not any more. Ask for a new one.');
  const link = await openLink(db, 'EMAIL_VERIFICATION', token);
  if (!link) throw over();
  const { user } = link;
  await asUserAs(db, actorOf(caller, user), null, async (tx) => {
    if (!(await useLink(tx, link.id))) throw over();
    await tx.update(User, user.id, { emailVerifiedAt: user.emailVerifiedAt ?? new Date() });
    await tx.audit({ operation: 'verifyEmail', object: { type: 'User', id: user.id } });
  });
}

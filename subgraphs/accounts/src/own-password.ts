/** One's own password: changed by who knows it, or chosen anew by who gets the account's mail. */
import { actorOf } from '@hosterizer/kit/audit';
import type { Database } from '@hosterizer/kit/database';
import { invalid } from '@hosterizer/kit/errors';
import { queueMail } from '@hosterizer/kit/mail';
import { acrossTenants, asUserAs } from '@hosterizer/kit/tenancy';
import type { Caller } from '@hosterizer/kit/viewer';
import { confirmPassword } from './confirmation.ts';
import { User, type UserRow } from './entities.ts';
import type { ChangePasswordInput, ResetPasswordInput } from './generated/resolvers.ts';
import { passwordChangedLetter, passwordResetLetter } from './letters.ts';
import { forgetFailures } from './lockout.ts';
import { endLinks, makeLink, openLink, useLink } from './mail-links.ts';
import { checkNewPassword } from './new-password.ts';
import { hashPassword } from './passwords.ts';
import { endSessions } from './sessions.ts';
import { emailOf, findByEmail } from './users.ts';

type Doors = { db: Database; publicUrl: string };

/** Ends every other session. Throws VALIDATION_ERROR that names the password that is wrong. */
export async function changePassword(
  { db, publicUrl }: Doors,
  caller: Caller,
  { currentPassword, newPassword }: ChangePasswordInput,
): Promise<UserRow> {
  const user = await confirmPassword(db, caller, 'currentPassword', currentPassword);
  const email = emailOf(db.sealer, user);
  checkNewPassword('newPassword', newPassword, email);
  if (newPassword === currentPassword)
    throw invalid('newPassword', 'This is the password that you have. Choose another one.');
  const passwordHash = await hashPassword(newPassword);

  const { id } = user;
  await asUserAs(db, actorOf(caller), caller.viewer!.customerId, async (tx) => {
    await tx.update(User, id, { passwordHash });
    await endLinks(tx, 'PASSWORD_RESET');
    await endSessions(tx, { but: caller.viewer!.sessionId ?? null });
    await queueMail(tx, db.sealer, passwordChangedLetter(email, publicUrl));
    await tx.audit({ operation: 'changePassword', object: { type: 'User', id } });
  });
  return user;
}

/** Sends a link to whoever has this address, if anybody. */
export async function sendPasswordReset(
  { db, publicUrl }: Doors,
  caller: Caller,
  email: string,
): Promise<void> {
  const user = await acrossTenants(db, 'platform', 'password reset', (tx) =>
    findByEmail(tx, db.sealer, email),
  );
  if (!user) return;
  const { id } = user;
  await asUserAs(db, actorOf(caller, user), null, async (tx) => {
    const link = await makeLink(tx, 'PASSWORD_RESET');
    await queueMail(tx, db.sealer, passwordResetLetter(emailOf(db.sealer, user), publicUrl, link));
    await tx.audit({ operation: 'requestPasswordReset', object: { type: 'User', id } });
  });
}

/** Ends every session. The mail has arrived, so the address is theirs. Throws VALIDATION_ERROR (token, newPassword). */
export async function resetPassword(
  { db, publicUrl }: Doors,
  caller: Caller,
  { token, newPassword }: ResetPasswordInput,
): Promise<void> {
  const link = await openLink(db, 'PASSWORD_RESET', token);
  if (!link) throw over();
  const { user } = link;
  const { id } = user;
  const email = emailOf(db.sealer, user);
  checkNewPassword('newPassword', newPassword, email);
  const passwordHash = await hashPassword(newPassword);

  await asUserAs(db, actorOf(caller, user), null, async (tx) => {
    if (!(await useLink(tx, link.id))) throw over();
    await forgetFailures(tx, user.emailHash);
    await tx.update(User, id, { passwordHash, emailVerifiedAt: user.emailVerifiedAt ?? new Date() });
    await endLinks(tx, 'PASSWORD_RESET');
    await endLinks(tx, 'EMAIL_VERIFICATION');
    await endSessions(tx);
    await queueMail(tx, db.sealer, passwordChangedLetter(email, publicUrl));
    await tx.audit({ operation: 'resetPassword', object: { type: 'User', id } });
  });
}

const over = () =>
  invalid('token', 'This link does not hold, or not any more. Ask for a new one and take the newest mail.');

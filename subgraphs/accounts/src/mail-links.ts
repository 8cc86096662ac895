/** Links in mail that do something for whoever opens them: each holds once, for a while, and until the next one. */
import { rowsOf, type Database } from '@hosterizer/kit/database';
import { newId } from '@hosterizer/kit/ids';
import { acrossTenants, asUser, type UserTx } from '@hosterizer/kit/tenancy';
import { MailToken, User, type MailTokenRow, type UserRow } from './entities.ts';
import { isSecretOf, newSecret, parseLinkToken } from '@hosterizer/kit/link-secrets';

export type Purpose = MailTokenRow['purpose'];
export type Link = { token: string; expiresAt: Date };

const seconds: Record<Purpose, number> = {
  PASSWORD_RESET: 60 * 60,
  EMAIL_VERIFICATION: 24 * 60 * 60,
};

/** A new link for the transaction's person; those before it end. */
export async function makeLink(tx: UserTx, purpose: Purpose): Promise<Link> {
  const id = newId();
  const { text, hash } = newSecret();
  const expiresAt = new Date(Date.now() + seconds[purpose] * 1000);
  await endLinks(tx, purpose);
  await tx.insert(MailToken, { id, userId: tx.userId, purpose, hash, expiresAt });
  return { token: `${id}.${text}`, expiresAt };
}

/** Ends every link of this purpose that the transaction's person has got. */
export async function endLinks(tx: UserTx, purpose: Purpose): Promise<void> {
  await tx.delete(MailToken, { userId: tx.userId, purpose });
}

/** Whose link it is; null for one that does not hold. */
export async function openLink(
  db: Database,
  purpose: Purpose,
  token: string,
): Promise<{ id: string; user: UserRow } | null> {
  const parsed = parseLinkToken(token);
  if (!parsed) return null;
  return acrossTenants(db, 'platform', 'whose link it is', async (tx) => {
    const link = await tx.findOneBy(MailToken, { id: parsed.id, purpose });
    if (!link || link.usedAt || link.expiresAt <= new Date() || !isSecretOf(link.hash, parsed.secret))
      return null;
    const user = await tx.findOneBy(User, { id: link.userId });
    return user && { id: link.id, user };
  });
}

/** Whether the link still held; of two who open it at once, one is answered true. */
export async function useLink(tx: UserTx, id: string): Promise<boolean> {
  const used = await rowsOf(
    tx,
    `update accounts.mail_token set used_at = now()
     where id = $1 and user_id = $2 and used_at is null and expires_at > now() returning id`,
    [id, tx.userId],
  );
  return used.length > 0;
}

/** For the sweep. */
export async function removeOldLinks(db: Database): Promise<void> {
  const old = await acrossTenants(db, 'platform', 'sweep links', (tx) =>
    tx
      .createQueryBuilder(MailToken, 'link')
      .where(`link.expires_at < now() - interval '7 days'`)
      .limit(1000)
      .getMany(),
  );
  for (const { id, userId } of old) await asUser(db, userId, (tx) => tx.delete(MailToken, id));
}

/** Mail that a transaction asks for: it is sent when the transaction has committed, and never when it has not. */
import { newId } from './ids.ts';
import type { Sealer } from './sealer.ts';
import type { AnnouncingTx } from './tenancy.ts';

/** Plain text; links stand on lines of their own. */
export type Mail = { to: string; subject: string; text: string };

export type MailSettings = {
  /** The sender's address. */
  from: string;
  /** Where it goes: smtp:// or smtps:// with user and password, or a folder in which each mail becomes a file. */
  transport: { url: string } | { folder: string };
};

export const mailColumn = 'platform.mail.content';
/** Says that mail waits. */
export const mailChannel = 'mail';

export async function queueMail(tx: AnnouncingTx, sealer: Sealer, mail: Mail): Promise<void> {
  const id = newId();
  await tx.query(`insert into platform.mail (id, content) values ($1, $2)`, [
    id,
    sealer.seal(JSON.stringify(mail), mailColumn, id),
  ]);
  tx.announce(mailChannel);
}

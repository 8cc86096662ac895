/** What a customer's first owner is told by mail. */
import { createHash, randomBytes } from 'node:crypto';
import { newId } from '@hosterizer/kit/ids';
import type { Mail } from '@hosterizer/kit/mail';

/** A link by which a person without a password chooses one, as accounts.add_owner keeps it. */
export type FirstLink = { id: string; hash: Buffer; until: Date; url: string };

const linkDays = 7;

export function makeFirstLink(publicUrl: string): FirstLink {
  const id = newId();
  const secret = randomBytes(32).toString('base64url');
  return {
    id,
    hash: createHash('sha256').update(secret).digest(),
    until: new Date(Date.now() + linkDays * 24 * 60 * 60 * 1000),
    url: `${publicUrl}/reset-password?token=${id}.${secret}&welcome=1`,
  };
}

export const welcomeMail = (to: string, customer: string, link: FirstLink): Mail => ({
  to,
  subject: `Your account for ${customer}`,
  text: `Hello,

${customer} has an account on Hosterizer, and you are its owner.

Choose your password to sign in for the first time:

${link.url}

The link works once, and for ${linkDays} days.
`,
});

export const noticeMail = (to: string, customer: string, publicUrl: string): Mail => ({
  to,
  subject: `You are the owner of ${customer}`,
  text: `Hello,

${customer} has an account on Hosterizer, and you are its owner. Sign in as you always do, and choose ${customer} at the top:

${publicUrl}/
`,
});

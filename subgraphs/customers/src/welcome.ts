/** What a customer's first owner is told by mail. */
import { newId } from '@hosterizer/kit/ids';
import { newSecret } from '@hosterizer/kit/link-secrets';
import type { Mail } from '@hosterizer/kit/mail';

/** A link by which a person without a password chooses one, as accounts.add_owner keeps it. */
export type FirstLink = { id: string; hash: Buffer; until: Date; url: string };

const linkDays = 7;

export function makeFirstLink(publicUrl: string): FirstLink {
  const id = newId();
  const { text, hash } = newSecret();
  return {
    id,
    hash,
    until: new Date(Date.now() + linkDays * 24 * 60 * 60 * 1000),
    url: `${publicUrl}/reset-password?token=${id}.${text}&welcome=1`,
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

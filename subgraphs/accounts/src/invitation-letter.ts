/** What somebody reads who is invited. */
import type { Mail } from '@hosterizer/kit/mail';
import type { CustomerRole } from '@hosterizer/kit/scopes';

export type InvitationLetter = {
  to: string;
  customerName: string;
  /** Null when one of the platform's staff invites on the customer's behalf. */
  inviter: string | null;
  role: CustomerRole;
  link: string;
  expiresAt: Date;
};

const mayDo: Record<CustomerRole, string> = {
  owner: 'everything, and decide who the other members are',
  admin: 'everything but the members and the audit log',
  developer: 'work on sites and deployments',
  billing: 'see costs and invoices',
  viewer: 'look at sites and deployments, and change nothing',
};

export function invitationLetter(letter: InvitationLetter): Mail {
  const { to, role, link, expiresAt } = letter;
  const customer = oneLine(letter.customerName);
  const inviter = letter.inviter === null ? 'The platform’s support' : oneLine(letter.inviter);
  return {
    to,
    subject: `You are invited to ${customer}`,
    text: `Hello,

${inviter} invites you to ${customer} at Hosterizer. Your role will be ${role}: you may ${mayDo[role]}.

Take the invitation up here, until ${expiresAt.toUTCString()}:

${link}

If you expected no invitation, do nothing: without the link above nobody can take it up.
`,
  };
}

/** Names come from people, and a letter is made of lines. */
const oneLine = (text: string): string => text.replaceAll(/\p{Cc}+/gu, ' ');

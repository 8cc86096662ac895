/** What people read about their own account. */
import type { Mail } from '@hosterizer/kit/mail';
import type { Link } from './mail-links.ts';

const until = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });

export const passwordResetLetter = (to: string, publicUrl: string, { token, expiresAt }: Link): Mail => ({
  to,
  subject: 'Choose a new password',
  text: `Hello,

somebody, hopefully you, asked for a new password for your account at Hosterizer. Choose it here, until ${until.format(expiresAt)} UTC:

${publicUrl}/reset-password?token=${token}

If you did not ask for it, do nothing: your password stays as it is, and without the link above nobody can change it.
`,
});

export const emailVerificationLetter = (to: string, publicUrl: string, { token, expiresAt }: Link): Mail => ({
  to,
  subject: 'Is this your address?',
  text: `Hello,

please confirm that this address is yours, until ${until.format(expiresAt)} UTC:

${publicUrl}/verify-email?token=${token}

If you have no account at Hosterizer, do nothing: without the link above the address is not confirmed.
`,
});

export const passwordChangedLetter = (to: string, publicUrl: string): Mail => ({
  to,
  subject: 'Your password was changed',
  text: `Hello,

the password of your account at Hosterizer was changed just now, and everywhere else you have been signed out.

If it was not you, choose a new one at once, and look at who is signed in:

${publicUrl}/forgot-password
`,
});

export const mfaEnabledLetter = (to: string): Mail => ({
  to,
  subject: 'A second factor was switched on',
  text: `Hello,

from now on, signing in to your account at Hosterizer asks for a code of your authenticator app. Keep the recovery codes where you find them without your phone.

If it was not you, somebody else can sign in as you: ask an owner of your account, or the platform's operator, for help at once.
`,
});

export const mfaDisabledLetter = (to: string): Mail => ({
  to,
  subject: 'The second factor was switched off',
  text: `Hello,

from now on, signing in to your account at Hosterizer asks for the password alone.

If it was not you, change your password and switch the second factor on again at once.
`,
});

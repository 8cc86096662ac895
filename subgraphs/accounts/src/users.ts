/** People as they are stored: names and addresses sealed, an address found by its fingerprint. */
import type { Sealer } from '@hosterizer/kit/sealer';
import { emailFingerprint } from '@hosterizer/kit/sealer';
import { invalid } from '@hosterizer/kit/errors';
import type { EntityManager } from 'typeorm';
import { User, type UserRow } from './entities.ts';

const columns = {
  email: 'accounts.user.email',
  name: 'accounts.user.name',
  mfaSecret: 'accounts.user.mfa_secret',
} as const;

export type Sealed = keyof typeof columns;

export const sealOf = (sealer: Sealer, column: Sealed, userId: string, text: string): Buffer =>
  sealer.seal(text, columns[column], userId);

/** A sealed column of a person, readable; null when it is empty. */
export function openOf(sealer: Sealer, user: UserRow, column: Sealed): string | null {
  const sealed = user[column];
  return sealed && sealer.open(sealed, columns[column], user.id);
}

export const emailOf = (sealer: Sealer, user: UserRow): string => openOf(sealer, user, 'email')!;

/** The columns that hold an address, for a person with this id. */
export const sealedEmail = (
  sealer: Sealer,
  userId: string,
  email: string,
): Pick<UserRow, 'email' | 'emailHash'> => ({
  email: sealOf(sealer, 'email', userId, email),
  emailHash: emailFingerprint(sealer, email),
});

export const findByEmail = (
  tx: Pick<EntityManager, 'findOneBy'>,
  sealer: Sealer,
  email: string,
): Promise<UserRow | null> => tx.findOneBy(User, { emailHash: emailFingerprint(sealer, email) });

/** Trimmed. Throws VALIDATION_ERROR for what cannot be an address. */
export function checkEmail(field: string, email: string): string {
  const trimmed = email.trim();
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(trimmed) || trimmed.length > 254) {
    throw invalid(field, 'Give a complete email address, such as you@example.com.');
  }
  return trimmed;
}

/** Trimmed. Throws VALIDATION_ERROR for what is empty, too long or more than one line. */
export function checkName(field: string, name: string): string {
  const trimmed = name.trim();
  if (trimmed.length < 1 || trimmed.length > 100 || /\p{Cc}/u.test(trimmed)) {
    throw invalid(field, 'Give a name of 1 to 100 characters, on one line.');
  }
  return trimmed;
}

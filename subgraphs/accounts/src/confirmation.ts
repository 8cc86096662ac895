/** A person who is signed in shows once more that they know their password, before something that a thief would do. */
import type { Database } from '@hosterizer/kit/database';
import { invalid, unauthenticated } from '@hosterizer/kit/errors';
import { asUser } from '@hosterizer/kit/tenancy';
import type { Caller } from '@hosterizer/kit/viewer';
import { User, type UserRow } from './entities.ts';
import { countFailure, lockedError, lockedFor } from './lockout.ts';
import { passwordMatches } from './passwords.ts';

/**
 * The person who asks. Throws VALIDATION_ERROR that names `field` when it is not their password, and
 * RATE_LIMIT_EXCEEDED after too many failures: they count together with those of signing in.
 */
export async function confirmPassword(
  db: Database,
  { viewer }: Caller,
  field: string,
  password: string,
): Promise<UserRow> {
  const user = viewer && (await asUser(db, viewer.id, (tx) => tx.findOneBy(User, { id: viewer.id })));
  if (!user) throw unauthenticated();
  const address = user.emailHash;
  const locked = (seconds: number) => lockedError('RATE_LIMIT_EXCEEDED', field, seconds);
  const matches = await passwordMatches(user.passwordHash, password, async () => {
    const seconds = await lockedFor(db, address);
    if (seconds > 0) throw locked(seconds);
  });
  if (matches) return user;
  if (!(await countFailure(db, address))) throw locked(await lockedFor(db, address));
  throw invalid(field, 'This is not your password.');
}

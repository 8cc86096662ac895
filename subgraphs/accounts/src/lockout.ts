/**
 * Failed attempts to show who one is, counted by address: an address without an account is locked just the same, so
 * that a lock tells nobody who has one.
 */
import { rowsOf, type Database } from '@hosterizer/kit/database';
import { AppError } from '@hosterizer/kit/errors';
import type { EntityManager } from 'typeorm';

/** As many failures lock an address for a minute, and each one after that for twice as long as the one before. */
const patience = 5;
const longestLock = '15 minutes';
const memory = '24 hours';

const secondsLeft = `greatest(0, ceil(extract(epoch from locked_until - clock_timestamp())))::integer as seconds`;

/** Seconds until somebody may try with this address again; 0 when they may now. `address` is its fingerprint. */
export async function lockedFor({ app }: Database, address: Buffer): Promise<number> {
  const [row] = await rowsOf<{ seconds: number | null }>(
    app,
    `select ${secondsLeft} from accounts.sign_in_attempt where email_hash = $1`,
    [address],
  );
  return row?.seconds ?? 0;
}

/**
 * Counts a failure; one statement, so that two at once are two. Answers false, and counts nothing, when the address
 * was locked while this attempt was on its way.
 */
export async function countFailure(db: Database, address: Buffer): Promise<boolean> {
  const counted = await rowsOf(
    db.app,
    `insert into accounts.sign_in_attempt as attempt (email_hash, failures, last_failed_at)
     values ($1, 1, clock_timestamp())
     on conflict (email_hash) do update set (failures, locked_until, last_failed_at) = (
       select count, case when count >= $2 then
           clock_timestamp() + least(interval '${longestLock}', interval '1 minute' * 2 ^ least(count - $2, 10))
         end, clock_timestamp()
       from (select case when attempt.last_failed_at < clock_timestamp() - interval '${memory}' then 1
         else attempt.failures + 1 end as count) as next
     )
     where attempt.locked_until is null or attempt.locked_until <= clock_timestamp()
     returning failures`,
    [address, patience],
  );
  return counted.length > 0;
}

/** Forgets the failures of an address. Answers for how many seconds they would have locked it from now on. */
export async function forgetFailures(tx: EntityManager, address: Buffer): Promise<number> {
  const [row] = await rowsOf<{ seconds: number | null }>(
    tx,
    `delete from accounts.sign_in_attempt where email_hash = $1 returning ${secondsLeft}`,
    [address],
  );
  return row?.seconds ?? 0;
}

/** For the sweep. */
export async function removeOldFailures(db: Database): Promise<void> {
  await db.app.query(
    `delete from accounts.sign_in_attempt where last_failed_at < now() - interval '${memory}'`,
  );
}

/** Says when to try again, to the minute. */
export function lockedError(
  code: 'AUTHENTICATION_ERROR' | 'RATE_LIMIT_EXCEEDED',
  field: string,
  seconds: number,
): AppError {
  const minutes = Math.max(1, Math.ceil(seconds / 60));
  const reason = `Too many attempts have failed. Try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}, or choose a new password by mail.`;
  return new AppError(code, reason, { field, reason });
}

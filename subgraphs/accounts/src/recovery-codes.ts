/** What opens an account whose second factor is lost: ten codes, each for one sign-in. */
import { createHash, randomInt } from 'node:crypto';
import { rowsOf } from '@hosterizer/kit/database';
import { newId } from '@hosterizer/kit/ids';
import type { UserTx } from '@hosterizer/kit/tenancy';
import { IsNull } from 'typeorm';
import { RecoveryCode } from './entities.ts';

const count = 10;
/** Crockford's: without letters that look like digits. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * Replaces the codes of the transaction's person. Each has 50 random bits: the lock after five failures leaves a
 * guesser, who needs the password first, fewer than a hundred attempts a day.
 */
export async function replaceRecoveryCodes(tx: UserTx): Promise<string[]> {
  const codes = Array.from({ length: count }, () => `${five()}-${five()}`);
  await removeRecoveryCodes(tx);
  await tx.insert(
    RecoveryCode,
    codes.map((code) => ({ id: newId(), userId: tx.userId, hash: hashOf(code), usedAt: null })),
  );
  return codes;
}

export async function removeRecoveryCodes(tx: UserTx): Promise<void> {
  await tx.delete(RecoveryCode, { userId: tx.userId });
}

/** Whether it was one that nobody has used; of two who send it at once, one is answered true. */
export async function takeRecoveryCode(tx: UserTx, code: string): Promise<boolean> {
  const taken = await rowsOf(
    tx,
    `update accounts.recovery_code set used_at = now()
     where user_id = $1 and hash = $2 and used_at is null returning id`,
    [tx.userId, hashOf(code)],
  );
  return taken.length > 0;
}

export const recoveryCodesLeft = (tx: UserTx): Promise<number> =>
  tx.countBy(RecoveryCode, { userId: tx.userId, usedAt: IsNull() });

const five = () => Array.from({ length: 5 }, () => alphabet[randomInt(alphabet.length)]).join('');

/** People leave the dash out, type small letters, and read O for 0 and I or L for 1. */
const hashOf = (code: string): Buffer =>
  createHash('sha256')
    .update(
      code
        .toUpperCase()
        .replaceAll('O', '0')
        .replace(/[IL]/g, '1')
        .replace(/[^0-9A-Z]/g, ''),
    )
    .digest();

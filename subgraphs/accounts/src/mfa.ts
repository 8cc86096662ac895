/** The second factor: codes of an authenticator app (RFC 6238: 30 seconds, six digits), or recovery codes. */
import { actorOf } from '@hosterizer/kit/audit';
import { rowsOf, type Database } from '@hosterizer/kit/database';
import { conflict, invalid } from '@hosterizer/kit/errors';
import { queueMail } from '@hosterizer/kit/mail';
import type { Sealer } from '@hosterizer/kit/sealer';
import { asUserAs, type UserTx } from '@hosterizer/kit/tenancy';
import type { Caller } from '@hosterizer/kit/viewer';
import { generateSecret, generateURI, verifySync } from 'otplib';
import { renderSVG } from 'uqr';
import { confirmPassword } from './confirmation.ts';
import { User, type UserRow } from './entities.ts';
import type { MfaSetup } from './generated/resolvers.ts';
import { mfaDisabledLetter, mfaEnabledLetter } from './letters.ts';
import { removeRecoveryCodes, replaceRecoveryCodes, takeRecoveryCode } from './recovery-codes.ts';
import { emailOf, openOf, sealOf } from './users.ts';

const secretBytes = 20;
/** A code of the step before and of the one after are good too: clocks differ, and people type. */
const toleranceSeconds = 30;

const isOffAlready = () => conflict('This account has no second factor.');

/**
 * A new secret, which counts once `confirmMfa` has seen a code of it. Throws CONFLICT while the second factor is on: a
 * set-up that nobody finishes must not leave the account without one.
 */
export async function setUpMfa(db: Database, caller: Caller, password: string): Promise<MfaSetup> {
  const { id } = await confirmPassword(db, caller, 'password', password);
  const secret = generateSecret({ length: secretBytes });
  const email = await asUserAs(db, actorOf(caller), caller.viewer!.customerId, async (tx) => {
    const user = await lockedUser(tx);
    if (user.mfaEnabledAt) throw conflict('The second factor is on. Switch it off first.');
    await tx.update(User, id, { mfaSecret: sealOf(db.sealer, 'mfaSecret', id, secret), mfaLastStep: null });
    await removeRecoveryCodes(tx);
    await tx.audit({ operation: 'setUpMfa', object: { type: 'User', id } });
    return emailOf(db.sealer, user);
  });
  const uri = generateURI({ issuer: 'Hosterizer', label: email, secret });
  return { secret, uri, qrCode: renderSVG(uri, { border: 2 }) };
}

/** Switches the second factor on. Answers its recovery codes. Throws VALIDATION_ERROR (code) for a wrong code. */
export function confirmMfa(db: Database, caller: Caller, code: string): Promise<string[]> {
  return asUserAs(db, actorOf(caller), caller.viewer!.customerId, async (tx) => {
    const user = await lockedUser(tx);
    if (user.mfaEnabledAt) throw conflict('The second factor is on already.');
    if (!user.mfaSecret) throw conflict('Begin with setUpMfa, which gives the secret.');
    if (!(await takeCode(tx, db.sealer, user, code))) {
      throw invalid('code', 'This is not the app’s code at this moment. Wait for its next one.');
    }
    await tx.update(User, user.id, { mfaEnabledAt: new Date() });
    const codes = await replaceRecoveryCodes(tx);
    await queueMail(tx, db.sealer, mfaEnabledLetter(emailOf(db.sealer, user)));
    await tx.audit({ operation: 'confirmMfa', object: { type: 'User', id: user.id } });
    return codes;
  });
}

/** Throws CONFLICT without a second factor. */
export async function renewRecoveryCodes(db: Database, caller: Caller, password: string): Promise<string[]> {
  const { id } = await confirmPassword(db, caller, 'password', password);
  return asUserAs(db, actorOf(caller), caller.viewer!.customerId, async (tx) => {
    const user = await lockedUser(tx);
    if (!user.mfaEnabledAt) throw isOffAlready();
    await tx.audit({ operation: 'renewRecoveryCodes', object: { type: 'User', id } });
    return replaceRecoveryCodes(tx);
  });
}

/** Throws CONFLICT without a second factor. */
export async function disableMfa(db: Database, caller: Caller, password: string): Promise<UserRow> {
  const { id } = await confirmPassword(db, caller, 'password', password);
  return asUserAs(db, actorOf(caller), caller.viewer!.customerId, async (tx) => {
    const user = await lockedUser(tx);
    if (!user.mfaEnabledAt) throw isOffAlready();
    const off = { mfaSecret: null, mfaEnabledAt: null, mfaLastStep: null };
    await tx.update(User, id, off);
    await removeRecoveryCodes(tx);
    await queueMail(tx, db.sealer, mfaDisabledLetter(emailOf(db.sealer, user)));
    await tx.audit({ operation: 'disableMfa', object: { type: 'User', id } });
    return { ...user, ...off };
  });
}

/** What a sign-in has to show beside the password: nothing, or a code, which is used up by this. */
export async function takeSecondFactor(
  tx: UserTx,
  sealer: Sealer,
  code: string | null | undefined,
): Promise<'off' | 'missing' | 'wrong' | 'taken'> {
  const user = await tx.findOneByOrFail(User, { id: tx.userId });
  if (!user.mfaEnabledAt) return 'off';
  if (!code?.trim()) return 'missing';
  const good = digitsOf(code) ? await takeCode(tx, sealer, user, code) : await takeRecoveryCode(tx, code);
  return good ? 'taken' : 'wrong';
}

/** Whether it is a code of now, and of a later step than the last one that was taken: nobody uses one twice. */
async function takeCode(tx: UserTx, sealer: Sealer, user: UserRow, code: string): Promise<boolean> {
  const secret = openOf(sealer, user, 'mfaSecret');
  const token = digitsOf(code);
  if (!secret || !token) return false;
  const found = verifySync({ secret, token, epochTolerance: toleranceSeconds });
  if (!found.valid || !('timeStep' in found)) return false;
  // One statement, so that of two at once the second finds the first one's step.
  const taken = await rowsOf(
    tx,
    `update accounts."user" set mfa_last_step = $2
     where id = $1 and coalesce(mfa_last_step < $2, true) returning id`,
    [user.id, found.timeStep],
  );
  return taken.length > 0;
}

/** The six digits of an app's code, which some apps show in two groups; null for anything else. */
const digitsOf = (code: string): string | null => /^\d{6}$/.exec(code.replace(/\s/g, ''))?.[0] ?? null;

const lockedUser = (tx: UserTx): Promise<UserRow> =>
  tx.findOneOrFail(User, { where: { id: tx.userId }, lock: { mode: 'pessimistic_write' } });

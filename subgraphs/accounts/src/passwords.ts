import { makeTurns } from '@hosterizer/kit/turns';
import { hash, verify } from '@node-rs/argon2';

// OWASP's first choice for argon2id: 19 MiB, two passes, one lane. The work runs off the main thread.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** libuv has four threads, and files and host names need one too. Bounds the memory to as many times 19 MiB. */
const atOnce = 3;
/** Fifty people who sign in at once stand in line. */
const inTurn = makeTurns(atOnce);

export const hashPassword = (password: string): Promise<string> => inTurn(() => hash(password, cost));

let decoy: Promise<string> | undefined;

/**
 * Whether the password is the one that was hashed. A user without a password, or none at all, costs the same one
 * verification, so that the time of the answer does not tell who exists. `mayStill` is asked when the turn has come:
 * what it throws saves the verification.
 */
export async function passwordMatches(
  passwordHash: string | null | undefined,
  password: string,
  mayStill: () => Promise<void> = async () => {},
): Promise<boolean> {
  decoy ??= hashPassword('no password that anybody has');
  const compared = passwordHash ?? (await decoy);
  const matches = await inTurn(async () => {
    await mayStill();
    return verify(compared, password);
  });
  return matches && passwordHash != null;
}

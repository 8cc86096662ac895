import { hash, verify } from '@node-rs/argon2';

// OWASP's first choice for argon2id: 19 MiB, two passes, one lane. The work runs off the main thread.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const hashPassword = (password: string): Promise<string> => hash(password, cost);

let decoy: Promise<string> | undefined;

/**
 * Whether the password is the one that was hashed. A user without a password, or none at all, costs the same one
 * verification, so that the time of the answer does not tell who exists.
 */
export async function passwordMatches(
  passwordHash: string | null | undefined,
  password: string,
): Promise<boolean> {
  decoy ??= hashPassword('no password that anybody has');
  const matches = await verify(passwordHash ?? (await decoy), password);
  return matches && passwordHash != null;
}

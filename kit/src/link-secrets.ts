/** Secrets of 256 random bits, of which only the hash is stored. So many bits need no slow hash. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { isId } from './ids.ts';

/** What is stored of a secret. */
export const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** A new secret in base64url, and what is stored of it. */
export function newSecret(): { text: string; hash: Buffer } {
  const text = randomBytes(32).toString('base64url');
  return { text, hash: hashOf(text) };
}

export const isSecretOf = (hash: Buffer, secret: string): boolean => timingSafeEqual(hash, hashOf(secret));

/** The parts of `<id>.<secret>`, as links in mail carry it; null for anything else. */
export function parseLinkToken(token: string): { id: string; secret: string } | null {
  const [id = '', secret = '', ...more] = token.split('.');
  return isId(id) && secret && more.length === 0 ? { id, secret } : null;
}

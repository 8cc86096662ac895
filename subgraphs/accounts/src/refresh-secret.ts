/**
 * The secret half of a refresh token: 24 random bytes and a mark by which it is known, after any number of newer ones,
 * that this session once had it.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Sealer } from '@hosterizer/kit/sealer';
import { hashOf } from '@hosterizer/kit/link-secrets';

const randomLength = 24;
const markLength = 16;

/** A new one in base64url, and what is stored of it. */
export function newRefreshSecret(sealer: Sealer, sessionId: string): { text: string; hash: Buffer } {
  const random = randomBytes(randomLength);
  const text = Buffer.concat([random, markOf(sealer, sessionId, random)]).toString('base64url');
  return { text, hash: hashOf(text) };
}

/** Whether this session ever had it. */
export function isRefreshSecret(sealer: Sealer, sessionId: string, text: string): boolean {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length !== randomLength + markLength) return false;
  const [random, mark] = [bytes.subarray(0, randomLength), bytes.subarray(randomLength)];
  return timingSafeEqual(mark, markOf(sealer, sessionId, random));
}

const markOf = (sealer: Sealer, sessionId: string, random: Buffer): Buffer =>
  sealer.fingerprint('refresh token', `${sessionId}:${random.toString('hex')}`).subarray(0, markLength);

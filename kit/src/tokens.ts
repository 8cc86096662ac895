/** Signed claims between our own processes and clients: JSON Web Tokens (RFC 7519), HS256. */
import { createHmac, hkdfSync } from 'node:crypto';
import { decodeJwt, errors, jwtVerify, SignJWT, type JWTPayload } from 'jose';

/** Each purpose has a key of its own, so a token made for one can never pass for another. */
export type Purpose = 'access' | 'runner' | 'job';

export type Tokens = {
  /** `claims` become the payload; the token ends after `seconds`. */
  sign(purpose: Purpose, claims: JWTPayload, seconds: number): Promise<string>;
  /** The payload, or null when the token is forged, foreign or over. */
  verify(purpose: Purpose, token: string): Promise<JWTPayload | null>;
  /** What a token says it is for, unverified; null when it is no token. */
  purposeOf(token: string): Purpose | null;
  /** HMAC-SHA256 (RFC 2104) of a text that goes between our own processes, under a key that is for nothing else. */
  seal(text: string): Buffer;
};

/** `secret` is the installation's, at least 32 characters. */
export function makeTokens(secret: string): Tokens {
  const derive = (purpose: string) =>
    new Uint8Array(hkdfSync('sha256', secret, '', `hosterizer token ${purpose}`, 32));
  const keys = new Map<Purpose, Uint8Array>();
  const keyFor = (purpose: Purpose) => {
    if (!keys.has(purpose)) keys.set(purpose, derive(purpose));
    return keys.get(purpose)!;
  };
  const sealing = derive('seal');

  return {
    sign: (purpose, claims, seconds) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .setAudience(purpose)
        .setIssuedAt()
        .setExpirationTime(Math.floor(Date.now() / 1000) + seconds)
        .sign(keyFor(purpose)),

    async verify(purpose, token) {
      try {
        return (await jwtVerify(token, keyFor(purpose), { audience: purpose, algorithms: ['HS256'] }))
          .payload;
      } catch (error) {
        if (error instanceof errors.JOSEError) return null;
        throw error;
      }
    },

    purposeOf(token) {
      try {
        const { aud } = decodeJwt(token);
        return aud === 'access' || aud === 'runner' || aud === 'job' ? aud : null;
      } catch {
        return null;
      }
    },

    seal: (text) => createHmac('sha256', sealing).update(text).digest(),
  };
}

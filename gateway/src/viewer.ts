/** Who asks: a bearer token, an API key, or the cookie of the portal that the request names. */
import { fastifyCookie } from '@fastify/cookie';
import type { CredentialsChanged } from '@hosterizer/kit/credentials';
import { unauthenticated } from '@hosterizer/kit/errors';
import type { Tokens } from '@hosterizer/kit/tokens';
import { runnerOf, type AccessClaims, type Portal, type Viewer } from '@hosterizer/kit/viewer';
import { boundedMap } from './bounded.ts';
import type { AskHolder, Credential, Holder } from './holders.ts';

/** What a request brings along, from HTTP headers or from a socket's connectionParams and its upgrade request. */
export type Credentials = { authorization: unknown; portal: unknown; cookie: unknown; ip: string };

export type Identity = {
  viewer: Viewer | null;
  portal: Portal | null;
  refreshToken?: string;
  /** When the credential ends, in milliseconds since 1970; for somebody who has one. */
  endsAt?: number;
  /** Requests in a minute, where the credential has a limit of its own. */
  requestsPerMinute?: number;
};

export type Identify = {
  /** `notBefore` (milliseconds since 1970) refuses what was found out earlier. */
  (credentials: Credentials, notBefore?: number): Promise<Identity>;
  /** Forgets whatever these credentials were: they are asked about again. */
  forget(changed: CredentialsChanged): void;
};

type Remembered = {
  askedAt: number;
  holder: Promise<Holder | null>;
  /** A hint came while the answer was on its way. */
  overtaken: boolean;
  /** Once the answer is there. */
  viewer?: Viewer | null;
};

/** For how long an answer holds that no hint has taken back: hints can be lost. */
export const trustMilliseconds = 5_000;
/** How often to ask again for an answer that hints keep overtaking. */
const attempts = 3;
const anonymous: Identity = { viewer: null, portal: null };
const portals: readonly unknown[] = ['admin', 'customer'] satisfies Portal[];
const over = () => unauthenticated('This token does not hold, or not any more. Sign in again.');

/**
 * Remembers whom a credential speaks for, since asking costs more than a small query. A bearer that does not hold
 * throws AUTHENTICATION_ERROR; a cookie that does not hold is nobody's fault and leaves the viewer anonymous.
 */
export function makeIdentify(tokens: Tokens, ask: AskHolder): Identify {
  /** What tokens say, once their signature has been verified. */
  const verified = boundedMap<string, { claims: AccessClaims; endsAt: number }>(10_000);
  const runners = boundedMap<string, { viewer: Viewer; endsAt: number }>(1_000);
  const holders = boundedMap<string, Remembered>(10_000);

  async function holderOf(bearer: string, ip: string, notBefore: number): Promise<Holder | null> {
    if (bearer.startsWith('hzk_'))
      return held(await current(`${bearer} ${ip}`, { apiKey: bearer, ip }, notBefore));
    if (!verified.get(bearer) && tokens.purposeOf(bearer) !== 'access') return runner(bearer);

    const token = await claimsOf(bearer);
    if (!token || token.endsAt <= Date.now()) return null;
    const { sid: sessionId, cid: customerId } = token.claims;
    const credential = { sessionId, customerId, ip };
    const found = held(await current(`${sessionId} ${customerId}`, credential, notBefore));
    return found && { ...found, endsAt: Math.min(found.endsAt, token.endsAt) };
  }

  async function claimsOf(token: string) {
    const known = verified.get(token);
    if (known) return known;
    const payload = await tokens.verify('access', token);
    return payload && verified.set(token, { claims: payload as AccessClaims, endsAt: endOf(token) });
  }

  async function runner(token: string): Promise<Holder | null> {
    const known = runners.get(token);
    if (known && known.endsAt > Date.now()) return known;
    runners.delete(token);
    const viewer = await runnerOf(tokens, token);
    return viewer && runners.set(token, { viewer, endsAt: endOf(token) });
  }

  /** An answer that a hint overtook on its way may be from before the change, so it is asked for again. */
  async function current(key: string, credential: Credential, notBefore: number): Promise<Holder | null> {
    for (let attempt = 1; ; attempt += 1) {
      const asked = remembered(key, credential, notBefore);
      const holder = await asked.holder;
      if (!asked.overtaken || attempt === attempts) return holder;
    }
  }

  /** Everybody who asks meanwhile waits for the same answer. */
  function remembered(key: string, credential: Credential, notBefore: number): Remembered {
    const known = holders.get(key);
    if (known && known.askedAt >= Math.max(notBefore, Date.now() - trustMilliseconds)) return known;
    const asked: Remembered = { askedAt: Date.now(), holder: ask(credential), overtaken: false };
    holders.set(key, asked);
    asked.holder.then(
      (holder) => (asked.viewer = holder?.viewer ?? null),
      () => holders.get(key) === asked && holders.delete(key),
    );
    return asked;
  }

  const identify = async (
    { authorization, portal, cookie, ip }: Credentials,
    notBefore = 0,
  ): Promise<Identity> => {
    if (authorization !== undefined && authorization !== '') {
      const bearer = /^bearer\s+(\S+)$/i.exec(String(authorization))?.[1];
      const found = bearer && (await holderOf(bearer, ip, notBefore));
      if (!found) throw over();
      return { ...found, portal: null };
    }
    if (!portals.includes(portal)) return anonymous;

    const name = `hz_${portal as Portal}`;
    const jar = typeof cookie === 'string' ? fastifyCookie.parse(cookie) : {};
    const refreshToken = jar[`${name}_refresh`];
    const found = jar[name] ? await holderOf(jar[name], ip, notBefore) : null;
    return { viewer: null, ...found, portal: portal as Portal, ...(refreshToken && { refreshToken }) };
  };

  return Object.assign(identify, {
    forget: (changed: CredentialsChanged) =>
      holders.deleteWhere((known) => {
        if (known.viewer && !concerns(changed, known.viewer)) return false;
        // Whom one on its way will name is not known yet, so it may be anybody.
        known.overtaken = known.viewer === undefined;
        return true;
      }),
  });
}

const held = (holder: Holder | null): Holder | null => (holder && holder.endsAt > Date.now() ? holder : null);

/** Whether what changed may have changed this viewer. */
export const concerns = (
  { sessionId, apiKeyId, userId, customerId }: CredentialsChanged,
  viewer: Viewer,
): boolean =>
  (sessionId !== undefined && sessionId === viewer.sessionId) ||
  viewer.id === userId ||
  viewer.id === apiKeyId ||
  (customerId !== undefined && customerId === viewer.customerId);

/** The token of HTTP Basic, whose password it is; Terraform's http backend knows no bearer. */
export function bearerOfBasic(authorization: unknown): unknown {
  const basic = /^basic\s+(\S+)$/i.exec(String(authorization ?? ''))?.[1];
  if (!basic) return authorization;
  const [, ...password] = Buffer.from(basic, 'base64').toString().split(':');
  return `Bearer ${password.join(':')}`;
}

/** The `exp` of a token that has been verified, in milliseconds; one without an end is not worth remembering. */
function endOf(token: string): number {
  const { exp } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
    exp?: number;
  };
  return (exp ?? 0) * 1000;
}

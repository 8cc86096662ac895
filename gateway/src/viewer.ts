/** Who asks: a bearer token, or the cookie of the portal that the request names. */
import { fastifyCookie } from '@fastify/cookie';
import { unauthenticated } from '@hosterizer/kit/errors';
import type { Tokens } from '@hosterizer/kit/tokens';
import { viewerOf, type Portal, type Viewer } from '@hosterizer/kit/viewer';
import { boundedMap } from './bounded.ts';

/** What a request brings along, from HTTP headers or from a socket's connectionParams and its upgrade request. */
export type Credentials = { authorization: unknown; portal: unknown; cookie: unknown };

export type Identity = {
  viewer: Viewer | null;
  portal: Portal | null;
  refreshToken?: string;
  /** When the token ends, in milliseconds since 1970; for somebody who has one. */
  endsAt?: number;
};

export type Identify = (credentials: Credentials) => Promise<Identity>;

type Held = { viewer: Viewer; endsAt: number };

const portals: readonly unknown[] = ['admin', 'customer'] satisfies Portal[];
const anonymous: Identity = { viewer: null, portal: null };

/**
 * Remembers verified tokens, since verifying costs more than a small query. A bearer that does not hold throws
 * AUTHENTICATION_ERROR; a cookie that does not hold is nobody's fault and leaves the viewer anonymous.
 */
export function makeIdentify(tokens: Tokens): Identify {
  const verified = boundedMap<string, Held>(10_000);

  async function holderOf(token: string): Promise<Held | null> {
    const known = verified.get(token);
    if (known && known.endsAt > Date.now()) return known;
    verified.delete(token);
    const viewer = await viewerOf(tokens, token);
    return viewer && verified.set(token, { viewer, endsAt: endOf(token) });
  }

  return async ({ authorization, portal, cookie }) => {
    if (authorization !== undefined && authorization !== '') {
      const token = /^bearer\s+(\S+)$/i.exec(String(authorization))?.[1];
      const held = token && (await holderOf(token));
      if (!held) throw unauthenticated('This token does not hold, or not any more. Sign in again.');
      return { ...held, portal: null };
    }
    if (!portals.includes(portal)) return anonymous;

    const name = `hz_${portal as Portal}`;
    const jar = typeof cookie === 'string' ? fastifyCookie.parse(cookie) : {};
    const refreshToken = jar[`${name}_refresh`];
    const held = jar[name] ? await holderOf(jar[name]) : null;
    return { viewer: null, ...held, portal: portal as Portal, ...(refreshToken && { refreshToken }) };
  };
}

/** The token of HTTP Basic, whose password it is; Terraform's http backend knows no bearer. */
export function bearerOfBasic(authorization: unknown): unknown {
  const basic = /^basic\s+(\S+)$/i.exec(String(authorization ?? ''))?.[1];
  if (!basic) return authorization;
  const [, ...password] = Buffer.from(basic, 'base64').toString().split(':');
  return `Bearer ${password.join(':')}`;
}

/** The `exp` of a token that has been verified; one without an end is not worth remembering. */
function endOf(token: string): number {
  const { exp } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
    exp?: number;
  };
  return (exp ?? 0) * 1000;
}

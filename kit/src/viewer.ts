/** Who asks. The gateway finds out from a token; every other process is told by it, signed. */
import { timingSafeEqual } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { gatewayScopes, jobScopes, runnerScopes } from './scopes.ts';
import type { Tokens } from './tokens.ts';

export type Viewer = {
  id: string;
  kind: 'USER' | 'API_KEY' | 'RUNNER' | 'GATEWAY';
  /** The one customer whose things this viewer reaches; null for the platform's staff and for an idle runner. */
  customerId: string | null;
  role: string | null;
  scopes: readonly string[];
  /** The session behind a person. */
  sessionId?: string;
  /** One of the platform's staff, acting for the customer until then. */
  acting?: { reason: string; endsAt: string };
  /** The customer is suspended: everything but reading is gone from the scopes. */
  suspended?: true;
  /** The jobs that a runner may claim. */
  pool?: string;
  /** The one job that a job token is for. */
  job?: { id: string; deploymentId: string | null; siteId: string; fence: number };
};

export type Portal = 'admin' | 'customer';

/** One request, as the gateway tells a subgraph about it. */
export type Caller = {
  viewer: Viewer | null;
  portal: Portal | null;
  ip: string;
  /** What the browser or program calls itself. */
  userAgent?: string;
  traceId: string;
  /** The portal's refresh cookie; only the accounts subgraph gets it. */
  refreshToken?: string;
  /** Aborted when nobody waits for the answer any more. */
  left?: AbortSignal;
  /** Hands a Set-Cookie header to the browser; only the accounts subgraph gets it. */
  setCookie?: (cookie: string) => void;
};

/** Administrators and support see every customer, and belong to none. */
export const isStaff = (viewer: Viewer) =>
  viewer.kind === 'USER' && viewer.customerId === null && viewer.role !== null;

/** The gateway, when it asks on its own behalf. */
export const gatewayViewer: Viewer = {
  id: 'gateway',
  kind: 'GATEWAY',
  customerId: null,
  role: null,
  scopes: gatewayScopes,
};

/** Of an access token: the person, their session, and the customer for whom they speak. */
export type AccessClaims = { sub: string; sid: string; cid: string | null };
export type RunnerClaims = { sub: string; pool: string };
/** Of a job's token; `dep` is null for a drift check. */
export type JobClaims = { sub: string; cid: string; dep: string | null; site: string; fence: number };

/** The runner whom a runner's or a job's token speaks for; null when it is neither, or does not hold. */
export async function runnerOf(tokens: Tokens, bearer: string): Promise<Viewer | null> {
  const purpose = tokens.purposeOf(bearer);
  if (purpose !== 'runner' && purpose !== 'job') return null;
  const payload = await tokens.verify(purpose, bearer);
  if (!payload) return null;

  if (purpose === 'runner') {
    const { sub, pool } = payload as RunnerClaims;
    return { id: sub, kind: 'RUNNER', customerId: null, role: null, scopes: runnerScopes, pool };
  }
  const { sub, cid, dep, site, fence } = payload as JobClaims;
  const job = { id: sub, deploymentId: dep, siteId: site, fence };
  return { id: sub, kind: 'RUNNER', customerId: cid, role: null, scopes: jobScopes, job };
}

/** Aborted when the connection that an answer is for has been closed, or the answer has been given. */
export function leftOf(response: ServerResponse): AbortSignal {
  const left = new AbortController();
  response.once('close', () => left.abort());
  return left.signal;
}

/** The header in which the gateway tells a subgraph, signed, who asks. */
export const callerHeader = 'hosterizer-caller';

/** What the gateway signs is for a request that is under way. */
const callerMilliseconds = 60_000;

/**
 * The caller, signed. One is made for each fetch and is read once, so it is signed in place: a JWT is signed by another
 * thread, and the two ways there cost more than the rest of a small request.
 */
export function signCaller(
  tokens: Tokens,
  { setCookie: _cookie, left: _left, ...caller }: Caller,
  now = Date.now(),
): string {
  const text = Buffer.from(JSON.stringify({ caller, until: now + callerMilliseconds })).toString('base64url');
  return `${text}.${tokens.seal(text).toString('base64url')}`;
}

/** The caller that a gateway has signed, or null when the header is missing, forged or old. */
export function verifyCaller(tokens: Tokens, header: unknown): Caller | null {
  if (typeof header !== 'string') return null;
  const [text = '', seal = '', ...more] = header.split('.');
  const given = Buffer.from(seal, 'base64url');
  const right = tokens.seal(text);
  if (more.length > 0 || given.length !== right.length || !timingSafeEqual(given, right)) return null;
  const { caller, until } = JSON.parse(Buffer.from(text, 'base64url').toString()) as {
    caller: Caller;
    until: number;
  };
  return until > Date.now() ? caller : null;
}

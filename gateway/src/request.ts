/** What the gateway knows of one request while it is on its way. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { presentError } from '@hosterizer/kit/errors';
import type { Log } from '@hosterizer/kit/log';
import type { Caller, Viewer } from '@hosterizer/kit/viewer';
import type { GraphQLFormattedError } from 'graphql';
import type { Identity } from './viewer.ts';

/** What the guard and the subgraphs see. Made once for each request, and for each reading of a subscription. */
export type RequestContext = { viewer: Viewer | null; caller: Caller };

/** Filled in while a request is answered, for its log line and its errors. */
export type Trace = { traceId: string; viewerId?: string; operation?: string };

/** The request that is being answered; Apollo's formatError is not told which. */
export const currentTrace = new AsyncLocalStorage<Trace>();

/** The trace id of a W3C traceparent header when it is valid, otherwise a new one: 32 hex digits. */
export function traceIdOf(traceparent: unknown): string {
  const given = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/.exec(String(traceparent ?? ''))?.[1];
  return given && !/^0+$/.test(given) ? given : randomBytes(16).toString('hex');
}

export function contextOf(
  { viewer, portal, refreshToken }: Identity,
  {
    ip,
    traceId,
    userAgent,
    left,
    setCookie,
  }: Pick<Caller, 'ip' | 'traceId' | 'userAgent' | 'left' | 'setCookie'>,
): RequestContext {
  return {
    viewer,
    caller: {
      viewer,
      portal,
      ip,
      traceId,
      ...(userAgent && { userAgent: userAgent.slice(0, 300) }),
      ...(refreshToken && { refreshToken }),
      ...(left && { left }),
      ...(setCookie && { setCookie }),
    },
  };
}

/** Shapes an error for the caller, and logs it when it is a bug. */
export function makePresent(log: Log) {
  return (error: GraphQLFormattedError, cause: unknown, traceId: string): GraphQLFormattedError =>
    presentError(error, cause, {
      traceId,
      report: (bug) => log.error({ err: bug, traceId }, 'A request failed in a way that nobody foresaw.'),
    });
}

export type Present = ReturnType<typeof makePresent>;

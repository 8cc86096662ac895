/** Lets a request in: finds out who asks, and counts that they did. */
import { AppError } from '@hosterizer/kit/errors';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { refusedRequest, type Asker, type Limits } from '../limits/limits.ts';
import type { Credentials, Identify, Identity } from '../viewer.ts';

export type Door = { identify: Identify; limits: Limits };

/** Throws AUTHENTICATION_ERROR or RATE_LIMIT_EXCEEDED. The answer says how much is left in either case. */
export async function admit(
  { identify, limits }: Door,
  credentials: Credentials,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Identity> {
  const { ip } = request;
  async function count(asker: Asker): Promise<void> {
    const counted = await limits.request(asker);
    if (!counted) return;
    void reply.headers({
      'ratelimit-limit': counted.points,
      'ratelimit-remaining': counted.remaining,
      'ratelimit-reset': counted.seconds,
    });
    if (!counted.allowed) throw refusedRequest(counted);
  }

  try {
    const identity = await identify(credentials);
    if (identity.viewer) request.trace.viewerId = identity.viewer.id;
    await count({ ...identity, ip });
    return identity;
  } catch (error) {
    // Whoever tries tokens is counted by where they come from.
    if (error instanceof AppError && error.code === 'AUTHENTICATION_ERROR') await count({ viewer: null, ip });
    throw error;
  }
}

/** In how many seconds to come again, for an error that says so. */
export function retryAfterOf(error: unknown): number | null {
  return error instanceof AppError && 'retryAfter' in error && typeof error.retryAfter === 'number'
    ? error.retryAfter
    : null;
}

import { randomBytes } from 'node:crypto';
import type { Caller } from '@hosterizer/kit/viewer';

/** Who asks for a deployment. */
export type Requester = {
  /** Null for the platform itself. */
  id: string | null;
  scopes: readonly string[];
  /** W3C trace context of the request, which the runner's own spans belong to; null when it has none. */
  traceParent: string | null;
};

export const thePlatform: Requester = { id: null, scopes: [], traceParent: null };

export const requesterOf = ({ viewer, traceId }: Pick<Caller, 'viewer' | 'traceId'>): Requester => ({
  id: viewer?.id ?? null,
  scopes: viewer?.scopes ?? [],
  traceParent: /^[0-9a-f]{32}$/.test(traceId) ? `00-${traceId}-${randomBytes(8).toString('hex')}-01` : null,
});

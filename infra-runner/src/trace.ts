/** What joins a job's log with the request that asked for it. `traceParent` is W3C's; nothing where there is none. */
export function traceOf(traceParent: string | null): { traceId?: string } {
  const [, traceId] = /^[\da-f]{2}-([\da-f]{32})-[\da-f]{16}-[\da-f]{2}/.exec(traceParent ?? '') ?? [];
  return traceId === undefined ? {} : { traceId };
}

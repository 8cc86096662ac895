/** A span of the request that asked for a job, by W3C's Trace Context. */
export type TraceContext = { traceId: string; spanId: string; traceFlags: number };

/** What a traceparent header says; null where there is none, or none that can be read. */
export function contextIn(traceParent: string | null): TraceContext | null {
  const [, traceId, spanId, flags] =
    /^[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})/.exec(traceParent ?? '') ?? [];
  return traceId && spanId && flags ? { traceId, spanId, traceFlags: parseInt(flags, 16) } : null;
}

/** What joins a job's log with the request that asked for it; nothing where there is none. */
export function traceOf(traceParent: string | null): { traceId?: string } {
  const context = contextIn(traceParent);
  return context ? { traceId: context.traceId } : {};
}

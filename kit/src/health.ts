/** Health over HTTP: /health/live, /health/ready, /health/startup and /health on every process. */
import type { FastifyInstance } from 'fastify';

export type HealthCheck = {
  name: string;
  /** A critical failure makes the process not ready; any other one makes it degraded. */
  critical: boolean;
  /** Resolves when all is well, with facts worth showing; rejects with a sentence that says what to do. */
  check(): Promise<Record<string, unknown> | void>;
};

export type HealthReport = {
  status: 'ok' | 'degraded' | 'unavailable';
  checks: Array<{
    name: string;
    status: 'ok' | 'failed';
    critical: boolean;
    reason?: string;
    [fact: string]: unknown;
  }>;
};

const patience = 2_000;

/** Runs every check, each for at most two seconds. */
export async function report(checks: readonly HealthCheck[]): Promise<HealthReport> {
  const results = await Promise.all(
    checks.map(async ({ name, critical, check }): Promise<HealthReport['checks'][number]> => {
      try {
        return { ...(await withinPatience(check())), name, critical, status: 'ok' };
      } catch (error) {
        return {
          name,
          critical,
          status: 'failed',
          reason: error instanceof Error ? error.message : String(error),
        };
      }
    }),
  );
  const failed = results.filter((result) => result.status === 'failed');
  const status =
    failed.length === 0 ? 'ok' : failed.some((result) => result.critical) ? 'unavailable' : 'degraded';
  return { status, checks: results };
}

/** Serves the four paths; `started` says whether start-up has finished. */
export function serveHealth(
  server: FastifyInstance,
  checks: readonly HealthCheck[],
  started: () => boolean,
): void {
  server.get('/health/live', async () => ({ status: 'ok' }));

  server.get('/health/startup', async (_request, reply) => {
    if (!started()) reply.code(503);
    return { status: started() ? 'ok' : 'starting' };
  });

  const ready = async (): Promise<HealthReport & { reason?: string }> => {
    if (!started()) return { status: 'unavailable', reason: 'Starting.', checks: [] };
    const found = await report(checks);
    const reasons = new Set(found.checks.flatMap(({ reason }) => (reason ? [reason] : [])));
    return { ...found, ...(reasons.size > 0 && { reason: [...reasons].join(' ') }) };
  };

  server.get('/health/ready', async (_request, reply) => {
    const { checks: _, ...answer } = await ready();
    if (answer.status === 'unavailable') reply.code(503);
    return answer;
  });

  server.get('/health', async (_request, reply) => {
    const answer = await ready();
    if (answer.status === 'unavailable') reply.code(503);
    return {
      ...answer,
      uptimeSeconds: Math.round(process.uptime()),
      residentBytes: process.memoryUsage.rss(),
    };
  });
}

async function withinPatience<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer within ${patience / 1000} s.`)), patience);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

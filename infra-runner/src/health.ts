import fastify from 'fastify';
import { serveHealth } from '@hosterizer/kit/health';
import type { Runner } from './runner.ts';

/** Serves /health* of this runner on every address; returns what ends it. */
export async function openHealth(port: number, runner: Runner): Promise<() => Promise<void>> {
  const server = fastify();
  const check = (name: string, reason: () => string | null) => ({
    name,
    critical: false,
    check: async () => {
      const failure = reason();
      if (failure !== null) throw new Error(failure);
      return { running: runner.status().running };
    },
  });
  const checks = [
    check('platform', () => runner.status().unreachable),
    check('terraform', () => runner.status().unable),
  ];
  serveHealth(server, checks, () => true);
  await server.listen({ host: '::', port });
  return () => server.close();
}

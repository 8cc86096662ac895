/** A subgraph in a process of its own, reached over HTTP with the caller signed. */
import type { GraphQLDataSource } from '@apollo/gateway';
import { externalFailure } from '@hosterizer/kit/errors';
import type { HealthCheck } from '@hosterizer/kit/health';
import type { Log } from '@hosterizer/kit/log';
import type { SubgraphName } from '@hosterizer/kit/sdl';
import type { Route } from '@hosterizer/kit/subgraph';
import { callerHeader, type Caller } from '@hosterizer/kit/viewer';
import { Pool, type Dispatcher } from 'undici';
import type { RequestContext } from '../request.ts';
import { sessionKeeper, type Sign } from './caller.ts';

export type Remote = {
  source: GraphQLDataSource;
  /** Passes a request of one of its routes on, body and all. */
  forward(prefix: string): Route['answer'];
  check: HealthCheck;
  close(): Promise<void>;
};

/** A runner's claim waits for up to 20 s, so an answer may take a little longer than that. */
const answerTimeout = 30_000;

/** What must not be passed on between two connections, and what only the gateway may say. */
const ownHeaders = new Set([
  ...[
    'connection',
    'keep-alive',
    'transfer-encoding',
    'upgrade',
    'te',
    'trailer',
    'host',
    'content-length',
    'expect',
  ],
  ...['authorization', 'cookie', 'proxy-authorization', callerHeader],
]);

/** `url` is where the subgraph's process is, without `/graphql`. */
export function makeRemote(name: SubgraphName, url: string, { sign, log }: { sign: Sign; log: Log }): Remote {
  const base = new URL(url);
  const path = base.pathname.replace(/\/$/, '');
  const pool = new Pool(base.origin, {
    connections: 64,
    connectTimeout: 3_000,
    headersTimeout: answerTimeout,
    bodyTimeout: answerTimeout,
  });

  async function ask(request: Omit<Dispatcher.RequestOptions, 'origin'>): Promise<Dispatcher.ResponseData> {
    try {
      return await pool.request(request);
    } catch (error) {
      const left = (request.signal as AbortSignal | undefined)?.aborted;
      if (!left) log.warn({ err: error, subgraph: name }, 'A subgraph does not answer.');
      throw externalFailure(`The part of the platform that keeps ${name} is away. Try again in a moment.`);
    }
  }

  const signed = (caller: Caller) => ({ [callerHeader]: sign(name, caller) });

  return {
    source: {
      async process({ request, context }) {
        const { caller } = context as RequestContext;
        const { query, operationName, variables } = request;
        const { statusCode, headers, body } = await ask({
          path: `${path}/graphql`,
          method: 'POST',
          headers: { 'content-type': 'application/json', ...signed(caller) },
          body: JSON.stringify({ query, operationName, variables }),
          // Only a mutation that waits for something, such as a runner's claim, makes use of it.
          ...(caller.left && { signal: caller.left }),
        });
        if (name === sessionKeeper)
          for (const cookie of listOf(headers['set-cookie'])) caller.setCookie?.(cookie);

        const answer = (await body.json().catch(() => null)) as Record<string, unknown> | null;
        if (answer && ('data' in answer || Array.isArray(answer['errors']))) return answer;
        log.error(
          { subgraph: name, status: statusCode },
          'A subgraph answered with something else than GraphQL.',
        );
        throw externalFailure(
          `The part of the platform that keeps ${name} is in trouble. Try again in a moment.`,
        );
      },
    },

    forward: (prefix) => async (request, caller) => {
      const query = new URLSearchParams(
        Object.entries(request.query).filter((entry): entry is [string, string] => entry[1] !== undefined),
      ).toString();
      const passed = Object.entries(request.headers).filter(
        ([key, value]) => !ownHeaders.has(key) && value !== undefined,
      );
      const { statusCode, headers, body } = await ask({
        path: `${path}${prefix}${request.rest}${query && `?${query}`}`,
        method: request.method as Dispatcher.HttpMethod,
        headers: { ...(Object.fromEntries(passed) as Record<string, string>), ...signed(caller) },
        body: request.body.length > 0 ? request.body : null,
      });
      // No route answers so by itself: it has failed, and what is said of that is for nobody outside.
      if (statusCode === 500) {
        await body.dump();
        throw new Error(`The ${name} subgraph failed at ${prefix}.`);
      }
      const answered = Object.entries(headers).filter(
        ([key]) => !ownHeaders.has(key) && key !== 'set-cookie',
      );
      return {
        status: statusCode,
        headers: Object.fromEntries(answered.map(([key, value]) => [key, listOf(value).join(', ')])),
        // An answer whose end its sender does not know yet may be longer than what we want to hold.
        body: headers['transfer-encoding'] === 'chunked' ? body : Buffer.from(await body.arrayBuffer()),
      };
    },

    check: {
      name: `subgraph ${name}`,
      critical: true,
      async check() {
        const { statusCode, body } = await ask({ path: `${path}/health/ready`, method: 'GET' });
        const { reason } = ((await body.json().catch(() => null)) ?? {}) as { reason?: string };
        if (statusCode !== 200) throw new Error(reason ?? `The ${name} subgraph is not ready.`);
      },
    },

    close: () => pool.close(),
  };
}

const listOf = (value: string | string[] | undefined): string[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

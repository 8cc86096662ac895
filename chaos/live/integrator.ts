/** Follows a deployment with nothing but the npm client graphql-ws, as an integrator without the SDK would. */
import { setTimeout as wait } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import type { GraphQLFormattedError } from 'graphql';
import type { Batch, Follow } from './station.ts';

const query = `subscription ($id: ID!, $after: Int!) {
  deploymentEvents(deploymentId: $id, after: $after) { events { sequence message } lastSequence ended }
}`;

/** A part of the platform that is away comes back. */
const passing: unknown[] = ['EXTERNAL_SERVICE_ERROR', 'INTERNAL_ERROR'];
const pause = { first: 100, last: 1_000 };

type Data = { deploymentEvents: Batch };

export function integrate(url: string, key: string, webSocketImpl: unknown): Follow {
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl,
    connectionParams: { authorization: `Bearer ${key}` },
    retryAttempts: Infinity,
    shouldRetry: () => true,
    retryWait: (retries) => wait(Math.min(pause.last, pause.first * 2 ** retries)),
  });

  return {
    follow(id, after, sink) {
      // The client sends this very object again after a reconnection: moving `after` resumes there.
      const variables = { id, after };
      let over = false;
      let unsubscribe = () => {};
      let retrying: NodeJS.Timeout | undefined;

      function subscribe(): void {
        unsubscribe = client.subscribe<Data>(
          { query, variables },
          {
            next: ({ data, errors }) => (data ? take(data.deploymentEvents) : failed(errors)),
            error: failed,
            complete: again,
          },
        );
      }

      function take(batch: Batch): void {
        if (over) return;
        variables.after = batch.lastSequence;
        over = batch.ended;
        sink.take(batch);
      }

      function failed(reason: unknown): void {
        const why = refusalIn(reason);
        if (why === null || over) return again();
        over = true;
        sink.refused(why);
      }

      function again(): void {
        // One end may be told in two ways.
        clearTimeout(retrying);
        unsubscribe();
        if (!over) retrying = setTimeout(subscribe, pause.first);
      }

      subscribe();
      return () => {
        over = true;
        clearTimeout(retrying);
        unsubscribe();
      };
    },
    close: async () => void (await client.dispose()),
  };
}

/** Why asking again would be in vain; null when it would not. */
function refusalIn(reason: unknown): string | null {
  if (Array.isArray(reason)) {
    const [{ message, extensions }] = reason as [GraphQLFormattedError];
    return passing.includes(extensions?.['code']) ? null : message;
  }
  const { code = 0, reason: said } = reason as { code?: number; reason?: string };
  return code >= 4400 && code < 4499 ? `${code} ${said}` : null;
}

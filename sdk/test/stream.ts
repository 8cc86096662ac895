/** A real graphql-ws server with one deployment's log, which loses connections and repeats itself on demand. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buildSchema, GraphQLError } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';

export type Log = { last: number; ended: boolean };

const schema = buildSchema(readFileSync(join(__dirname, '../../schema/api.graphql'), 'utf8'));

export async function openStream({ accepts = (_token: string): boolean => true } = {}) {
  const log: Log = { last: 0, ended: false };
  const afters: number[] = [];
  const tokens: string[] = [];
  /** Each batch begins with so many events that were sent before. */
  const repeat = { events: 0 };
  /** So many subscriptions to come are refused, since a part of the platform is away. */
  const away = { times: 0 };
  const http = createServer((request, response) => void answers.current(request, response));
  const answers: { current: Parameters<typeof createServer>[1] & {} } = {
    current: (_, response) => void response.writeHead(404).end(),
  };
  const sockets = new WebSocketServer({ server: http, path: '/graphql' });

  let closed = false;

  async function* read(after: number) {
    let cursor = after;
    // A generator that waits hears of nothing: it has to look by itself whether it is still wanted.
    while (!closed) {
      const from = Math.max(0, cursor - repeat.events);
      const to = Math.min(log.last, cursor + 7);
      const ended = log.ended && to === log.last;
      if (to > cursor || ended) {
        const events = Array.from({ length: to - from }, (_, index) => eventOf(from + index + 1));
        yield { deploymentEvents: { deploymentId: 'd', events, lastSequence: to, ended } };
        if (ended) return;
        cursor = to;
      }
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  useServer(
    {
      schema,
      roots: {
        subscription: {
          deploymentEvents: ({ after }: { after: number }) => {
            afters.push(after);
            if (away.times-- > 0)
              throw new GraphQLError('Away.', { extensions: { code: 'EXTERNAL_SERVICE_ERROR' } });
            return read(after);
          },
        },
      },
      onConnect({ connectionParams }) {
        const token = String(connectionParams?.['authorization']);
        tokens.push(token);
        return accepts(token);
      },
    },
    sockets,
  );
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    log,
    afters,
    tokens,
    repeat,
    away,
    /** Answers to HTTP requests. */
    answers,
    /** Ends every connection: without a word, or with a closing code. */
    drop(code?: number) {
      for (const socket of sockets.clients) {
        if (code === undefined) socket.terminate();
        else socket.close(code, 'Dropped');
      }
    },
    connections: () => sockets.clients.size,
    async close() {
      closed = true;
      for (const socket of sockets.clients) socket.terminate();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

function eventOf(sequence: number) {
  const at = new Date(0).toISOString();
  return {
    sequence,
    at,
    kind: 'LOG',
    level: 'INFO',
    phase: 'APPLYING',
    resource: null,
    message: `line ${sequence}`,
  };
}

/** What everybody writes with graphql-ws and graphql-redis-subscriptions: an iterator, an execution and a message each. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSchema } from 'graphql';
import { RedisPubSub } from 'graphql-redis-subscriptions';
import { useServer } from 'graphql-ws/use/ws';
import { Redis } from 'ioredis';
import { WebSocketServer } from 'ws';
import { answer } from './live-helper.ts';

const schema = buildSchema(`
  type Event { sequence: Int! at: String! kind: String! level: String! message: String! }
  type Batch { events: [Event!]! lastSequence: Int! }
  type Query { deploymentEvents(deploymentId: ID!, after: Int! = 0): Batch! }
  type Subscription { deploymentEvents(deploymentId: ID!, after: Int! = 0): Batch! }
`);

/** Milliseconds between signs of life, as the gateway has it. */
const keepAlive = 12_000;

const answers = {
  /** Sends on what is published in a channel, a batch as JSON at a time. Answers its port. */
  async listen({ redisUrl, channel }: { redisUrl: string; channel: string }): Promise<number> {
    const pubsub = new RedisPubSub({ publisher: new Redis(redisUrl), subscriber: new Redis(redisUrl) });
    Object.assign(schema.getSubscriptionType()!.getFields()['deploymentEvents']!, {
      subscribe: () => pubsub.asyncIterableIterator(channel),
      resolve: (batch: unknown) => batch,
    });
    const server = createServer();
    useServer({ schema }, new WebSocketServer({ server, path: '/graphql' }), keepAlive);
    server.listen({ host: '127.0.0.1', port: 0, backlog: 4_096 });
    await new Promise((resolve) => server.once('listening', resolve));
    return (server.address() as AddressInfo).port;
  },
};

export type Stock = typeof answers;

answer(answers);

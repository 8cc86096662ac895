/** What everybody writes with graphql-ws and graphql-redis-subscriptions: an iterator, an execution and a message each. */
import { once } from 'node:events';
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
  type Query { deploymentEvents(deploymentId: ID!): [Event!]! }
  type Subscription { deploymentEvents(deploymentId: ID!): Event! }
`);

/** Milliseconds between signs of life, as the gateway has it. */
const keepAlive = 12_000;

const answers = {
  /** Sends on what is published in a channel, an event as JSON at a time. Answers its port. */
  async listen({ redisUrl, channel }: { redisUrl: string; channel: string }): Promise<number> {
    const [publisher, subscriber] = [new Redis(redisUrl), new Redis(redisUrl)];
    await once(subscriber, 'ready');
    const pubsub = new RedisPubSub({ publisher, subscriber });
    Object.assign(schema.getSubscriptionType()!.getFields()['deploymentEvents']!, {
      subscribe: () => pubsub.asyncIterableIterator(channel),
      resolve: (event: unknown) => event,
    });
    const server = createServer();
    useServer({ schema }, new WebSocketServer({ server, path: '/graphql' }), keepAlive);
    server.listen({ host: '127.0.0.1', port: 0, backlog: 4_096 });
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  },
};

export type Stock = typeof answers;

answer(answers);

/** Redis carries hints and never the truth: a hint says that a channel has moved on, and readers ask PostgreSQL. */
import { Redis, type RedisOptions } from 'ioredis';
import { RedisPubSub } from 'graphql-redis-subscriptions';
import type { Log } from './log.ts';

export type Events = {
  /** Never fails and never waits: the work is committed by now, and a lost hint costs a watcher a moment. */
  publish(channel: string, hint?: object): void;
  /** Resolves once Redis has confirmed, so that nothing published afterwards is missed, with the way to stop. */
  subscribe(channel: string, onHint: (hint: unknown) => void): Promise<() => void>;
  /** Calls back whenever Redis has been away and every channel is followed again: hints may have been lost meanwhile. */
  onResumed(listener: () => void): void;
  /** Rejects with a sentence when Redis does not answer. */
  check(): Promise<void>;
  close(): Promise<void>;
};

/** `url` is redis:// or rediss://, with its password; by rediss:// the server's certificate is verified. */
export function connectEvents(url: string, log: Log): Events {
  const options: RedisOptions = {
    ...(/^rediss:/i.test(url) && { tls: { rejectUnauthorized: true } }),
    // A command that cannot be sent at once fails: hints are not worth a queue.
    enableOfflineQueue: true,
    maxRetriesPerRequest: 1,
    retryStrategy: (attempt) => Math.min(50 * 2 ** attempt, 1_000),
  };
  const publisher = new Redis(url, options);
  const subscriber = new Redis(url, { ...options, maxRetriesPerRequest: null });
  const complain = once(log);
  for (const connection of [publisher, subscriber]) {
    connection.on('error', (error: Error) => complain(error));
    connection.on('ready', () => complain.reset());
  }
  const resumed = new Set<() => void>();
  let before = false;
  subscriber.on('ready', () => {
    // The channels are joined again after this has been said; what is asked behind that is answered behind it.
    if (before) subscriber.ping().then(() => resumed.forEach((listener) => listener()), complain);
    before = true;
  });
  const channels = new RedisPubSub({ publisher, subscriber: heard(subscriber) });

  return {
    publish(channel, hint = {}) {
      if (publisher.status !== 'ready' && publisher.status !== 'connecting') return;
      channels.publish(channel, hint).catch((error: Error) => complain(error));
    },

    async subscribe(channel, onHint) {
      const id = await channels.subscribe(channel, onHint);
      let left = false;
      return () => {
        if (left) return;
        left = true;
        channels.unsubscribe(id);
      };
    },

    onResumed: (listener) => void resumed.add(listener),

    async check() {
      if (publisher.status !== 'ready')
        throw new Error('Redis does not answer; live updates are slower until it does.');
      await publisher.ping();
    },

    async close() {
      for (const connection of [publisher, subscriber]) {
        // One that is cut off in the middle of its TLS handshake says so twice, and ioredis hears it once.
        connection.stream?.on('error', () => {});
        connection.disconnect();
      }
    },
  };
}

/**
 * RedisPubSub leaves a channel without waiting for the answer, and ioredis joins its channels again after a reconnection
 * without doing so. When the connection is closed before the answer has come, nobody would hear the refusal, and an
 * unheard refusal ends the process.
 */
function heard(subscriber: Redis): Redis {
  for (const command of ['subscribe', 'psubscribe', 'unsubscribe', 'punsubscribe'] as const) {
    const ask = subscriber[command].bind(subscriber) as (...channels: unknown[]) => Promise<unknown>;
    Object.assign(subscriber, {
      [command](...channels: unknown[]) {
        const answer = ask(...channels);
        // Whoever does wait for it hears of it as before.
        answer.catch(() => {});
        return answer;
      },
    });
  }
  return subscriber;
}

/** Logs the first of a row of connection errors; a Redis that is away says the same many times a second. */
function once(log: Log) {
  let said = false;
  return Object.assign(
    (error: Error) => {
      if (!said) log.warn({ err: error }, 'Redis is away; hints are lost until it is back.');
      said = true;
    },
    { reset: () => void (said = false) },
  );
}

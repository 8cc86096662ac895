/** The least that a live server can be: whatever comes from Redis goes to every WebSocket. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { Redis } from 'ioredis';
import { WebSocketServer } from 'ws';
import { frameOf } from './live-frames.ts';
import { answer } from './live-helper.ts';
import { linesFrom, textOf } from './live-texts.ts';

/** How it sends: each socket a string, by the library; or all of them one buffer that has been framed already. */
type Way = 'send' | 'frame';

let way: Way = 'send';
const server = createServer();
const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
const streams = new Set<Duplex>();
server.on('upgrade', (request, stream, head) => {
  sockets.handleUpgrade(request, stream, head, (socket) => {
    socket.on('error', () => {});
    streams.add(stream);
    stream.on('close', () => streams.delete(stream));
  });
});

function say(text: string): void {
  if (way === 'send') return sockets.clients.forEach((socket) => socket.send(text));
  const frame = frameOf(text);
  streams.forEach((stream) => stream.write(frame));
}

const answers = {
  /** Sends on what is published in a channel. Answers its port. */
  async listen({ redisUrl, channel }: { redisUrl: string; channel: string }): Promise<number> {
    const redis = new Redis(redisUrl);
    redis.on('message', (_channel, text) => say(text));
    await redis.subscribe(channel);
    server.listen({ host: '127.0.0.1', port: 0, backlog: 4_096 });
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  },
  /** At each hint of a deployment it says a line of its own, the first with this number. */
  async follow({
    redisUrl,
    channel,
    from,
  }: {
    redisUrl: string;
    channel: string;
    from: number;
  }): Promise<void> {
    let sequence = from;
    const redis = new Redis(redisUrl);
    redis.on('message', () => say(textOf(linesFrom(sequence++, 1))));
    await redis.subscribe(channel);
  },
  send: (how: Way) => void (way = how),
};

export type Raw = typeof answers;

answer(answers);

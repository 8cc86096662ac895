/** A DNS server on a loopback port, which knows what a test tells it. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { decode, encode, RECURSION_DESIRED } from 'dns-packet';

export type DnsServer = {
  /** As HOSTERIZER_DNS_SERVERS names it. */
  address: string;
  /** TXT records by name; each text may come in parts. A name without any does not exist. */
  records: Map<string, Array<string | string[]>>;
  /** What was asked for, oldest first. */
  asked: string[];
  /** When set, questions stay without an answer. */
  silent: boolean;
  /** When set, called before each answer. */
  beforeAnswer?: () => Promise<unknown>;
  close(): Promise<void>;
};

export async function startDns(): Promise<DnsServer> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const server: DnsServer = {
    address: `127.0.0.1:${socket.address().port}`,
    records: new Map(),
    asked: [],
    silent: false,
    async close() {
      socket.close();
      await once(socket, 'close');
    },
  };
  socket.on('message', async (message, peer) => {
    const { id, questions = [] } = decode(message);
    const [question] = questions;
    if (!question || question.type !== 'TXT') return;
    server.asked.push(question.name);
    if (server.silent) return;
    await server.beforeAnswer?.();
    const found = server.records.get(question.name);
    const answer = encode({
      ...{ type: 'response', id, questions },
      // The low bits are the code of the answer: 3 where there is no such name.
      flags: RECURSION_DESIRED | (found ? 0 : 3),
      answers: (found ?? []).map((data) => ({ type: 'TXT', name: question.name, ttl: 1, data })),
    });
    socket.send(answer, peer.port, peer.address);
  });
  return server;
}

/** One connection that watches, by hand: a client library would cost more than what is measured. */
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { makeFrameReader, maskedFrameOf, pongFrameOf } from './live-frames.ts';

/** What to say after the upgrade, in graphql-transport-ws; nothing to a raw server, which sends unasked. */
export type Saying = { token?: string; query: string; variables: object };

export type Seen = {
  /** A message of so many bytes, with the `lastSequence` in which it ends; all of its text for who wants samples. */
  message(lastSequence: number, bytes: number, text?: string): void;
  /** The connection is over without having been closed from here. */
  lost(why: string): void;
};

export type Watcher = {
  /** Resolves when the server has taken the connection, and acknowledged it where it can. */
  opened: Promise<void>;
  close(): void;
};

type Door = { host: string; port: number; localAddress: string; saying?: Saying | undefined; whole: boolean };

/** Longer than `"lastSequence":2147483647}}}}`, with which every message ends. */
const mostTail = 40;
/** Every connection reads into the same room, since what has been read is looked at before the next one reads. */
const room = Buffer.allocUnsafe(256 * 1024);

export function openWatcher({ host, port, localAddress, saying, whole }: Door, seen: Seen): Watcher {
  const opening = Promise.withResolvers<void>();
  let upgraded = '';
  let stage: 'upgrading' | 'greeting' | 'live' = 'upgrading';
  let isOver = false;
  let kept: Buffer[] = [];
  let size = 0;

  const socket = connect({
    ...{ host, port, localAddress },
    onread: {
      buffer: room,
      callback(length) {
        if (stage === 'upgrading') upgrade(room.toString('latin1', 0, length));
        else read(room, length);
        return true;
      },
    },
  });
  socket.setNoDelay(true);
  socket.on('connect', () => socket.write(upgradeOf(host, port, saying !== undefined)));
  socket.on('error', (error) => lose(error.message));
  socket.on('close', () => lose('the server has hung up'));

  const read = makeFrameReader({
    part(chunk, from, to, isLast) {
      size += to - from;
      const isWhole = whole || stage !== 'live';
      if (!isLast || isWhole || kept.length > 0) {
        const start = isWhole ? from : Math.max(from, to - mostTail);
        kept.push(Buffer.from(chunk.subarray(start, to)));
      }
      if (!isLast) return;
      const message = kept.length > 0 ? Buffer.concat(kept) : chunk.subarray(from, to);
      const bytes = size;
      [kept, size] = [[], 0];
      if (stage === 'greeting') return greet(message.toString());
      const sequence = lastNumberIn(message);
      if (Number.isNaN(sequence)) return notNews(message.toString('utf8', 0, 300));
      seen.message(sequence, bytes, whole ? message.toString() : undefined);
    },
    ping: (payload) => socket.write(pongFrameOf(payload)),
    closed: (code, reason) => lose(`closed with ${code} ${reason}`),
  });

  function upgrade(text: string): void {
    upgraded += text;
    const end = upgraded.indexOf('\r\n\r\n');
    if (end < 0) return;
    if (!upgraded.startsWith('HTTP/1.1 101')) return lose(upgraded.slice(0, upgraded.indexOf('\r\n')));
    stage = saying ? 'greeting' : 'live';
    if (saying) {
      const payload = saying.token === undefined ? {} : { authorization: `Bearer ${saying.token}` };
      socket.write(maskedFrameOf(JSON.stringify({ type: 'connection_init', payload })));
    } else {
      opening.resolve();
    }
    const rest = Buffer.from(upgraded.slice(end + 4), 'latin1');
    if (rest.length > 0) read(rest, rest.length);
  }

  function greet(text: string): void {
    if ((JSON.parse(text) as { type: string }).type !== 'connection_ack') return lose(text);
    stage = 'live';
    const { query, variables } = saying!;
    const message = { id: randomUUID(), type: 'subscribe', payload: { query, variables } };
    socket.write(maskedFrameOf(JSON.stringify(message)));
    opening.resolve();
  }

  function notNews(text: string): void {
    if (/"type":"pi?ong"/.test(text)) return;
    if (text.includes('"type":"ping"')) socket.write(maskedFrameOf('{"type":"pong"}'));
    else lose(text);
  }

  function lose(why: string): void {
    if (isOver) return;
    isOver = true;
    socket.destroy();
    seen.lost(why);
    opening.resolve();
  }

  return {
    opened: opening.promise,
    close() {
      isOver = true;
      socket.destroy();
      opening.resolve();
    },
  };
}

/** The digits before the closing braces; NaN when there are none. */
function lastNumberIn(message: Buffer): number {
  let end = message.length;
  while (end > 0 && message[end - 1] === 125) end -= 1;
  let number = 0;
  let unit = 1;
  let at = end - 1;
  for (; at >= 0 && message[at]! >= 48 && message[at]! <= 57; at -= 1) {
    number += (message[at]! - 48) * unit;
    unit *= 10;
  }
  return at < end - 1 && message[at] === 58 ? number : NaN;
}

function upgradeOf(host: string, port: number, asksGraphql: boolean): string {
  const lines = [
    'GET /graphql HTTP/1.1',
    `Host: ${host}:${port}`,
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${Buffer.from(randomUUID().slice(0, 16)).toString('base64')}`,
    ...(asksGraphql ? ['Sec-WebSocket-Protocol: graphql-transport-ws'] : []),
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

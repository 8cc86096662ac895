import { PassThrough } from 'node:stream';
import { once } from 'node:events';
import { WebSocketServer, WebSocket } from 'ws';
import type { AddressInfo, Socket } from 'node:net';
import { beginningOf, endingOf, writeMessage } from '../src/live/frames.ts';

/** What a real client makes of messages that are written in this way. */
async function received(messages: ReadonlyArray<[beginning: string, ending: string]>): Promise<string[]> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  server.on('connection', (_socket, { socket: wire }: { socket: Socket }) => {
    for (const [beginning, ending] of messages) writeMessage(wire, beginningOf(beginning), endingOf(ending));
  });
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const got: string[] = [];
  try {
    client.on('message', (data: Buffer, isBinary: boolean) =>
      got.push(isBinary ? 'binary' : data.toString()),
    );
    while (got.length < messages.length) await once(client, 'message');
  } finally {
    client.terminate();
    server.close();
  }
  return got;
}

describe('a real client reads what was written', () => {
  const lengths = [0, 1, 60, 124, 125, 126, 127, 2_000, 2_047, 2_048, 2_049, 65_530, 65_536, 200_000];
  test.each(lengths)('with an ending of %d bytes', async (length) => {
    const messages: Array<[string, string]> = [
      ['{"id":"1",', '"'.repeat(length)],
      ['', 'x'.repeat(length)],
    ];
    expect(await received(messages)).toEqual(messages.map((parts) => parts.join('')));
  });

  test.each([
    ['letters beyond ASCII', 'Ünïcode 雪 🦊'],
    ['a character of two halves where a small ending becomes a large one', `${'x'.repeat(2_045)}🦊`],
    ['only such, in a large one', '🦊'.repeat(5_000)],
  ])('with %s', async (_what, ending) => {
    const id = '{"id":"ß雪🦊",';
    expect(await received([[id, ending]])).toEqual([id + ending]);
  });
});

test('a small message is one write of one frame, and a large one ends with the very bytes that all are told', () => {
  const writes: unknown[] = [];
  const wire = Object.assign(new PassThrough(), {
    write(chunk: unknown) {
      writes.push(chunk);
      return true;
    },
  });
  writeMessage(wire, beginningOf('small '), endingOf('one'));
  expect(writes).toEqual(['\x81\x09small one']);

  writes.length = 0;
  const ending = endingOf('x'.repeat(3_000));
  writeMessage(wire, beginningOf('large '), ending);
  expect(writes).toHaveLength(2);
  expect(writes[1]).toBe(ending);
});

/** A WebSocket without a client on it: what is sent and what comes are the messages of graphql-transport-ws themselves. */
import { once } from 'node:events';
import { WebSocket, type ClientOptions } from 'ws';

export type Message = { id?: string; type: string; payload?: any };

export type RawSocket = {
  socket: WebSocket;
  /** An object as JSON, a text as it is. */
  send(...messages: Array<object | string>): void;
  /** The next message that has not been taken. Rejects when the socket closes first. */
  next(): Promise<Message>;
  /** All that have come and have not been taken. */
  taken(): Message[];
  closed: Promise<{ code: number; reason: string }>;
};

export const protocol = 'graphql-transport-ws';

/** Resolves when the socket is open. */
export async function openRaw(
  url: string,
  { protocols = [protocol], ...options }: ClientOptions & { protocols?: string[] } = {},
): Promise<RawSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, protocols, options);
  const arrived: Message[] = [];
  let wake = () => {};
  let isOver = false;
  socket.on('message', (data) => {
    arrived.push(JSON.parse(String(data)) as Message);
    wake();
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.once('close', (code, reason) => {
      isOver = true;
      resolve({ code, reason: String(reason) });
      wake();
    }),
  );
  await once(socket, 'open');
  return {
    socket,
    send(...messages) {
      for (const message of messages)
        socket.send(typeof message === 'string' ? message : JSON.stringify(message));
    },
    async next() {
      while (arrived.length === 0) {
        if (isOver) throw new Error(`The socket has closed: ${JSON.stringify(await closed)}`);
        await new Promise<void>((resolve) => (wake = resolve));
      }
      return arrived.shift()!;
    },
    taken: () => arrived.splice(0),
    closed,
  };
}

/** One subscription of one socket: its place in what it follows, and the frames that it is sent. */
import type { Duplex } from 'node:stream';
import type { GraphQLError } from 'graphql';
import { WebSocket } from 'ws';
import { beginningOf, writeMessage, type Beginning, type Ending } from './frames.ts';

export type Watcher = {
  /** The last event that it was sent; 0 before, and for a state. */
  cursor: number;
  /** What a state was when it was last sent. */
  known: string | undefined;
  /** It has been answered: from now on a fault that passes is waited for. */
  answered: boolean;
  /** It was told that nothing more will come. */
  told: boolean;
  readonly socket: WebSocket;
  readonly wire: Duplex;
  /** What each of its messages begins with. */
  readonly beginning: Beginning;
  /** Ends its stream. With an error it is told so. Undefined once it has ended. */
  settle: ((error?: GraphQLError) => void) | undefined;
};

const { OPEN: open } = WebSocket;

/** Bytes that may wait for a watcher to take them; beyond, nothing more is written until it has. */
export const mostBuffered = 256 * 1024;

export const makeWatcher = (
  id: string,
  cursor: number,
  { socket, wire }: Pick<Watcher, 'socket' | 'wire'>,
): Watcher => ({
  ...{ cursor, known: undefined, answered: false, told: false, socket, wire, settle: undefined },
  beginning: beginningOf(`{"id":${JSON.stringify(id)},"type":"next","payload":`),
});

/** Writes a message with this ending, unless its socket is closing. */
export function write({ socket, wire, beginning }: Watcher, ending: Ending): void {
  if (socket.readyState === open) writeMessage(wire, beginning, ending);
}

/** Whether more may be written to it. */
export const keepsUp = ({ wire }: Watcher): boolean => wire.writableLength <= mostBuffered;

/** Calls back once, when everything has been taken that was written, or the connection has ended. */
export function onceTaken({ wire }: Watcher, then: () => void): void {
  const taken = () => {
    wire.off('drain', taken);
    wire.off('close', taken);
    then();
  };
  wire.on('drain', taken);
  wire.on('close', taken);
}

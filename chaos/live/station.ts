/** Clients of the platform at the end of a wire of their own: a socket, and whoever follows something over it. */
import type { Client as SdkClient } from '@hosterizer/sdk/client';
import { createClient as createSdkClient, RequestError } from '@hosterizer/sdk/client';
import { layWire, type Wire } from '@hosterizer/standalone/testing/wire';
import { WebSocket as NodeWebSocket } from 'ws';
import { integrate } from './integrator.ts';

export const kinds = ['graphql-ws', 'SDK on ws', 'SDK on WebSocket'] as const;
export type Kind = (typeof kinds)[number];

export type Batch = {
  events: ReadonlyArray<{ sequence: number; message: string }>;
  lastSequence: number;
  ended: boolean;
};

export type Sink = {
  take(batch: Batch): void;
  /** It was refused in a way that will not pass. */
  refused(why: string): void;
};

export type Station = {
  name: string;
  kind: Kind;
  wire: Wire;
  /** Follows a deployment to its end, whatever happens. Returns the way to leave before. */
  follow(deploymentId: string, after: number, sink: Sink): () => void;
  /** Destroys its sockets on this side. Returns how many; a native WebSocket cannot be destroyed. */
  terminate(): number;
  /** How many connections it has lost. */
  lost(): number;
  close(): Promise<void>;
};

/** What the program behind the socket keeps of its cursor. */
export type Follow = { follow: Station['follow']; close(): Promise<void> };

export type Login = { key: string; email: string; password: string };

export async function openStation(name: string, kind: Kind, url: string, login: Login): Promise<Station> {
  const wire = await layWire(url);
  const sockets = watchSockets(kind === 'SDK on WebSocket' ? WebSocket : NodeWebSocket);
  const { follow, close } = await (kind === 'graphql-ws'
    ? integrate(wire.url, login.key, sockets.WebSocket)
    : useSdk(kind, wire.url, login, sockets.WebSocket));
  return {
    ...{ name, kind, wire, follow },
    terminate: sockets.terminate,
    lost: sockets.lost,
    async close() {
      await close();
      await wire.close();
    },
  };
}

async function useSdk(
  kind: Kind,
  url: string,
  { key, email, password }: Login,
  WebSocket: unknown,
): Promise<Follow> {
  const asPerson = kind === 'SDK on ws';
  const client = createSdkClient({ url, WebSocket, ...(!asPerson && { token: key }) });
  if (asPerson) await client.signIn({ email, password });
  return {
    follow(deploymentId, after, sink) {
      const leaving = new AbortController();
      void run(client, deploymentId, { after, sink, signal: leaving.signal });
      return () => leaving.abort();
    },
    close: () => client.close(),
  };
}

async function run(
  client: SdkClient,
  deploymentId: string,
  { after, sink, signal }: { after: number; sink: Sink; signal: AbortSignal },
): Promise<void> {
  try {
    for await (const batch of client.follow(deploymentId, { after, signal })) sink.take(batch);
  } catch (error) {
    sink.refused(error instanceof RequestError ? `${error.code} ${error.message}` : String(error));
  }
}

type AnySocket = {
  addEventListener(kind: 'close', listener: (event: { code: number }) => void): void;
  terminate?(): void;
};
type AnyWebSocket = new (url: string, protocols?: string | string[]) => AnySocket;

/** A WebSocket that can be counted. */
function watchSockets(Base: unknown) {
  const open = new Set<AnySocket>();
  let lost = 0;
  class Watched extends (Base as AnyWebSocket) {
    constructor(url: string, protocols?: string | string[]) {
      super(url, protocols);
      open.add(this);
      this.addEventListener('close', ({ code }) => {
        open.delete(this);
        if (code !== 1000) lost += 1;
      });
    }
  }
  return {
    WebSocket: Watched,
    lost: () => lost,
    terminate() {
      const living = [...open].filter((socket) => socket.terminate);
      for (const socket of living) socket.terminate!();
      return living.length;
    },
  };
}

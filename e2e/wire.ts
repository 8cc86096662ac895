import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export type Wire = {
  url: string;
  /** Ends every connection that goes over it, as a lost network does. Returns how many there were. */
  cut(): number;
  close(): Promise<void>;
};

/** A wire to `url` that can be cut. */
export async function layWire(url: string): Promise<Wire> {
  const { hostname, port } = new URL(url);
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    near.pipe(far).pipe(near);
    for (const socket of [near, far]) {
      socket.on('error', () => {});
      socket.on('close', () => (near.destroy(), far.destroy(), open.delete(near)));
    }
    open.add(near);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  function cut(): number {
    const count = open.size;
    for (const socket of open) socket.resetAndDestroy();
    return count;
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    async close() {
      const closed = once(server, 'close');
      server.close();
      cut();
      await closed;
    },
  };
}

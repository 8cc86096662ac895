/** A network that fails on demand: what goes over a wire can be cut off, or held up. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export type Wire = {
  url: string;
  /** Ends every connection that goes over it, as a lost network does. Returns how many there were. */
  cut(): number;
  /** As cut, and lets no other begin until it is up again. */
  down(): void;
  up(): void;
  /**
   * Takes nothing from the far end of the connections that are open now, for so many milliseconds. Returns how many
   * there are.
   */
  hold(milliseconds: number): number;
  close(): Promise<void>;
};

/** A wire to `url`. */
export async function layWire(url: string): Promise<Wire> {
  const { hostname, port } = new URL(url);
  const open = new Map<Socket, Socket>();
  /** How often each is held; a pipe that only drains would go on by itself, so it is taken away meanwhile. */
  const held = new WeakMap<Socket, number>();
  let broken = false;
  const server = createServer((near) => {
    if (broken) return void near.resetAndDestroy();
    const far = connect(Number(port), hostname);
    near.pipe(far).pipe(near);
    for (const socket of [near, far]) {
      socket.on('error', () => {});
      socket.on('close', () => (near.destroy(), far.destroy(), open.delete(near)));
    }
    open.set(near, far);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  function cut(): number {
    const count = open.size;
    for (const socket of open.keys()) socket.resetAndDestroy();
    return count;
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    down() {
      broken = true;
      cut();
    },
    up: () => void (broken = false),
    hold(milliseconds) {
      for (const [near, far] of open) {
        held.set(far, (held.get(far) ?? 0) + 1);
        far.unpipe(near).pause();
        setTimeout(() => {
          held.set(far, held.get(far)! - 1);
          if (held.get(far) === 0 && !far.destroyed) far.pipe(near);
        }, milliseconds).unref();
      }
      return open.size;
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      cut();
      await closed;
    },
  };
}

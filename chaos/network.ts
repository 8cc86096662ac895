/** Networks of their own for the machines of a run: one bridge of this host, and a namespace for each machine on it. */
import { execFileSync } from 'node:child_process';
import { networkInterfaces } from 'node:os';

export type Network = {
  /** Where the platform listens. */
  host: string;
  /** Whether machines really stand in namespaces of their own. */
  apart: boolean;
  /** Makes a machine's namespace. Returns its address, and what goes before a command that is to run there. */
  add(machine: string): { address: string; enter: string[] };
  remove(): void;
};

const ip = (...args: string[]) => execFileSync('ip', args, { stdio: 'pipe' });

/** Falls back to addresses of the loopback where this user may not make networks. */
export function openNetwork(mark: string): Network {
  const bridge = `hz${mark}`;
  const subnet = freeSubnet();
  const namespaces: string[] = [];
  let count = 0;

  function remove(): void {
    for (const args of [...namespaces.map((name) => ['netns', 'del', name]), ['link', 'del', bridge]]) {
      try {
        ip(...args);
      } catch {
        // It was never made.
      }
    }
  }

  try {
    ip('link', 'add', bridge, 'type', 'bridge');
    ip('addr', 'add', `${subnet}.1/24`, 'dev', bridge);
    ip('link', 'set', bridge, 'up');
    ip('netns', 'add', `${bridge}-0`);
    ip('netns', 'del', `${bridge}-0`);
  } catch {
    remove();
    return {
      host: '127.0.0.1',
      apart: false,
      add: () => ({ address: `127.0.0.${2 + count++}`, enter: [] }),
      remove: () => {},
    };
  }

  return {
    host: `${subnet}.1`,
    apart: true,
    add(machine) {
      count += 1;
      const [name, inside, outside] = [`${bridge}-${machine}`, `${bridge}i${count}`, `${bridge}o${count}`];
      const address = `${subnet}.${count + 1}`;
      ip('netns', 'add', name);
      namespaces.push(name);
      ip('link', 'add', outside, 'type', 'veth', 'peer', 'name', inside);
      ip('link', 'set', outside, 'master', bridge, 'up');
      ip('link', 'set', inside, 'netns', name);
      ip('-n', name, 'addr', 'add', `${address}/24`, 'dev', inside);
      ip('-n', name, 'link', 'set', inside, 'up');
      ip('-n', name, 'link', 'set', 'lo', 'up');
      return { address, enter: ['nsenter', `--net=/var/run/netns/${name}`] };
    },
    remove,
  };
}

/** A subnet that no interface of this host has. */
function freeSubnet(): string {
  const taken = Object.values(networkInterfaces()).flatMap((found = []) =>
    found.map(({ address }) => address),
  );
  for (let third = process.pid % 250; ; third = (third + 1) % 250) {
    const subnet = `10.231.${third}`;
    if (!taken.some((address) => address.startsWith(`${subnet}.`))) return subnet;
  }
}

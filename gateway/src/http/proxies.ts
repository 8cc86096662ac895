/** Which proxies in front of us are believed when they say for whom they ask. */
import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

/** Whether the machine at this address may speak for others. */
export type Trusted = (address: string | undefined) => boolean;

/** `proxies` are addresses or networks such as 10.0.0.0/8. Throws for what is neither. */
export function makeTrusted(proxies: readonly string[]): Trusted {
  const list = new BlockList();
  for (const proxy of proxies) {
    const [address = '', length] = proxy.split('/');
    const family = familyOf(address);
    if (!family || (length !== undefined && !/^\d{1,3}$/.test(length)))
      throw new Error(`${proxy} is no address or network of a proxy: write 10.0.0.2 or 10.0.0.0/8.`);
    if (length === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(length), family);
  }
  return (address) => {
    const plain = plainAddress(address ?? '');
    const family = familyOf(plain);
    return family !== null && list.check(plain, family);
  };
}

/** Whether all of them are addresses or networks. */
export function areProxies(proxies: readonly string[]): boolean {
  try {
    makeTrusted(proxies);
    return true;
  } catch {
    return false;
  }
}

/** Where a request that Fastify never sees comes from, and the host that it was sent to, by Fastify's own rules. */
export function originOf(
  request: IncomingMessage,
  trusted: Trusted,
): { ip: string; host: string | undefined } {
  const peer = request.socket.remoteAddress ?? '';
  const { host } = request.headers;
  if (!trusted(peer)) return { ip: peer, host };
  const hops = [...listOf(request.headers['x-forwarded-for']), peer].reverse();
  const stranger = hops.findIndex((address) => !trusted(address));
  return {
    ip: hops[stranger === -1 ? hops.length - 1 : stranger] ?? peer,
    host: listOf(request.headers['x-forwarded-host']).at(-1) ?? host,
  };
}

const listOf = (header: string | string[] | undefined): string[] =>
  String(header ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

const plainAddress = (address: string) => address.replace(/^::ffff:(?=\d+\.)/i, '');

function familyOf(address: string): 'ipv4' | 'ipv6' | null {
  const version = isIP(address);
  return version === 0 ? null : version === 6 ? 'ipv6' : 'ipv4';
}

/** From where an API key may be used. */
import { BlockList, isIP } from 'node:net';
import { invalid } from '@hosterizer/kit/errors';

const most = 50;

/** An address as it is compared and stored: without a zone, and an IPv4 address by itself. Null when it is none. */
export function plainAddress(ip: string): string | null {
  const [address = ''] = ip.split('%');
  const plain = /^::ffff:[\d.]+$/i.test(address) ? address.slice(7) : address;
  return isIP(plain) ? plain : null;
}

/** Trimmed, each once. Throws VALIDATION_ERROR that names the one that is neither an address nor a network. */
export function checkNetworks(field: string, networks: readonly string[]): string[] {
  const given = [...new Set(networks.map((network) => network.trim()))];
  if (given.length > most) throw invalid(field, `Give at most ${most} addresses and networks.`);
  const wrong = given.find((network) => !isNetwork(network));
  if (wrong !== undefined) {
    throw invalid(
      field,
      `${wrong.slice(0, 60)} is no address and no network. Write 203.0.113.7, 203.0.113.0/24 or 2001:db8::/32.`,
    );
  }
  return given;
}

function isNetwork(network: string): boolean {
  const [address = '', length, ...more] = network.split('/');
  // An IPv4 address dressed as IPv6 would be compared with nothing: addresses are undressed before.
  if (more.length > 0 || plainAddress(address) !== address) return false;
  return (
    length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= (isIP(address) === 6 ? 128 : 32))
  );
}

/** Whether one of the networks holds the address; any does when there are none. */
export function isAllowed(networks: readonly string[], ip: string): boolean {
  if (networks.length === 0) return true;
  const plain = plainAddress(ip);
  if (!plain) return false;
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', length] = network.split('/');
    if (length === undefined) list.addAddress(address, familyOf(address));
    else list.addSubnet(address, Number(length), familyOf(address));
  }
  return list.check(plain, familyOf(plain));
}

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** What the customers subgraph alone may be told by its environment. */
import { Resolver } from 'node:dns';
import { readConfig, z } from '@hosterizer/kit/config';

const servers = z
  .string()
  .transform((text) => text.split(',').map((server) => server.trim()))
  .refine(areServers, 'must be addresses such as 192.0.2.1 or 127.0.0.1:5353, separated by commas');

/** Throws ConfigError. `dnsServers` is empty where the machine's own are asked. */
export function customersConfig(): { dnsServers: readonly string[] } {
  const { HOSTERIZER_DNS_SERVERS } = readConfig({ HOSTERIZER_DNS_SERVERS: servers.default([]) }, process.env);
  return { dnsServers: HOSTERIZER_DNS_SERVERS };
}

function areServers(given: readonly string[]): boolean {
  try {
    new Resolver().setServers(given);
    return true;
  } catch {
    return false;
  }
}

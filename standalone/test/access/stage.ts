/** What both test files stand on: the platform with everybody in it. */
import { committedSupergraph } from '@hosterizer/gateway/supergraph';
import { makeWorld } from '@hosterizer/kit/testing';
import { startDns } from '../../../subgraphs/customers/test/dns-server.ts';
import { startClouds } from '../../../subgraphs/deployments/test/cloud-server.ts';
import { readContract } from './contract.ts';
import { makeCast } from './cast.ts';
import type { Examination } from './examine.ts';
import { makeBecome } from './people.ts';
import { startPlatform } from './platform.ts';
import { makeRows } from './rows.ts';
import { makeTenant } from './tenants.ts';

export type Opened = Examination & { close(): Promise<void> };

export async function openStage(): Promise<Opened> {
  const world = await makeWorld();
  const dns = await startDns();
  const clouds = await startClouds();
  const platform = await startPlatform(world, {
    dnsServer: dns.address,
    cloudEndpoints: clouds.endpoints,
  });
  const rows = makeRows(world);
  const stage = { rows, visited: await makeTenant(rows), dns, clouds };
  return {
    contract: readContract(committedSupergraph()),
    platform,
    cast: await makeCast(stage, makeBecome({ rows, tokens: world.settings.tokens })),
    owner: world.owner,
    async close() {
      await platform.close();
      await dns.close();
      await clouds.close();
      await world.close();
    },
  };
}

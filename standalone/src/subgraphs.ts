/** All subgraphs in this process. */
import { makeSubgraph as makeAccounts } from '@hosterizer/accounts/subgraph';
import { makeSubgraph as makeCustomers } from '@hosterizer/customers/subgraph';
import { makeSubgraph as makeDeployments } from '@hosterizer/deployments/subgraph';
import type { SubgraphSettings } from '@hosterizer/kit/process';
import type { SubgraphName } from '@hosterizer/kit/sdl';
import type { Shutdown } from '@hosterizer/kit/shutdown';
import type { Subgraph } from '@hosterizer/kit/subgraph';
import { makeSubgraph as makeRegistry } from '@hosterizer/registry/subgraph';
import { makeSubgraph as makeSites } from '@hosterizer/sites/subgraph';

const makers: Record<SubgraphName, (settings: SubgraphSettings) => Promise<Subgraph>> = {
  accounts: makeAccounts,
  customers: makeCustomers,
  registry: makeRegistry,
  sites: makeSites,
  deployments: makeDeployments,
};

export async function makeSubgraphs(
  settings: SubgraphSettings,
  shutdown: Shutdown,
): Promise<Record<SubgraphName, Subgraph>> {
  const made = await Promise.all(
    Object.entries(makers).map(async ([name, make]) => {
      const subgraph = await make(settings);
      shutdown.add(name, () => subgraph.stop());
      return [name, subgraph];
    }),
  );
  return Object.fromEntries(made) as Record<SubgraphName, Subgraph>;
}

import { readFileSync } from 'node:fs';

/** Every subgraph, in the order in which their migrations run. */
export const subgraphNames = ['accounts', 'customers', 'registry', 'sites', 'deployments'] as const;
export type SubgraphName = (typeof subgraphNames)[number];

/** The whole SDL of one subgraph: the common head and its own contract. */
export function subgraphSdl(name: SubgraphName): string {
  const head = new URL('./federation.graphql', import.meta.url);
  const contract = new URL(`../../subgraphs/${name}/schema.graphql`, import.meta.url);
  return `${readFileSync(head, 'utf8')}\n${readFileSync(contract, 'utf8')}`;
}

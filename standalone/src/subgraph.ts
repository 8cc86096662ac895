/** `npm run start:subgraph -- <name>`: one subgraph as a process of its own, with its settings from the environment. */
import { subgraphNames } from '@hosterizer/kit/sdl';
import { exitWith, Sentence } from './sentence.ts';

const name = subgraphNames.find((known) => known === process.argv[2]);
if (!name) exitWith(new Sentence(`Say which subgraph: npm run start:subgraph -- ${subgraphNames.join('|')}`));

const mains: Record<typeof name, () => Promise<unknown>> = {
  accounts: () => import('@hosterizer/accounts/main'),
  customers: () => import('@hosterizer/customers/main'),
  registry: () => import('@hosterizer/registry/main'),
  sites: () => import('@hosterizer/sites/main'),
  deployments: () => import('@hosterizer/deployments/main'),
};
await mains[name]();

import { runSubgraph } from '@hosterizer/kit/process';
import { makeSubgraph } from './subgraph.ts';

await runSubgraph('registry', makeSubgraph);

/** The door of bundles: `/bundles/<digest>` gives a runner at its job the modules that it works with. */
import type { Database } from '@hosterizer/kit/database';
import type { Route, RouteAnswer } from '@hosterizer/kit/subgraph';
import { inPlatform } from '@hosterizer/kit/tenancy';
import { bundleOf } from './modules.ts';

/** Modules hold nothing of a customer's, and who knows a digest knows what it is of: any job may fetch any of them. */
export const bundleRoute = (db: Database): Route => ({
  prefix: '/bundles/',
  methods: ['GET'],

  async answer({ rest }, { viewer }) {
    if (!viewer?.job) return refused(403, 'Only a runner at its job may do this: send the job’s token.');
    const content = await inPlatform(db, (tx) => bundleOf(tx, rest));
    if (!content) return refused(404, 'There is no such bundle.');
    return { status: 200, headers: { 'content-type': 'application/gzip' }, body: content };
  },
});

const refused = (status: number, error: string): RouteAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ error }),
});

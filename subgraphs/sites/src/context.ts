import type DataLoader from 'dataloader';
import type { Database } from '@hosterizer/kit/database';
import { byId } from '@hosterizer/kit/loaders';
import type { Sealer } from '@hosterizer/kit/sealer';
import { reachOf, type Reach } from '@hosterizer/kit/tenancy';
import type { Caller, Viewer } from '@hosterizer/kit/viewer';
import { siteCounts } from './blueprint-sites.ts';
import type { Offering } from './catalogue.ts';
import { Site, type SiteRow } from './entities.ts';
import { environmentsLoader } from './environments.ts';
import { variablesLoader } from './variables.ts';

export type Context = Reach & {
  viewer: Viewer | null;
  catalogue: readonly Offering[];
  sealer: Sealer;
  siteById: DataLoader<string, SiteRow | null>;
  environmentsOf: ReturnType<typeof environmentsLoader>;
  variablesOf: ReturnType<typeof variablesLoader>;
  siteCountOf: ReturnType<typeof siteCounts>;
};

export const makeContext =
  ({ db, catalogue }: { db: Database; catalogue: readonly Offering[] }) =>
  (caller: Caller): Context => {
    const reach = reachOf(db, caller);
    return {
      ...reach,
      viewer: caller.viewer,
      catalogue,
      sealer: db.sealer,
      siteById: byId(reach, Site),
      environmentsOf: environmentsLoader(reach),
      variablesOf: variablesLoader(reach),
      siteCountOf: siteCounts(reach),
    };
  };

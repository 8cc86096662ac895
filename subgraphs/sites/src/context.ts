import type DataLoader from 'dataloader';
import type { Blueprints } from '@hosterizer/kit/blueprints';
import type { Database } from '@hosterizer/kit/database';
import { byId } from '@hosterizer/kit/loaders';
import { reachOf, type Reach } from '@hosterizer/kit/tenancy';
import type { Caller, Viewer } from '@hosterizer/kit/viewer';
import { Site, type SiteRow } from './entities.ts';

export type Context = Reach & {
  viewer: Viewer | null;
  blueprints: Blueprints;
  siteById: DataLoader<string, SiteRow | null>;
};

export const makeContext =
  ({ db, blueprints }: { db: Database; blueprints: Blueprints }) =>
  (caller: Caller): Context => {
    const reach = reachOf(db, caller);
    return { ...reach, viewer: caller.viewer, blueprints, siteById: byId(reach, Site) };
  };

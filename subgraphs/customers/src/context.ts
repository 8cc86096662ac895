import type DataLoader from 'dataloader';
import type { Database } from '@hosterizer/kit/database';
import { byId } from '@hosterizer/kit/loaders';
import { reachOf, type Reach } from '@hosterizer/kit/tenancy';
import type { Caller, Viewer } from '@hosterizer/kit/viewer';
import { Customer, type CustomerRow } from './entities.ts';

export type Context = Reach & {
  caller: Caller;
  viewer: Viewer | null;
  db: Database;
  customerById: DataLoader<string, CustomerRow | null>;
};

export const makeContext =
  (db: Database) =>
  (caller: Caller): Context => {
    const reach = reachOf(db, caller);
    const { viewer } = caller;
    return { ...reach, caller, viewer, db, customerById: byId(reach, Customer) };
  };

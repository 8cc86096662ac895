import type DataLoader from 'dataloader';
import type { Database } from '@hosterizer/kit/database';
import { byId } from '@hosterizer/kit/loaders';
import { reachOf, type Reach } from '@hosterizer/kit/tenancy';
import type { Caller, Viewer } from '@hosterizer/kit/viewer';
import { Customer, type CustomerRow } from './entities.ts';

export type Context = {
  viewer: Viewer | null;
  db: Database;
  read: Reach['read'];
  customerById: DataLoader<string, CustomerRow | null>;
};

export const makeContext =
  (db: Database) =>
  ({ viewer }: Caller): Context => {
    const { read } = reachOf(db, viewer);
    return { viewer, db, read, customerById: byId({ read }, Customer) };
  };

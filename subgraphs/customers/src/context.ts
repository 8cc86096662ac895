import DataLoader from 'dataloader';
import type { Database } from '@hosterizer/kit/database';
import type { Dns } from '@hosterizer/kit/dns';
import { byId } from '@hosterizer/kit/loaders';
import { reachOf, type Reach } from '@hosterizer/kit/tenancy';
import type { Caller, Viewer } from '@hosterizer/kit/viewer';
import { brandingsOf } from './branding.ts';
import { Customer, type CustomerRow } from './entities.ts';
import type { Branding } from './generated/resolvers.ts';

type Doors = {
  db: Database;
  dns: Dns;
  /** Where people reach the platform, without a slash at the end. */
  publicUrl: string;
};

export type Context = Doors &
  Reach & {
    caller: Caller;
    viewer: Viewer | null;
    customerById: DataLoader<string, CustomerRow | null>;
    brandingByCustomer: DataLoader<string, Branding>;
  };

export const makeContext =
  (doors: Doors) =>
  (caller: Caller): Context => {
    const reach = reachOf(doors.db, caller);
    return {
      ...doors,
      ...reach,
      caller,
      viewer: caller.viewer,
      customerById: byId(reach, Customer),
      brandingByCustomer: new DataLoader<string, Branding>((ids) => reach.read((tx) => brandingsOf(tx, ids))),
    };
  };

import type DataLoader from 'dataloader';
import type { Database } from '@hosterizer/kit/database';
import { byId } from '@hosterizer/kit/loaders';
import { reachOf } from '@hosterizer/kit/tenancy';
import type { Tokens } from '@hosterizer/kit/tokens';
import type { Caller, Viewer } from '@hosterizer/kit/viewer';
import { User, type UserRow } from './entities.ts';

export type Context = {
  caller: Caller;
  viewer: Viewer | null;
  db: Database;
  tokens: Tokens;
  /** Whether browsers reach us over TLS, so that cookies must not travel otherwise. */
  secureCookies: boolean;
  userById: DataLoader<string, UserRow | null>;
};

export const makeContext =
  (deps: { db: Database; tokens: Tokens; secureCookies: boolean }) =>
  (caller: Caller): Context => ({
    ...deps,
    caller,
    viewer: caller.viewer,
    userById: byId(reachOf(deps.db, caller), User),
  });

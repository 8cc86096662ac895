import type DataLoader from 'dataloader';
import type { Database } from '@hosterizer/kit/database';
import { byId } from '@hosterizer/kit/loaders';
import { reachOf } from '@hosterizer/kit/tenancy';
import type { Tokens } from '@hosterizer/kit/tokens';
import type { Caller, Viewer } from '@hosterizer/kit/viewer';
import { makeAuditLoaders, type AuditLoaders } from './audit-log.ts';
import { ApiKey, User, type ApiKeyRow, type UserRow } from './entities.ts';
import type { Later } from './later.ts';
import { membershipLoader } from './members.ts';

export type Context = {
  caller: Caller;
  viewer: Viewer | null;
  db: Database;
  tokens: Tokens;
  /** Whether browsers reach us over TLS, so that cookies must not travel otherwise. */
  secureCookies: boolean;
  /** Where people reach the platform; links in mail begin with it. */
  publicUrl: string;
  /** For what an answer does not wait for. */
  later: Later;
  userById: DataLoader<string, UserRow | null>;
  apiKeyById: DataLoader<string, ApiKeyRow | null>;
  /** Of the viewer's customer. */
  membershipOf: ReturnType<typeof membershipLoader>;
  audit: AuditLoaders;
};

export const makeContext =
  (deps: { db: Database; tokens: Tokens; secureCookies: boolean; publicUrl: string; later: Later }) =>
  (caller: Caller): Context => ({
    ...deps,
    caller,
    viewer: caller.viewer,
    userById: byId(reachOf(deps.db, caller), User),
    apiKeyById: byId(reachOf(deps.db, caller), ApiKey),
    membershipOf: membershipLoader(reachOf(deps.db, caller)),
    audit: makeAuditLoaders(deps.db, caller),
  });

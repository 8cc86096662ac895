import type { MigrationClass } from '@hosterizer/kit/migrate';
import { Deployments1763600000004 } from './migrations/1763600000004-deployments.ts';
import { DeploymentEvents1763600000005 } from './migrations/1763600000005-events.ts';
import { State1763600000006 } from './migrations/1763600000006-state.ts';
import { Jobs1763700000001 } from './migrations/1763700000001-jobs.ts';
import { StateHistory1763700000002 } from './migrations/1763700000002-state-history.ts';
import { Archive1763700000003 } from './migrations/1763700000003-archive.ts';
import { Sources1763800000002 } from './migrations/1763800000002-sources.ts';
import { Upgrades1763800000030 } from './migrations/1763800000030-upgrades.ts';
import { CloudCredentials1763800000021 } from './migrations/1763800000021-cloud-credentials.ts';

export const migrations: MigrationClass[] = [
  Deployments1763600000004,
  DeploymentEvents1763600000005,
  State1763600000006,
  Jobs1763700000001,
  StateHistory1763700000002,
  Archive1763700000003,
  Sources1763800000002,
  CloudCredentials1763800000021,
  Upgrades1763800000030,
];

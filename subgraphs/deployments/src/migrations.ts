import type { MigrationClass } from '@hosterizer/kit/migrate';
import { Deployments1763600000004 } from './migrations/1763600000004-deployments.ts';
import { DeploymentEvents1763600000005 } from './migrations/1763600000005-events.ts';
import { State1763600000006 } from './migrations/1763600000006-state.ts';

export const migrations: MigrationClass[] = [
  Deployments1763600000004,
  DeploymentEvents1763600000005,
  State1763600000006,
];

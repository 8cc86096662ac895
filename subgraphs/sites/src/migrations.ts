import type { MigrationClass } from '@hosterizer/kit/migrate';
import { SitesBelow1763800000029 } from './migrations/1763800000029-sites-below.ts';
import { BlueprintVersions1763800000001 } from './migrations/1763800000001-blueprint-versions.ts';
import { Environments1763700000000 } from './migrations/1763700000000-environments.ts';
import { StandingAt1763800000020 } from './migrations/1763800000020-standing-at.ts';
import { Sites1763600000003 } from './migrations/1763600000003-sites.ts';

export const migrations: MigrationClass[] = [
  Sites1763600000003,
  Environments1763700000000,
  BlueprintVersions1763800000001,
  StandingAt1763800000020,
  SitesBelow1763800000029,
];

import type { MigrationClass } from '@hosterizer/kit/migrate';
import { Sites1763600000003 } from './migrations/1763600000003-sites.ts';

export const migrations: MigrationClass[] = [Sites1763600000003];

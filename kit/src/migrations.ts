import type { MigrationClass } from './migrate.ts';
import { Platform1763500000000 } from './migrations/1763500000000-platform.ts';

export const migrations: MigrationClass[] = [Platform1763500000000];

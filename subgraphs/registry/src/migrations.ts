import type { MigrationClass } from '@hosterizer/kit/migrate';
import { Registry1763800000000 } from './migrations/1763800000000-registry.ts';

export const migrations: MigrationClass[] = [Registry1763800000000];

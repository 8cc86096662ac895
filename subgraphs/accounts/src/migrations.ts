import type { MigrationClass } from '@hosterizer/kit/migrate';
import { Accounts1763600000001 } from './migrations/1763600000001-accounts.ts';

export const migrations: MigrationClass[] = [Accounts1763600000001];

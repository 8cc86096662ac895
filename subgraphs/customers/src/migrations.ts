import type { MigrationClass } from '@hosterizer/kit/migrate';
import { Customers1763600000002 } from './migrations/1763600000002-customers.ts';

export const migrations: MigrationClass[] = [Customers1763600000002];

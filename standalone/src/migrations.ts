/** Every subgraph's migrations; the numbers in their names order them. */
import { migrations as accounts } from '@hosterizer/accounts/migrations';
import { migrations as kit } from '@hosterizer/kit/migrations';
import { migrations as customers } from '@hosterizer/customers/migrations';
import { migrations as deployments } from '@hosterizer/deployments/migrations';
import type { MigrationClass } from '@hosterizer/kit/migrate';
import { migrations as registry } from '@hosterizer/registry/migrations';
import { migrations as sites } from '@hosterizer/sites/migrations';

export const migrations: MigrationClass[] = [
  ...kit,
  ...accounts,
  ...customers,
  ...registry,
  ...sites,
  ...deployments,
];

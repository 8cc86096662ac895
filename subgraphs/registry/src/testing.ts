/** What tests of other parts stand on: a database in which the platform's own modules and blueprints are registered. */
import { ownTerraform } from '@hosterizer/kit/blueprints';
import type { Log } from '@hosterizer/kit/log';
import { DataSource } from 'typeorm';
import { entities } from './entities.ts';
import { registerOwn } from './own.ts';

/** `url` is that of the owner, whom no policy binds when it is a superuser. */
export async function registerInto(url: string, log: Log, folder = ownTerraform): Promise<void> {
  const owner = await new DataSource({ type: 'postgres', url, entities }).initialize();
  try {
    await registerOwn(owner, folder, log);
  } finally {
    await owner.destroy();
  }
}

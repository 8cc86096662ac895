/** `npm run admin:create -- <email>`: makes an administrator, with a password that is shown once. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { hashPassword } from '@hosterizer/accounts/passwords';
import { newId } from '@hosterizer/kit/ids';
import { readStartConfig, type StartConfig } from './config.ts';
import { openFolders } from './folders.ts';
import { runningPostgres } from './postgres.ts';
import { openSecrets } from './secrets.ts';
import { exitWith, Sentence } from './sentence.ts';

try {
  const [verb, email = ''] = process.argv.slice(2);
  if (verb !== 'create' || !/^[^@\s]+@[^@\s]+$/.test(email)) {
    throw new Sentence('Say whom: npm run admin:create -- you@example.com');
  }
  const password = randomBytes(12).toString('base64url');
  await createAdministrator(ownerUrlOf(readStartConfig()), email, password);
  process.stdout.write(`${email} is an administrator now, with the password ${password}\n`);
} catch (error) {
  exitWith(error);
}

/** The database of the settings, or that of the platform which runs on the data folder. */
function ownerUrlOf(config: StartConfig): string {
  if (config.DATABASE_URL) return config.DATABASE_URL;
  const folders = openFolders(config.HOSTERIZER_DATA);
  const url = runningPostgres(join(folders.shared, 'postgres'), openSecrets(folders.keys).databaseOwner);
  if (!url) throw new Sentence(`No platform runs on ${folders.data}: start it first, or set DATABASE_URL.`);
  return url('hosterizer');
}

async function createAdministrator(ownerUrl: string, email: string, password: string): Promise<void> {
  const owner = await new DataSource({ type: 'postgres', url: ownerUrl, extra: { max: 1 } })
    .initialize()
    .catch((error: Error) => {
      throw new Sentence(`The database does not answer (${error.message}): start it, or mend DATABASE_URL.`);
    });
  try {
    const made: unknown[] = await owner.query(
      `insert into accounts."user" (id, email, password_hash, platform_role) values ($1, $2, $3, 'administrator')
       on conflict do nothing returning id`,
      [newId(), email, await hashPassword(password)],
    );
    if (made.length === 0) throw new Sentence(`${email} has an account already.`);
  } finally {
    await owner.destroy();
  }
}

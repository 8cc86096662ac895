/** `npm run admin:create -- <email>`: makes one of the platform's staff, with a password that is shown once. */
import { randomBytes } from 'node:crypto';
import { DataSource } from 'typeorm';
import { hashPassword } from '@hosterizer/accounts/passwords';
import { sealedEmail } from '@hosterizer/accounts/users';
import { newId } from '@hosterizer/kit/ids';
import { platformRoles } from '@hosterizer/kit/scopes';
import { postgresAddress } from '@hosterizer/kit/postgres-address';
import { makeSealer, type Sealer } from '@hosterizer/kit/sealer';
import { readStartConfig } from './config.ts';
import { openFolders } from './folders.ts';
import { ownerDoors } from './owner.ts';
import { exitWith, Sentence } from './sentence.ts';

const usage = `Say whom: npm run admin:create -- you@example.com [${Object.keys(platformRoles).join(' | ')}]`;

try {
  const [verb, email = '', role = 'administrator'] = process.argv.slice(2);
  if (verb !== 'create' || !/^[^@\s]+@[^@\s]+$/.test(email) || !Object.hasOwn(platformRoles, role)) {
    throw new Sentence(usage);
  }
  const password = randomBytes(12).toString('base64url');
  const config = readStartConfig();
  const { url, keys } = ownerDoors(config, openFolders(config.HOSTERIZER_DATA));
  await createStaff(url, makeSealer(keys), { email, role, password });
  process.stdout.write(`${email} is ${role} now, with the password ${password}\n`);
} catch (error) {
  exitWith(error);
}

async function createStaff(
  ownerUrl: string,
  sealer: Sealer,
  { email, role, password }: { email: string; role: string; password: string },
): Promise<void> {
  const owner = await new DataSource({ type: 'postgres', ...postgresAddress(ownerUrl), extra: { max: 1 } })
    .initialize()
    .catch((error: Error) => {
      throw new Sentence(`The database does not answer (${error.message}): start it, or mend DATABASE_URL.`);
    });
  try {
    const id = newId();
    const sealed = sealedEmail(sealer, id, email);
    const made: unknown[] = await owner.query(
      `insert into accounts."user" (id, email, email_hash, email_verified_at, password_hash, platform_role)
       values ($1, $2, $3, now(), $4, $5) on conflict do nothing returning id`,
      [id, sealed.email, sealed.emailHash, await hashPassword(password), role],
    );
    if (made.length === 0) throw new Sentence(`${email} has an account already.`);
  } finally {
    await owner.destroy();
  }
}

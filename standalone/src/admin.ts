/** `npm run admin:create -- <email>`: makes one of the platform's staff, with a password that is shown once. */
import { randomBytes } from 'node:crypto';
import { hashPassword } from '@hosterizer/accounts/passwords';
import { sealedEmail } from '@hosterizer/accounts/users';
import { newId } from '@hosterizer/kit/ids';
import { platformRoles } from '@hosterizer/kit/scopes';
import { asOwner, type OwnerDoor } from './owner-client.ts';
import { exitWith, Sentence } from './sentence.ts';

const usage = `Say whom: npm run admin:create -- you@example.com [${Object.keys(platformRoles).join(' | ')}]`;

try {
  const [verb, email = '', role = 'administrator'] = process.argv.slice(2);
  if (verb !== 'create' || !/^[^@\s]+@[^@\s]+$/.test(email) || !Object.hasOwn(platformRoles, role)) {
    throw new Sentence(usage);
  }
  const password = randomBytes(12).toString('base64url');
  await asOwner((door) => createStaff(door, { email, role, password }));
  process.stdout.write(`${email} is ${role} now, with the password ${password}\n`);
} catch (error) {
  exitWith(error);
}

async function createStaff(
  { client, sealer }: OwnerDoor,
  { email, role, password }: { email: string; role: string; password: string },
): Promise<void> {
  const id = newId();
  const sealed = sealedEmail(sealer, id, email);
  const { rowCount } = await client.query(
    `insert into accounts."user" (id, email, email_hash, email_verified_at, password_hash, platform_role)
     values ($1, $2, $3, now(), $4, $5) on conflict do nothing`,
    [id, sealed.email, sealed.emailHash, await hashPassword(password), role],
  );
  if (rowCount === 0) throw new Sentence(`${email} has an account already.`);
}

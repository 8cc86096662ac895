import { sealedEmail, emailOf } from '@hosterizer/accounts/users';
import { User } from '@hosterizer/accounts/entities';
import { connectDatabase } from '@hosterizer/kit/database';
import { newId } from '@hosterizer/kit/ids';
import { mailColumn } from '@hosterizer/kit/mail';
import { makeSealer, type Sealer } from '@hosterizer/kit/sealer';
import { makeWorld, type World } from '@hosterizer/kit/testing';
import { acrossTenants } from '@hosterizer/kit/tenancy';
import { resealColumns } from '../src/sealed-columns.ts';

let world: World;
/** After a rotation, and after the old key was removed. */
let both: Sealer;
let newest: Sealer;

beforeEach(async () => {
  world = await makeWorld();
  const { dataKeys, indexKey } = world.settings;
  const added = `new:${Buffer.alloc(32, 1).toString('base64')}`;
  both = makeSealer({ dataKeys: `${added},${dataKeys}`, indexKey });
  newest = makeSealer({ dataKeys: added, indexKey });
});
afterEach(() => world?.close());

async function reseal(sealer = both) {
  const client = await world.owner.connect();
  try {
    return await resealColumns(client, sealer);
  } finally {
    client.release();
  }
}
const person = async (id = newId()) => {
  const { email, emailHash } = sealedEmail(world.sealer, id, `${id}@people.test`);
  await world.owner.query(
    `insert into accounts."user" (id, email, email_hash, name) values ($1, $2, $3, $4)`,
    [id, email, emailHash, world.sealer.seal('Ada', 'accounts.user.name', id)],
  );
  return id;
};

test('every sealed column is found and sealed anew, and then the old key can go', async () => {
  const customer = await world.customer();
  const people = await Promise.all(Array.from({ length: 600 }, () => person()));
  await world.owner.query(
    `insert into accounts.invitation (customer_id, id, email, email_hash, role, hash, invited_by, expires_at)
     values ($1, $2, $3, '\\x00', 'viewer', '\\x00', $1, now())`,
    [customer, customer, world.sealer.seal('guest@people.test', 'accounts.invitation.email', customer)],
  );
  const db = await connectDatabase({ ...world.settings, entities: [User] }, world);
  await world.owner.query(`insert into platform.mail (id, content) values ($1, $2)`, [
    customer,
    world.sealer.seal('A link', mailColumn, customer),
  ]);

  expect(await reseal()).toEqual([
    { column: 'accounts.invitation.email', values: 1, resealed: 1, unreadable: [] },
    { column: 'accounts.user.email', values: 600, resealed: 600, unreadable: [] },
    { column: 'accounts.user.mfa_secret', values: 0, resealed: 0, unreadable: [] },
    { column: 'accounts.user.name', values: 600, resealed: 600, unreadable: [] },
    { column: 'customers.customer.owner_email', values: 1, resealed: 1, unreadable: [] },
    { column: 'deployments.cloud_credential.sealed', values: 0, resealed: 0, unreadable: [] },
    { column: 'platform.mail.content', values: 1, resealed: 1, unreadable: [] },
    { column: 'sites.variable.sealed', values: 0, resealed: 0, unreadable: [] },
  ]);
  expect((await reseal()).map(({ resealed }) => resealed)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);

  const users = await acrossTenants(db, 'platform', 'a test', (tx) => tx.find(User));
  await db.close();
  expect(users).toHaveLength(people.length);
  for (const user of users) expect(emailOf(newest, user)).toBe(`${user.id}@people.test`);
  const { rows } = await world.owner.query(`select id, content from platform.mail`);
  expect(newest.open(rows[0].content, mailColumn, rows[0].id)).toContain('A link');
  expect(() => world.sealer.open(rows[0].content, mailColumn, rows[0].id)).toThrow('key new');
});

test('a value that was moved to another row is named, left as it is, and everything else is sealed anew', async () => {
  const [ada, eve] = [await person(), await person()];
  await world.owner.query(
    `update accounts."user" set name = (select name from accounts."user" where id = $1) where id = $2`,
    [ada, eve],
  );
  const results = await reseal();
  expect(results.find(({ column }) => column === 'accounts.user.name')).toEqual({
    column: 'accounts.user.name',
    values: 2,
    resealed: 1,
    unreadable: [eve],
  });
});

test('a value that the platform writes meanwhile is kept, and sealed anew as well', async () => {
  const ada = await person();
  const column = 'accounts.user.name';
  let overtook = false;
  const client = await world.owner.connect();
  const overtaken = {
    async query(sql: string, values?: unknown[]) {
      // Between what was read and what is about to be written.
      if (!overtook && sql.includes(`update accounts."user" as stored set "name"`)) {
        overtook = true;
        await world.owner.query(`update accounts."user" set name = $2 where id = $1`, [
          ada,
          world.sealer.seal('Countess', column, ada),
        ]);
      }
      return client.query(sql, values);
    },
  };
  await resealColumns(overtaken as typeof client, both).finally(() => client.release());
  expect(overtook).toBe(true);
  const { rows } = await world.owner.query(`select name from accounts."user" where id = $1`, [ada]);
  expect(newest.open(rows[0].name, column, ada)).toBe('Countess');
});

test('a table without an id, and rows that policies hide, are refused with what to do', async () => {
  await world.owner.query(`create table accounts.odd (number integer, secret platform.sealed)`);
  await expect(reseal()).rejects.toThrow('accounts.odd.secret is sealed and the table has no column id');
  await world.owner.query(`drop table accounts.odd`);

  const client = await world.owner.connect();
  try {
    await client.query(`set role hosterizer_app`);
    await expect(resealColumns(client, both)).rejects.toThrow('Policies hide rows of accounts.invitation');
  } finally {
    client.release(true);
  }
});

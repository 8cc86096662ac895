import { connectDatabase, type Database } from '@hosterizer/kit/database';
import { newId } from '@hosterizer/kit/ids';
import { makeWorld, type World } from '@hosterizer/kit/testing';
import { entities } from '../src/entities.ts';
import { removeOldFailures } from '../src/lockout.ts';
import { removeOldLinks } from '../src/mail-links.ts';
import { removeExpiredSessions } from '../src/sessions.ts';
import { makePerson } from '../src/testing.ts';

let world: World;
let db: Database;

beforeAll(async () => {
  world = await makeWorld();
  db = await connectDatabase({ ...world.settings, entities }, world);
});
afterAll(async () => {
  await db?.close();
  await world?.close();
});

test('failures are removed a day after the last one', async () => {
  await world.owner.query(
    `insert into accounts.sign_in_attempt (email_hash, failures, last_failed_at)
     values ('old', 3, now() - interval '25 hours'), ('new', 3, now() - interval '23 hours')`,
  );
  await removeOldFailures(db);
  const { rows } = await world.owner.query(`select email_hash from accounts.sign_in_attempt`);
  expect(rows.map(({ email_hash }) => email_hash.toString())).toEqual(['new']);
});

test('links are removed a week after they ended', async () => {
  const { id } = await makePerson(world, []);
  for (const days of [8, 6]) {
    await world.owner.query(
      `insert into accounts.mail_token (id, user_id, purpose, hash, expires_at)
       values ($1, $2, 'PASSWORD_RESET', 'x', now() - make_interval(days => $3))`,
      [newId(), id, days],
    );
  }
  await removeOldLinks(db);
  const { rows } = await world.owner.query(
    `select (now() - expires_at)::text as ago from accounts.mail_token where user_id = $1`,
    [id],
  );
  expect(rows).toEqual([{ ago: expect.stringMatching(/^6 days/) }]);
});

test('sessions are removed a week after they ended or ran out, live ones never', async () => {
  const { id } = await makePerson(world, []);
  for (const [expiresAt, endedAt] of [
    [`now() - interval '8 days'`, 'null'],
    [`now() + interval '9 days'`, `now() - interval '8 days'`],
    [`now() - interval '6 days'`, 'null'],
    [`now() + interval '9 days'`, 'null'],
  ]) {
    await world.owner.query(
      `insert into accounts.session (id, user_id, expires_at, ended_at) values ($1, $2, ${expiresAt}, ${endedAt})`,
      [newId(), id],
    );
  }
  await removeExpiredSessions(db);
  const { rows } = await world.owner.query(
    `select ended_at from accounts.session where user_id = $1 order by expires_at`,
    [id],
  );
  expect(rows).toEqual([{ ended_at: null }, { ended_at: null }]);
});

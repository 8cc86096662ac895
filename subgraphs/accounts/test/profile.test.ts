import { asker, makeWorld, type World } from '@hosterizer/kit/testing';
import type { Subgraph } from '@hosterizer/kit/subgraph';
import { makeSubgraph } from '../src/subgraph.ts';
import { deedsOf, makePerson, signInAs, tokenIn } from '../src/testing.ts';

let world: World;
let subgraph: Subgraph;
let as: ReturnType<typeof asker>;

beforeAll(async () => {
  world = await makeWorld();
  subgraph = await makeSubgraph(world.settings);
  as = asker(subgraph);
});
afterAll(async () => {
  await subgraph?.stop();
  await world?.close();
});

const Rename = `mutation ($name: String!) { updateProfile(input: { name: $name }) { id name } }`;
const Request = `mutation { requestEmailVerification }`;
const Verify = `mutation ($token: String!) { verifyEmail(token: $token) }`;

async function somebody() {
  const person = await makePerson(world, [[await world.customer(), 'owner']]);
  return { ...person, ...(await signInAs(as, world, person.email)) };
}

async function newcomer() {
  const person = await somebody();
  await world.owner.query(`update accounts."user" set email_verified_at = null where id = $1`, [person.id]);
  return person;
}

test('updateProfile changes the name, which is stored sealed and in no audit entry', async () => {
  const { id, viewer } = await somebody();
  expect((await as(viewer)(Rename, { name: '  Ada Lovelace ' })).data!['updateProfile']).toEqual({
    id,
    name: 'Ada Lovelace',
  });
  expect((await as(viewer)(`{ viewer { name } }`)).data).toEqual({ viewer: { name: 'Ada Lovelace' } });
  const { rows } = await world.owner.query(`select name from accounts."user" where id = $1`, [id]);
  expect(rows[0].name.toString('latin1')).not.toContain('Ada');
  const { rows: entries } = await world.owner.query(
    `select * from platform.audit_entry where operation = 'updateProfile' and actor_id = $1`,
    [id],
  );
  expect(entries).toHaveLength(1);
  expect(JSON.stringify(entries)).not.toContain('Ada');
});

test.each(['', '   ', 'x'.repeat(101), 'two\nlines'])('refuses the name %j', async (name) => {
  const { viewer } = await somebody();
  expect(await as(viewer)(Rename, { name })).toMatchObject({
    code: 'VALIDATION_ERROR',
    details: { field: 'name' },
  });
});

test('an address is verified by the link in its mail, once, by whoever has the link', async () => {
  const { id, email, viewer } = await newcomer();
  expect((await as(viewer)(`{ viewer { emailVerified } }`)).data).toEqual({
    viewer: { emailVerified: false },
  });
  expect((await as(viewer)(Request)).data).toEqual({ requestEmailVerification: true });
  const [mail] = await world.mailTo(email);
  const token = tokenIn(mail!);
  expect(mail!.text).toContain(`http://hosterizer.test/verify-email?token=${token}`);

  expect((await as(null)(Verify, { token })).data).toEqual({ verifyEmail: true });
  expect((await as(viewer)(`{ viewer { emailVerified } }`)).data).toEqual({
    viewer: { emailVerified: true },
  });
  expect(await as(null)(Verify, { token })).toMatchObject({ details: { field: 'token' } });
  expect(await as(viewer)(Request)).toMatchObject({ code: 'CONFLICT' });
  expect((await deedsOf(world, id)).map(({ operation }) => operation)).toEqual([
    'signIn',
    'requestEmailVerification',
    'verifyEmail',
  ]);
});

test('a link to verify an address chooses no password, and ends with the next one and after a day', async () => {
  const { id, email, viewer } = await newcomer();
  await as(viewer)(Request);
  await as(viewer)(Request);
  const [first, second] = (await world.mailTo(email)).map(tokenIn) as [string, string];
  const reset = await as(null)(`mutation ($input: ResetPasswordInput!) { resetPassword(input: $input) }`, {
    input: { token: second, newPassword: 'a wholly different sentence' },
  });
  expect(reset).toMatchObject({ details: { field: 'token' } });
  expect(await as(null)(Verify, { token: first })).toMatchObject({ details: { field: 'token' } });

  const { rows } = await world.owner.query(
    `select extract(epoch from expires_at - created_at)::float as seconds from accounts.mail_token where user_id = $1`,
    [id],
  );
  expect(rows.map(({ seconds }) => Math.round(seconds / 3600))).toEqual([24]);
  await world.owner.query(`update accounts.mail_token set expires_at = now() where user_id = $1`, [id]);
  expect(await as(null)(Verify, { token: second })).toMatchObject({ details: { field: 'token' } });
});

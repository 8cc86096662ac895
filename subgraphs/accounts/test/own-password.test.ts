import { asker, eventually, makeWorld, type World } from '@hosterizer/kit/testing';
import type { Subgraph } from '@hosterizer/kit/subgraph';
import { makeSubgraph } from '../src/subgraph.ts';
import {
  deedsOf,
  holderOfBearer,
  makePerson,
  password,
  signInAs,
  tokenIn,
  type Person,
} from '../src/testing.ts';

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

const SignIn = `mutation ($email: String!, $password: String!) {
  signIn(input: { email: $email, password: $password }) { accessToken viewer { emailVerified } }
}`;
const Change = `mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { id } }`;
const Request = `mutation ($email: String!) { requestPasswordReset(email: $email) }`;
const Reset = `mutation ($input: ResetPasswordInput!) { resetPassword(input: $input) }`;

const chosen = 'a wholly different sentence';
const somebody = async () => makePerson(world, [[await world.customer(), 'owner']]);
const signIn = (email: string, given: string) => as(null)(SignIn, { email, password: given });
const reset = (token: string, newPassword = chosen) => as(null)(Reset, { input: { token, newPassword } });
const speaks = (token: string) => holderOfBearer(as, world, token);

/** Asks for a link, and answers the token in the mail. */
async function link({ email }: Person): Promise<string> {
  const had = (await world.mailTo(email)).length;
  expect((await as(null)(Request, { email })).data).toEqual({ requestPasswordReset: true });
  return tokenIn(await eventually(async () => (await world.mailTo(email))[had]));
}

describe('changePassword', () => {
  test('takes the current password, and ends every other session', async () => {
    const { email } = await somebody();
    const [here, there] = [await signInAs(as, world, email), await signInAs(as, world, email)];
    const input = { currentPassword: password, newPassword: chosen };
    expect(await as(here.viewer)(Change, { input: { ...input, currentPassword: 'guess' } })).toMatchObject({
      code: 'VALIDATION_ERROR',
      details: { field: 'currentPassword' },
    });
    expect((await as(here.viewer)(Change, { input })).data).toBeTruthy();
    expect(await speaks(there.accessToken)).toBeNull();
    expect(await speaks(here.accessToken)).toBeTruthy();
    expect(await signIn(email, password)).toMatchObject({ code: 'AUTHENTICATION_ERROR' });
    expect((await signIn(email, chosen)).data).toBeTruthy();
  });

  test('tells the person by mail, and ends links to choose a new one', async () => {
    const person = await somebody();
    const { viewer } = await signInAs(as, world, person.email);
    const token = await link(person);
    await as(viewer)(Change, { input: { currentPassword: password, newPassword: chosen } });
    expect((await world.mailTo(person.email)).at(-1)!.subject).toBe('Your password was changed');
    expect(await reset(token)).toMatchObject({ code: 'VALIDATION_ERROR', details: { field: 'token' } });
  });

  test.each([
    ['too short', 'elevenchars'],
    ['too long', 'x1'.repeat(129)],
    ['well known', 'Password1234!'],
    ['the one that they have', password],
  ])('refuses one that is %s', async (_, newPassword) => {
    const { viewer } = await signInAs(as, world, (await somebody()).email);
    expect(await as(viewer)(Change, { input: { currentPassword: password, newPassword } })).toMatchObject({
      code: 'VALIDATION_ERROR',
      details: { field: 'newPassword' },
    });
  });
});

describe('a link to choose a new password', () => {
  test('is answered alike for an address that nobody has, where nothing is sent', async () => {
    const answer = await as(null)(Request, { email: 'nobody@people.test' });
    expect(answer).toEqual({ data: { requestPasswordReset: true } });
    // Whoever asks next is served after it.
    await link(await somebody());
    expect(await world.mailTo('nobody@people.test')).toEqual([]);
    expect(await as(null)(Request, { email: 'no address' })).toMatchObject({ details: { field: 'email' } });
  });

  test('opens once, ends every session and proves the address', async () => {
    const person = await somebody();
    await world.owner.query(`update accounts."user" set email_verified_at = null where id = $1`, [person.id]);
    const { accessToken } = await signInAs(as, world, person.email);
    const token = await link(person);
    expect((await reset(token)).data).toEqual({ resetPassword: true });
    expect(await speaks(accessToken)).toBeNull();
    expect(await reset(token, 'yet another sentence')).toMatchObject({ details: { field: 'token' } });
    expect((await signIn(person.email, chosen)).data!['signIn'].viewer.emailVerified).toBe(true);
  });

  test('opens once when two open it at once', async () => {
    const token = await link(await somebody());
    const answers = await Promise.all([reset(token), reset(token), reset(token)]);
    expect(answers.filter(({ data }) => data)).toHaveLength(1);
  });

  test('ends with the next one, and after an hour', async () => {
    const person = await somebody();
    const [first, second] = [await link(person), await link(person)];
    expect(await reset(first)).toMatchObject({ details: { field: 'token' } });
    const { rows } = await world.owner.query(
      `select extract(epoch from expires_at - created_at)::float as seconds from accounts.mail_token where user_id = $1`,
      [person.id],
    );
    expect(rows.map(({ seconds }) => Math.round(seconds / 60))).toEqual([60]);
    await world.owner.query(`update accounts.mail_token set expires_at = now() where user_id = $1`, [
      person.id,
    ]);
    expect(await reset(second)).toMatchObject({ details: { field: 'token' } });
  });

  test.each(['', 'x', '01a1fb7d-8b9e-77f0-bc2b-66b3f6bdf880.x'])('does not open with %j', async (token) => {
    expect(await reset(token)).toMatchObject({ code: 'VALIDATION_ERROR', details: { field: 'token' } });
  });

  test('does not open with another one’s secret, and stays good when the new password is refused', async () => {
    const [one, two] = [await link(await somebody()), await link(await somebody())];
    const mixed = `${one.split('.')[0]}.${two.split('.')[1]}`;
    expect(await reset(mixed)).toMatchObject({ details: { field: 'token' } });
    expect(await reset(one, 'short')).toMatchObject({ details: { field: 'newPassword' } });
    expect((await reset(one)).data).toEqual({ resetPassword: true });
  });

  test('opens a locked account', async () => {
    const person = await somebody();
    for (let count = 0; count < 5; count += 1) await signIn(person.email, 'guess');
    expect(await signIn(person.email, password)).toMatchObject({ details: { field: 'email' } });
    await reset(await link(person));
    expect((await signIn(person.email, chosen)).data).toBeTruthy();
  });

  test('serves somebody who never had a password', async () => {
    const person = await somebody();
    await world.owner.query(`update accounts."user" set password_hash = null where id = $1`, [person.id]);
    await reset(await link(person));
    expect((await signIn(person.email, chosen)).data).toBeTruthy();
  });

  test('is in the audit log with what came of it, without the address', async () => {
    const person = await somebody();
    await reset(await link(person));
    expect((await deedsOf(world, person.id)).map(({ operation }) => operation)).toEqual([
      'requestPasswordReset',
      'resetPassword',
    ]);
    const { rows } = await world.owner.query(`select * from platform.audit_entry where actor_id = $1`, [
      person.id,
    ]);
    expect(JSON.stringify(rows)).not.toContain(person.email);
  });

  test('stands in a mail that says what it is for, until when, and what else to do', async () => {
    const person = await somebody();
    const token = await link(person);
    const { subject, text } = (await world.mailTo(person.email))[0]!;
    expect(subject).toBe('Choose a new password');
    expect(text.split('\n')).toContain(`http://hosterizer.test/reset-password?token=${token}`);
    expect(text).toMatch(/until \d+ \w+ \d{4} at \d\d:\d\d UTC/);
    expect(text).toContain('If you did not ask for it');
  });
});

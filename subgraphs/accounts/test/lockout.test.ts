import { verify } from '@node-rs/argon2';
import { asker, makeWorld, type World } from '@hosterizer/kit/testing';
import { emailFingerprint } from '@hosterizer/kit/sealer';
import type { Subgraph } from '@hosterizer/kit/subgraph';
import { makeSubgraph } from '../src/subgraph.ts';
import { makePerson, password, signInAs } from '../src/testing.ts';

// The real thing, counted.
jest.mock('@node-rs/argon2', () => {
  const argon2 = jest.requireActual('@node-rs/argon2');
  return { ...argon2, verify: jest.fn(argon2.verify) };
});

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
  signIn(input: { email: $email, password: $password }) { accessToken }
}`;
const attempt = (email: string, tried = 'a wrong guess') => as(null)(SignIn, { email, password: tried });
const somebody = async () => makePerson(world, [[await world.customer(), 'owner']]);

async function fail(email: string, times: number) {
  for (let count = 0; count < times; count += 1) await attempt(email);
}

/** As if the lock had ended a moment ago. */
const endLock = (email: string) =>
  world.owner.query(
    `update accounts.sign_in_attempt set locked_until = now() - interval '1 second' where email_hash = $1`,
    [emailFingerprint(world.sealer, email)],
  );

async function stored(email: string) {
  const { rows } = await world.owner.query(
    `select failures, extract(epoch from locked_until - last_failed_at)::float as seconds
     from accounts.sign_in_attempt where email_hash = $1`,
    [emailFingerprint(world.sealer, email)],
  );
  return rows[0] as { failures: number; seconds: number | null } | undefined;
}

test('after five failures an address is locked, known or not, for a right password or a wrong one, with one answer', async () => {
  const { email } = await somebody();
  const nobody = 'nobody@lockout.test';
  await fail(email, 5);
  await fail(nobody, 5);

  jest.mocked(verify).mockClear();
  const right = await attempt(email, password);
  expect(right).toMatchObject({ code: 'AUTHENTICATION_ERROR', details: { field: 'email' } });
  expect(right.message).toContain('Try again in a minute');
  expect(await attempt(email)).toEqual(right);
  expect(await attempt(nobody)).toEqual(right);
  expect(verify).not.toHaveBeenCalled();
});

test('every further failure doubles the lock, up to 15 minutes', async () => {
  const { email } = await somebody();
  await fail(email, 5);
  const minutes = [];
  for (let count = 0; count < 6; count += 1) {
    minutes.push((await stored(email))!.seconds! / 60);
    await endLock(email);
    await attempt(email);
  }
  expect(minutes.map((value) => Math.round(value))).toEqual([1, 2, 4, 8, 15, 15]);
});

test('tries while it is locked count for nothing', async () => {
  const { email } = await somebody();
  await fail(email, 9);
  expect(await stored(email)).toMatchObject({ failures: 5 });
});

test('a success forgets the failures, in whatever case the address is written', async () => {
  const { email } = await somebody();
  await fail(email.toUpperCase(), 4);
  expect(await stored(email)).toMatchObject({ failures: 4 });
  await signInAs(as, world, email);
  expect(await stored(email)).toBeUndefined();
});

test('failures are forgotten after a day without one', async () => {
  const { email } = await somebody();
  await fail(email, 4);
  await world.owner.query(
    `update accounts.sign_in_attempt set last_failed_at = now() - interval '25 hours' where email_hash = $1`,
    [emailFingerprint(world.sealer, email)],
  );
  await attempt(email);
  expect(await stored(email)).toMatchObject({ failures: 1, seconds: null });
});

test('failures at once are counted each', async () => {
  const { email } = await somebody();
  await Promise.all([1, 2, 3, 4].map(() => attempt(email)));
  expect(await stored(email)).toMatchObject({ failures: 4, seconds: null });
});

test('of many guesses at once only a few are compared, and the right one among the rest is refused', async () => {
  const { email } = await somebody();
  jest.mocked(verify).mockClear();
  const guesses = Array.from({ length: 40 }, () => attempt(email));
  const answers = await Promise.all([...guesses, attempt(email, password)]);
  expect(answers.at(-1)).toMatchObject({ code: 'AUTHENTICATION_ERROR', details: { field: 'email' } });
  expect(jest.mocked(verify).mock.calls.length).toBeLessThan(20);
  expect(await stored(email)).toMatchObject({ failures: 5 });
});

test('the passwords that a signed-in thief guesses are counted too', async () => {
  const { email } = await somebody();
  const { viewer } = await signInAs(as, world, email);
  const Disable = `mutation ($password: String!) { disableMfa(input: { password: $password }) { id } }`;
  for (let count = 0; count < 5; count += 1) {
    expect(await as(viewer)(Disable, { password: 'guess' })).toMatchObject({
      code: 'VALIDATION_ERROR',
      details: { field: 'password' },
    });
  }
  expect(await as(viewer)(Disable, { password })).toMatchObject({ code: 'RATE_LIMIT_EXCEEDED' });
  expect(await attempt(email, password)).toMatchObject({ code: 'AUTHENTICATION_ERROR' });
});

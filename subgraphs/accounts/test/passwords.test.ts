import { verify } from '@node-rs/argon2';
import { hashPassword, passwordMatches } from '../src/passwords.ts';

let running = 0;
let most = 0;

// The real thing, watched.
jest.mock('@node-rs/argon2', () => {
  const argon2 = jest.requireActual('@node-rs/argon2');
  return { ...argon2, verify: jest.fn() };
});
beforeAll(() => {
  const argon2 = jest.requireActual('@node-rs/argon2');
  jest.mocked(verify).mockImplementation(async (...given) => {
    running += 1;
    most = Math.max(most, running);
    try {
      return await argon2.verify(...given);
    } finally {
      running -= 1;
    }
  });
});

test('of fifty sign-ins at once three are compared at a time, and the event loop turns all the while', async () => {
  const hash = await hashPassword('the one that was chosen');
  let turns = 0;
  let busy = true;
  const turn = () => {
    turns += 1;
    if (busy) setImmediate(turn);
  };
  setImmediate(turn);
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      passwordMatches(hash, index % 2 ? 'the one that was chosen' : 'another one'),
    ),
  );
  busy = false;

  expect(answers.filter(Boolean)).toHaveLength(25);
  expect(most).toBe(3);
  // On the main thread there would be a turn or two for each comparison.
  expect(turns).toBeGreaterThan(1000);
});

test('who may not any more when the turn has come is not compared, and the next one is', async () => {
  const hash = await hashPassword('the one that was chosen');
  const refused = new Error('locked meanwhile');
  jest.mocked(verify).mockClear();
  await expect(
    passwordMatches(hash, 'x', async () => {
      throw refused;
    }),
  ).rejects.toBe(refused);
  expect(verify).not.toHaveBeenCalled();
  await expect(passwordMatches(hash, 'the one that was chosen')).resolves.toBe(true);
});

test('nobody and somebody without a password never match, and cost a comparison each', async () => {
  jest.mocked(verify).mockClear();
  await expect(passwordMatches(undefined, 'no password that anybody has')).resolves.toBe(false);
  await expect(passwordMatches(null, 'no password that anybody has')).resolves.toBe(false);
  expect(verify).toHaveBeenCalledTimes(2);
});

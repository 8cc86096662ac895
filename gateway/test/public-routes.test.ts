import type { Caller } from '@hosterizer/kit/viewer';
import { makeWorld, startWorld, tokenFor, type Started, type World } from './world.ts';

let world: World;
let started: Started;
const callers: Caller[] = [];

beforeAll(async () => {
  world = makeWorld();
  world.subgraphs.accounts.routes = [
    {
      ...{ prefix: '/dev/mail/', methods: ['GET', 'POST'], public: true },
      async answer({ rest }, caller) {
        callers.push(caller);
        return { status: 200, headers: { 'content-type': 'text/html' }, body: `page ${rest}` };
      },
    },
  ];
  started = await startWorld(world);
});
afterAll(async () => void (await started?.gateway.close()));

test('a public route answers everybody, and is not told who they are', async () => {
  const bearers = [undefined, await tokenFor(world.tokens, 'owner', null), 'nonsense'];
  for (const bearer of bearers) {
    const answer = await fetch(`${started.gateway.url}/dev/mail/x?y=1`, {
      headers: bearer === undefined ? {} : { authorization: `Bearer ${bearer}` },
    });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe('page x');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'self'");
  }
  expect(callers.map(({ viewer, portal }) => ({ viewer, portal }))).toEqual(
    Array(3).fill({ viewer: null, portal: null }),
  );
});

test('its address is found without the slash at the end', async () => {
  const answer = await fetch(`${started.gateway.url}/dev/mail`, { redirect: 'manual' });
  expect(answer.status).toBe(302);
  expect(answer.headers.get('location')).toBe('/dev/mail/');
});

test('nobody who is unknown sends it much', async () => {
  const body = 'x'.repeat(17 * 1024);
  const answer = await fetch(`${started.gateway.url}/dev/mail/`, { method: 'POST', body });
  expect(answer.status).toBe(413);
});

import type { Subgraph } from '@hosterizer/kit/subgraph';
import { asker, makeWorld, type World } from '@hosterizer/kit/testing';
import { gatewayViewer } from '@hosterizer/kit/viewer';
import { makeSubgraph } from '../src/subgraph.ts';
import { deedsIn, makeCustomer, makeStaff } from './people.ts';

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

const SetRate = `mutation ($id: ID!, $rate: Int) {
  setApiKeyRate(input: { id: $id, requestsPerMinute: $rate }) { id scopes requestsPerMinute }
}`;

async function makeKey() {
  const customer = await makeCustomer(world, as);
  const { data } = await customer.asOwner(
    `mutation ($expiresAt: DateTime!) {
      createApiKey(input: { name: "Pipeline", scopes: ["sites:read"], expiresAt: $expiresAt }) { secret apiKey { id } }
    }`,
    { expiresAt: new Date(Date.now() + 86_400_000).toISOString() },
  );
  const { secret, apiKey } = data!['createApiKey'];
  return { ...customer, secret: String(secret), id: String(apiKey.id) };
}

const rateOf = async (secret: string) => {
  const { data } = await as(gatewayViewer)(
    `query ($credential: CredentialInput!) { credentialHolder(credential: $credential) { requestsPerMinute } }`,
    { credential: { apiKey: secret, ip: '127.0.0.1' } },
  );
  return data!['credentialHolder'].requestsPerMinute;
};

test('staff give a key a limit of its own, which the gateway hears, and take it back', async () => {
  const { id, secret, customerId } = await makeKey();
  const staff = await makeStaff(world);
  const { data } = await as(staff)(SetRate, { id, rate: 600 });
  expect(data!['setApiKeyRate']).toEqual({ id, scopes: ['sites:read'], requestsPerMinute: 600 });
  expect(await rateOf(secret)).toBe(600);
  await as(staff)(SetRate, { id, rate: null });
  expect(await rateOf(secret)).toBeNull();
  expect(
    (await deedsIn(world, customerId)).filter(({ operation }) => operation === 'setApiKeyRate'),
  ).toHaveLength(2);
});

test('is refused to everybody else, for numbers that cannot be, and for keys that are not there', async () => {
  const { id, asOwner, customerId } = await makeKey();
  expect((await asOwner(SetRate, { id, rate: 600 })).code).toBe('AUTHORIZATION_ERROR');
  const staff = await makeStaff(world);
  for (const rate of [0, -1, 100_001]) {
    expect(await as(staff)(SetRate, { id, rate })).toMatchObject({
      code: 'VALIDATION_ERROR',
      details: { field: 'requestsPerMinute' },
    });
  }
  expect((await as(staff)(SetRate, { id: customerId, rate: 1 })).code).toBe('NOT_FOUND');
  expect((await as(staff)(SetRate, { id: 'nonsense', rate: 1 })).code).toBe('NOT_FOUND');
});

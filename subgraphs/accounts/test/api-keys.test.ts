import { newId } from '@hosterizer/kit/ids';
import { followCredentials, type CredentialsChanged } from '@hosterizer/kit/credentials';
import { actingScopes } from '@hosterizer/kit/scopes';
import type { Subgraph } from '@hosterizer/kit/subgraph';
import { asker, eventually, makeWorld, type Ask, type World } from '@hosterizer/kit/testing';
import type { Viewer } from '@hosterizer/kit/viewer';
import { makeSubgraph } from '../src/subgraph.ts';
import { holderOfBearer } from '../src/testing.ts';
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

const fields = `id name prefix scopes expiresAt lastUsedAt allowedNetworks requestsPerMinute previousSecretUntil
  revokedAt createdBy { id }`;
const Create = `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret apiKey { ${fields} } } }`;
const Rotate = `mutation ($id: ID!, $overlap: Int) {
  rotateApiKey(input: { id: $id, overlapSeconds: $overlap }) { secret apiKey { ${fields} } }
}`;
const RotateAsUsual = `mutation ($id: ID!) { rotateApiKey(input: { id: $id }) { apiKey { previousSecretUntil } } }`;
const Revoke = `mutation ($id: ID!) { revokeApiKey(id: $id) { ${fields} } }`;
const ApiKeys = `{ apiKeys { edges { node { ${fields} } } } }`;

const days = (count: number) => new Date(Date.now() + count * 86_400_000).toISOString();
const ordered = { name: 'Pipeline', scopes: ['sites:read', 'deployments:write'], expiresAt: days(30) };

type Made = { secret: string; apiKey: { id: string; [field: string]: any } };
async function made(ask: Ask, more: object = {}): Promise<Made> {
  const { data, message } = await ask(Create, { input: { ...ordered, ...more } });
  if (!data) throw new Error(message);
  return data['createApiKey'];
}

const holder = (secret: string, ip?: string) => holderOfBearer(as, world, secret, ip);
const asKey = async (secret: string) => as(await holder(secret));
const listed = async (ask: Ask) =>
  (await ask(ApiKeys)).data!['apiKeys'].edges.map(({ node }: { node: { id: string } }) => node.id);

describe('createApiKey', () => {
  test('gives a secret that speaks for the customer with these scopes', async () => {
    const { customerId, owner, asOwner } = await makeCustomer(world, as);
    const { secret, apiKey } = await made(asOwner, {
      name: '  Pipeline ',
      scopes: ['deployments:write', 'sites:read', 'sites:read'],
      allowedNetworks: [' 203.0.113.0/24', '2001:db8::/32', '127.0.0.1'],
    });
    expect(apiKey).toMatchObject({
      ...{ name: 'Pipeline', scopes: ['sites:read', 'deployments:write'], createdBy: { id: owner.id } },
      ...{ expiresAt: ordered.expiresAt, allowedNetworks: ['203.0.113.0/24', '2001:db8::/32', '127.0.0.1'] },
      ...{ requestsPerMinute: null, previousSecretUntil: null, revokedAt: null, lastUsedAt: null },
    });
    expect(secret).toMatch(/^hzk_[0-9a-f]{32}_[\w-]{43}$/);
    expect(secret.startsWith(apiKey['prefix'])).toBe(true);
    expect(await holder(secret)).toEqual({
      ...{ id: apiKey.id, kind: 'API_KEY', customerId, role: null, scopes: apiKey['scopes'] },
    });

    const deeds = await deedsIn(world, customerId);
    expect(deeds).toMatchObject([{ operation: 'createApiKey', actor: owner.id, id: apiKey.id }]);
    const { rows } = await world.owner.query(`select * from accounts.api_key where id = $1`, [apiKey.id]);
    expect(JSON.stringify([deeds, rows])).not.toContain(secret.split('_')[2]);
  });

  test.each([
    ['no name', { name: ' ' }, 'name', /1 to 100/],
    ['a long name', { name: 'x'.repeat(101) }, 'name', /1 to 100/],
    ['no scopes', { scopes: [] }, 'scopes', /at least one/],
    ['a scope that nobody has', { scopes: ['sites:read', 'moon:write'] }, 'scopes', /moon:write/],
    ['a scope of people', { scopes: ['account:write'] }, 'scopes', /account:write/],
    ['a scope of staff', { scopes: ['customers:act'] }, 'scopes', /customers:act/],
    ['an end that is past', { expiresAt: days(-1) }, 'expiresAt', /future/],
    ['an end too far away', { expiresAt: days(366.1) }, 'expiresAt', /366 days/],
    ['a name for an address', { allowedNetworks: ['::1', 'office'] }, 'allowedNetworks', /office/],
    ['a network too narrow', { allowedNetworks: ['10.0.0.0/33'] }, 'allowedNetworks', /10\.0\.0\.0\/33/],
    ['half a network', { allowedNetworks: ['10.0.0.0/'] }, 'allowedNetworks', /10\.0\.0\.0\//],
    ['an address in disguise', { allowedNetworks: ['::ffff:10.0.0.1'] }, 'allowedNetworks', /::ffff/],
    [
      '51 networks',
      { allowedNetworks: Array.from({ length: 51 }, (_, n) => `10.0.0.${n}`) },
      'allowedNetworks',
      /50/,
    ],
  ])('refuses %s', async (_, wrong, field, message) => {
    const { asOwner } = await makeCustomer(world, as);
    const answer = await asOwner(Create, { input: { ...ordered, ...wrong } });
    expect(answer).toMatchObject({ code: 'VALIDATION_ERROR', details: { field } });
    expect(answer.message).toMatch(message);
    expect(await listed(asOwner)).toEqual([]);
  });

  test('gives no more than the person may do', async () => {
    const { asMember } = await makeCustomer(world, as, ['owner', 'admin', 'developer']);
    const answer = await asMember(1)(Create, {
      input: { ...ordered, scopes: ['sites:read', 'members:write'] },
    });
    expect(answer).toMatchObject({
      code: 'VALIDATION_ERROR',
      message: expect.stringContaining('members:write'),
    });
    expect(await asMember(2)(Create, { input: ordered })).toMatchObject({ code: 'AUTHORIZATION_ERROR' });
  });

  test('by a key gives no more than the key has, in the name of its maker', async () => {
    const { customerId, owner, asOwner } = await makeCustomer(world, as);
    const parent = await made(asOwner, { scopes: ['keys:write', 'users:read', 'sites:read'] });
    const ask = await asKey(parent.secret);
    const child = await made(ask, { scopes: ['sites:read'] });
    expect(child.apiKey['createdBy']).toEqual({ id: owner.id });
    expect(await ask(Create, { input: { ...ordered, scopes: ['sites:write'] } })).toMatchObject({
      ...{ code: 'VALIDATION_ERROR', message: expect.stringContaining('sites:write') },
    });
    expect((await deedsIn(world, customerId)).at(-1)).toMatchObject({
      ...{ operation: 'createApiKey', actor: parent.apiKey.id, kind: 'API_KEY' },
    });
  });

  test('stops at a hundred, of two at once too, and counts neither revoked nor expired ones', async () => {
    const { customerId, owner, asOwner } = await makeCustomer(world, as);
    const { apiKey } = await made(asOwner);
    for (const [count, revoked, expires] of [
      [98, null, 'tomorrow'],
      [5, 'now', 'tomorrow'],
      [5, null, 'yesterday'],
    ])
      await world.owner.query(
        `insert into accounts.api_key (customer_id, id, name, scopes, hash, created_by, revoked_at, expires_at)
         select $1, gen_random_uuid(), 'x', '{sites:read}', '\\x00', $2, $3::timestamptz, $4::timestamptz
         from generate_series(1, $5)`,
        [customerId, owner.id, revoked, expires, count],
      );
    const answers = await Promise.all([1, 2, 3].map(() => asOwner(Create, { input: ordered })));
    expect(answers.map(({ code }) => code).sort()).toEqual(['CONFLICT', 'CONFLICT', undefined]);
    await asOwner(Revoke, { id: apiKey.id });
    expect((await asOwner(Create, { input: ordered })).code).toBeUndefined();
  });
});

describe('apiKeys', () => {
  test('lists keys that live and keys that expired, of this customer alone', async () => {
    const { asOwner } = await makeCustomer(world, as);
    const [expired, revoked, live] = [await made(asOwner), await made(asOwner), await made(asOwner)];
    await world.owner.query(`update accounts.api_key set expires_at = now() where id = $1`, [
      expired!.apiKey.id,
    ]);
    await asOwner(Revoke, { id: revoked!.apiKey.id });
    await made((await makeCustomer(world, as)).asOwner);
    expect(await listed(asOwner)).toEqual([live!.apiKey.id, expired!.apiKey.id]);
  });

  test('shows what each may do now: less when its maker may do less or the customer only reads', async () => {
    const { customerId, viewers, people, asOwner } = await makeCustomer(world, as, ['owner', 'admin']);
    await made(as(viewers[1]!), { scopes: ['sites:read', 'sites:write', 'keys:read'] });
    const scopes = async (ask: Ask) => (await ask(ApiKeys)).data!['apiKeys'].edges[0].node.scopes;
    expect(await scopes(as({ ...viewers[0]!, suspended: true }))).toEqual(['sites:read', 'keys:read']);
    await world.owner.query(
      `update accounts.membership set role = 'developer' where customer_id = $1 and user_id = $2`,
      [customerId, people[1]!.id],
    );
    expect(await scopes(asOwner)).toEqual(['sites:read', 'sites:write']);
  });

  test('a key learns about itself', async () => {
    const { asOwner } = await makeCustomer(world, as);
    const { secret, apiKey } = await made(asOwner, { scopes: ['sites:read'] });
    const Self = `{ viewer { kind name email role apiKey { id name scopes expiresAt } } }`;
    expect((await (await asKey(secret))(Self)).data!['viewer']).toEqual({
      ...{ kind: 'API_KEY', name: 'Pipeline', email: null, role: null },
      apiKey: { id: apiKey.id, name: 'Pipeline', scopes: ['sites:read'], expiresAt: ordered.expiresAt },
    });
    expect((await asOwner(`{ viewer { kind apiKey { id } } }`)).data!['viewer']).toEqual({
      ...{ kind: 'USER', apiKey: null },
    });
  });
});

describe('rotateApiKey', () => {
  test('gives a new secret while the old one holds on for the overlap', async () => {
    const { customerId, asOwner } = await makeCustomer(world, as);
    const { secret: old, apiKey } = await made(asOwner);
    const { data } = await asOwner(Rotate, { id: apiKey.id, overlap: 3600 });
    const { secret, apiKey: rotated } = data!['rotateApiKey'];
    const until = Date.parse(rotated.previousSecretUntil);
    expect(Math.abs(until - Date.now() - 3_600_000)).toBeLessThan(60_000);
    expect(await holder(secret)).toMatchObject({ id: apiKey.id });
    expect(await holder(old)).toMatchObject({ id: apiKey.id });

    await world.owner.query(`update accounts.api_key set previous_until = now() where id = $1`, [apiKey.id]);
    expect(await holder(old)).toBeNull();
    expect(await holder(secret)).toMatchObject({ id: apiKey.id });
    expect((await asOwner(ApiKeys)).data!['apiKeys'].edges[0].node.previousSecretUntil).toBeNull();
    const deeds = await deedsIn(world, customerId);
    expect(deeds.map(({ operation }) => operation)).toEqual(['createApiKey', 'rotateApiKey']);
    expect(JSON.stringify(deeds)).not.toContain(secret.split('_')[2]);
  });

  test('without overlap ends the old secret at once, and the one before it', async () => {
    const { asOwner } = await makeCustomer(world, as);
    const { secret: first, apiKey } = await made(asOwner);
    const second = (await asOwner(Rotate, { id: apiKey.id, overlap: 60 })).data!['rotateApiKey'].secret;
    const third = (await asOwner(Rotate, { id: apiKey.id, overlap: 0 })).data!['rotateApiKey'].secret;
    expect(await holder(first)).toBeNull();
    expect(await holder(second)).toBeNull();
    expect(await holder(third)).toMatchObject({ id: apiKey.id });
  });

  test('overlaps by a day unless told, and by a week at most', async () => {
    const { asOwner } = await makeCustomer(world, as);
    const { id } = (await made(asOwner)).apiKey;
    const { data } = await asOwner(RotateAsUsual, { id });
    const ahead = Date.parse(data!['rotateApiKey'].apiKey.previousSecretUntil) - Date.now();
    expect(Math.abs(ahead - 86_400_000)).toBeLessThan(60_000);
    for (const overlap of [-1, 604_801])
      expect(await asOwner(Rotate, { id, overlap })).toMatchObject({
        ...{ code: 'VALIDATION_ERROR', details: { field: 'overlapSeconds' } },
      });
  });

  test('gives nobody a secret that may do more than they', async () => {
    const { asMember } = await makeCustomer(world, as, ['owner', 'admin']);
    const { apiKey, secret } = await made(asMember(0), { scopes: ['members:write'] });
    const small = await made(asMember(0), { scopes: ['keys:write'] });
    for (const ask of [asMember(1), await asKey(small.secret)])
      expect(await ask(Rotate, { id: apiKey.id, overlap: 0 })).toMatchObject({
        ...{ code: 'AUTHORIZATION_ERROR', message: expect.stringContaining('members:write') },
      });
    expect(await holder(secret)).toMatchObject({ id: apiKey.id });
  });
});

describe('a key that is over', () => {
  test('by revocation speaks for nobody at once, is listed no more and cannot come back', async () => {
    const { customerId, asOwner } = await makeCustomer(world, as);
    const { secret, apiKey } = await made(asOwner);
    const heard: CredentialsChanged[] = [];
    const stop = await followCredentials(world.events, (hint) => heard.push(hint));
    const { data } = await asOwner(Revoke, { id: apiKey.id });
    expect(Date.parse(data!['revokeApiKey'].revokedAt)).toBeLessThanOrEqual(Date.now());
    expect(await holder(secret)).toBeNull();
    await eventually(() => heard.some(({ apiKeyId }) => apiKeyId === apiKey.id));
    stop();

    expect(await listed(asOwner)).toEqual([]);
    for (const mutation of [Revoke, Rotate])
      expect(await asOwner(mutation, { id: apiKey.id, overlap: 0 })).toMatchObject({ code: 'CONFLICT' });
    expect((await deedsIn(world, customerId)).at(-1)).toMatchObject({
      operation: 'revokeApiKey',
      id: apiKey.id,
    });
  });

  test('by its time is not rotated', async () => {
    const { asOwner } = await makeCustomer(world, as);
    const { id } = (await made(asOwner)).apiKey;
    await world.owner.query(`update accounts.api_key set expires_at = now() where id = $1`, [id]);
    expect(await asOwner(Rotate, { id, overlap: 0 })).toMatchObject({ code: 'CONFLICT' });
  });
});

test('keys of another customer do not exist', async () => {
  const { asOwner } = await makeCustomer(world, as);
  const { apiKey, secret } = await made((await makeCustomer(world, as)).asOwner);
  for (const id of [apiKey.id, newId(), 'x'])
    for (const mutation of [Rotate, Revoke])
      expect(await asOwner(mutation, { id, overlap: 0 })).toMatchObject({ code: 'NOT_FOUND' });
  expect(await holder(secret)).not.toBeNull();
});

test('who acts for a customer revokes its keys and gets no secret of one', async () => {
  const { customerId, asOwner } = await makeCustomer(world, as);
  const { apiKey } = await made(asOwner);
  const acting: Viewer = {
    ...(await makeStaff(world)),
    ...{ customerId, scopes: actingScopes, acting: { reason: 'helping out', endsAt: days(1) } },
  };
  expect(await as(acting)(Create, { input: ordered })).toMatchObject({ code: 'AUTHORIZATION_ERROR' });
  expect(await as(acting)(Rotate, { id: apiKey.id, overlap: 0 })).toMatchObject({
    code: 'AUTHORIZATION_ERROR',
  });
  expect((await as(acting)(Revoke, { id: apiKey.id })).code).toBeUndefined();
  expect((await deedsIn(world, customerId)).at(-1)).toMatchObject({
    ...{ operation: 'revokeApiKey', actor: acting.id, reason: 'helping out' },
  });
});

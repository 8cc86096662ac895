import { newId } from '@hosterizer/kit/ids';
import { actingScopes, scopesOf, suspendedScopes } from '@hosterizer/kit/scopes';
import type { Subgraph } from '@hosterizer/kit/subgraph';
import { asker, makeWorld, member, staff, type World } from '@hosterizer/kit/testing';
import { gatewayViewer } from '@hosterizer/kit/viewer';
import { newApiKeySecret } from '../src/api-key-secret.ts';
import { makeSubgraph } from '../src/subgraph.ts';
import { makeCustomer, makeStaff } from './people.ts';

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

const Ask = `query ($credential: CredentialInput!) {
  credentialHolder(credential: $credential) { viewer endsAt requestsPerMinute }
}`;
type Credential = { sessionId?: string; customerId?: string | null; apiKey?: string; ip?: string };
const ask = (credential: Credential) =>
  as(gatewayViewer)(Ask, { credential: { ip: '198.51.100.7', ...credential } });
const holderOf = async (credential: Credential) => (await ask(credential)).data!['credentialHolder'];

const setStatus = (customerId: string, status: string) =>
  world.owner.query(`update customers.customer set status = $2 where id = $1`, [customerId, status]);
const setRole = (customerId: string, userId: string, role: string) =>
  world.owner.query(`update accounts.membership set role = $3 where customer_id = $1 and user_id = $2`, [
    customerId,
    userId,
    role,
  ]);

async function makeSession(userId: string, customerId: string | null, actingReason: string | null = null) {
  const id = newId();
  await world.owner.query(
    `insert into accounts.session (id, user_id, customer_id, acting_reason, expires_at)
     values ($1, $2, $3, $4, now() + interval '1 hour')`,
    [id, userId, customerId, actingReason],
  );
  return id;
}

async function makeKey(
  customerId: string,
  createdBy: string,
  scopes: string[],
  more: { networks?: string[] } = {},
) {
  const id = newId();
  const { text, hash } = newApiKeySecret(id);
  await world.owner.query(
    `insert into accounts.api_key
       (customer_id, id, name, scopes, allowed_networks, requests_per_minute, hash, created_by, expires_at)
     values ($1, $2, 'key', $3, $4, 700, $5, $6, now() + interval '1 hour')`,
    [customerId, id, scopes, more.networks ?? [], hash, createdBy],
  );
  return { id, apiKey: text };
}
const changeKey = (id: string, change: string) =>
  world.owner.query(`update accounts.api_key set ${change} where id = $1`, [id]);

test.each([
  ['nobody', null],
  ['an owner', member(newId())],
  ['an administrator', staff()],
])('%s may not ask whom a credential speaks for', async (_, viewer) => {
  const { code } = await as(viewer)(Ask, { credential: { sessionId: newId(), ip: '' } });
  expect(code).toBe(viewer ? 'AUTHORIZATION_ERROR' : 'AUTHENTICATION_ERROR');
});

describe('a session', () => {
  async function signedIn() {
    const { customerId, owner } = await makeCustomer(world, as);
    return { customerId, userId: owner.id, sessionId: await makeSession(owner.id, customerId) };
  }

  test('speaks for its person in their role, as it is now', async () => {
    const { customerId, userId, sessionId } = await signedIn();
    const viewer = { id: userId, kind: 'USER', customerId, sessionId };
    const held = await holderOf({ sessionId, customerId });
    expect(held).toEqual({
      viewer: { ...viewer, role: 'owner', scopes: scopesOf('owner') },
      endsAt: expect.any(String),
      requestsPerMinute: null,
    });
    expect(Math.abs(Date.parse(held.endsAt) - Date.now() - 3_600_000)).toBeLessThan(60_000);
    await setRole(customerId, userId, 'viewer');
    expect((await holderOf({ sessionId, customerId })).viewer).toEqual({
      ...{ ...viewer, role: 'viewer', scopes: scopesOf('viewer') },
    });
  });

  test('speaks for nobody once it has ended, is over, or the person is a member no more', async () => {
    for (const [over, values] of [
      [`update accounts.session set ended_at = now() where id = $1`, 'sessionId'],
      [`update accounts.session set expires_at = now() where id = $1`, 'sessionId'],
      [`delete from accounts.membership where user_id = $1`, 'userId'],
      [`delete from accounts."user" where id = $1`, 'userId'],
    ] as const) {
      const signed = await signedIn();
      const { sessionId, customerId } = signed;
      expect(await holderOf({ sessionId, customerId })).not.toBeNull();
      await world.owner.query(over, [signed[values]]);
      expect(await holderOf({ sessionId, customerId })).toBeNull();
    }
  });

  test('speaks for no customer but the person’s own', async () => {
    const { sessionId } = await signedIn();
    const foreign = await world.customer();
    for (const customerId of [foreign, newId(), 'x', null])
      expect(await holderOf({ sessionId, customerId })).toBeNull();
    for (const unknown of [newId(), 'x', '']) expect(await holderOf({ sessionId: unknown })).toBeNull();
  });

  test('only reads in a suspended customer, and is nobody in a closed one', async () => {
    const { customerId, sessionId } = await signedIn();
    await setStatus(customerId, 'SUSPENDED');
    expect((await holderOf({ sessionId, customerId })).viewer).toMatchObject({
      ...{ role: 'owner', scopes: suspendedScopes(scopesOf('owner')), suspended: true },
    });
    await setStatus(customerId, 'INACTIVE');
    expect(await holderOf({ sessionId, customerId })).toBeNull();
  });

  test('of staff speaks for no customer, and for nobody once the role is gone', async () => {
    const { id: userId } = await makeStaff(world, 'support');
    const sessionId = await makeSession(userId, null);
    expect((await holderOf({ sessionId, customerId: null })).viewer).toEqual({
      ...{ id: userId, kind: 'USER', customerId: null, sessionId },
      ...{ role: 'support', scopes: scopesOf('support') },
    });
    expect(await holderOf({ sessionId, customerId: await world.customer() })).toBeNull();
    await world.owner.query(`update accounts."user" set platform_role = null where id = $1`, [userId]);
    expect(await holderOf({ sessionId, customerId: null })).toBeNull();
  });

  test('in which staff act is an owner’s without an account, for that customer, while they may act', async () => {
    const { id: userId } = await makeStaff(world);
    const customerId = await world.customer();
    const sessionId = await makeSession(userId, customerId, 'a ticket of theirs');
    const { viewer, endsAt } = await holderOf({ sessionId, customerId });
    expect(viewer).toMatchObject({
      ...{ id: userId, kind: 'USER', customerId, sessionId, role: 'administrator', scopes: actingScopes },
      acting: { reason: 'a ticket of theirs', endsAt },
    });
    for (const other of [null, await world.customer()])
      expect(await holderOf({ sessionId, customerId: other })).toBeNull();

    await setStatus(customerId, 'SUSPENDED');
    expect((await holderOf({ sessionId, customerId })).viewer).toMatchObject({
      ...{ scopes: suspendedScopes(actingScopes), suspended: true },
    });
    await setStatus(customerId, 'ACTIVE');
    await world.owner.query(`update accounts."user" set platform_role = 'support' where id = $1`, [userId]);
    expect(await holderOf({ sessionId, customerId })).toBeNull();
  });
});

describe('an API key', () => {
  const scopes = ['sites:read', 'sites:write', 'keys:read'];
  async function withKey(more?: { networks?: string[] }) {
    const { customerId, owner } = await makeCustomer(world, as);
    return { customerId, maker: owner.id, ...(await makeKey(customerId, owner.id, scopes, more)) };
  }

  test('speaks for its customer with its scopes and its own limit', async () => {
    const { customerId, id, apiKey } = await withKey();
    expect(await holderOf({ apiKey })).toEqual({
      viewer: { id, kind: 'API_KEY', customerId, role: null, scopes },
      endsAt: expect.any(String),
      requestsPerMinute: 700,
    });
  });

  test('may do no more than its maker may now', async () => {
    const { customerId, maker, apiKey } = await withKey();
    await setRole(customerId, maker, 'developer');
    expect((await holderOf({ apiKey })).viewer.scopes).toEqual(['sites:read', 'sites:write']);
    await setRole(customerId, maker, 'billing');
    expect((await holderOf({ apiKey })).viewer.scopes).toEqual(['sites:read']);
    await world.owner.query(`delete from accounts.membership where user_id = $1`, [maker]);
    expect(await holderOf({ apiKey })).toBeNull();
  });

  test('only reads for a suspended customer, and is nobody for a closed one', async () => {
    const { customerId, apiKey } = await withKey();
    await setStatus(customerId, 'SUSPENDED');
    expect((await holderOf({ apiKey })).viewer).toMatchObject({
      ...{ scopes: ['sites:read', 'keys:read'], suspended: true },
    });
    await setStatus(customerId, 'INACTIVE');
    expect(await holderOf({ apiKey })).toBeNull();
  });

  test('that is revoked, expired, forged or not one at all speaks for nobody', async () => {
    const { id, apiKey } = await withKey();
    const other = await withKey();
    const forged = apiKey.slice(0, -43) + other.apiKey.slice(-43);
    const wrong = [
      forged,
      newApiKeySecret(newId()).text,
      apiKey.slice(0, -1),
      apiKey.toUpperCase(),
      'hzk_',
      'x',
    ];
    for (const text of wrong) expect(await holderOf({ apiKey: text })).toBeNull();
    await changeKey(id, `expires_at = now()`);
    expect(await holderOf({ apiKey })).toBeNull();
    await changeKey(other.id, `revoked_at = now()`);
    expect(await holderOf({ apiKey: other.apiKey })).toBeNull();
  });

  test('ends with its old secret’s overlap, or before when the key ends before', async () => {
    const { id, apiKey } = await withKey();
    await changeKey(
      id,
      `previous_hash = hash, hash = sha256('other'), previous_until = now() + interval '10 minutes'`,
    );
    const inMinutes = async () =>
      Math.round((Date.parse((await holderOf({ apiKey })).endsAt) - Date.now()) / 60_000);
    expect(await inMinutes()).toBe(10);
    await changeKey(id, `expires_at = now() + interval '5 minutes'`);
    expect(await inMinutes()).toBe(5);
    await changeKey(id, `previous_until = now()`);
    expect(await holderOf({ apiKey })).toBeNull();
  });

  const networks = ['203.0.113.7', '10.0.0.0/8', '2001:db8::/32'];
  test.each(['203.0.113.7', '::ffff:203.0.113.7', '10.200.1.1', '2001:db8:1::2'])(
    'works from %s',
    async (ip) => {
      const { apiKey } = await withKey({ networks });
      expect(await holderOf({ apiKey, ip })).not.toBeNull();
    },
  );

  test.each(['203.0.113.8', '11.0.0.1', '::ffff:11.0.0.1', '2001:db9::1', '', 'unknown'])(
    'is refused from %j, and not noted as used',
    async (ip) => {
      const { id, apiKey } = await withKey({ networks });
      expect(await ask({ apiKey, ip })).toMatchObject({ code: 'AUTHENTICATION_ERROR' });
      expect(await useOf(id)).toEqual({ at: null, ip: null });
    },
  );

  async function useOf(id: string): Promise<{ at: Date | null; ip: string | null }> {
    const { rows } = await world.owner.query(
      `select last_used_at as at, last_used_ip as ip from accounts.api_key where id = $1`,
      [id],
    );
    return rows[0];
  }

  test('is noted as used, to the minute and from where', async () => {
    const { id, apiKey } = await withKey();
    await holderOf({ apiKey, ip: '::ffff:192.0.2.1' });
    const first = await useOf(id);
    expect(first).toEqual({ at: expect.any(Date), ip: '192.0.2.1' });
    await Promise.all(['192.0.2.2', '192.0.2.3'].map((ip) => holderOf({ apiKey, ip })));
    expect(await useOf(id)).toEqual(first);

    await changeKey(id, `last_used_at = now() - interval '61 seconds'`);
    await holderOf({ apiKey, ip: 'fe80::1%eth0' });
    const later = await useOf(id);
    expect(later.ip).toBe('fe80::1');
    expect(later.at!.getTime()).toBeGreaterThanOrEqual(first.at!.getTime());
    await changeKey(id, `last_used_at = null`);
    await holderOf({ apiKey, ip: 'a proxy' });
    expect(await useOf(id)).toEqual({ at: expect.any(Date), ip: null });
  });

  test('that is not the key’s secret is not noted either', async () => {
    const { id } = await withKey();
    await holderOf({ apiKey: newApiKeySecret(id).text });
    expect(await useOf(id)).toEqual({ at: null, ip: null });
  });
});

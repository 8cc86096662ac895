import { newId } from '@hosterizer/kit/ids';
import { asker, makeWorld, member, staff, type World } from '@hosterizer/kit/testing';
import type { Subgraph } from '@hosterizer/kit/subgraph';
import { makeSubgraph } from '../src/subgraph.ts';
import { startDns, type DnsServer } from './dns-server.ts';

let world: World;
let dns: DnsServer;
let subgraph: Subgraph;
let as: ReturnType<typeof asker>;

beforeAll(async () => {
  world = await makeWorld();
  dns = await startDns();
  subgraph = await makeSubgraph({ ...world.settings, dnsServers: [dns.address] });
  as = asker(subgraph);
});
afterAll(async () => {
  await subgraph?.stop();
  await dns?.close();
  await world?.close();
});
afterEach(() => {
  dns.silent = false;
  delete dns.beforeAnswer;
});

const domain = `customDomain { host status recordName recordValue problem checkedAt verifiedAt }`;
const Set = `mutation ($host: String!, $customerId: ID) {
  setCustomDomain(input: { host: $host, customerId: $customerId }) { ${domain} }
}`;
const Verify = `mutation ($customerId: ID) { verifyCustomDomain(customerId: $customerId) { ${domain} } }`;
const Remove = `mutation ($customerId: ID) { removeCustomDomain(customerId: $customerId) { ${domain} } }`;
const Look = `query ($id: ID!) { customer(id: $id) { branding { ${domain} } } }`;

/** The owner of a new customer. */
async function owner() {
  const id = await world.customer();
  const ask = as(member(id));
  return {
    ...{ id, ask },
    set: async (host: string) => (await ask(Set, { host })).data!['setCustomDomain'].customDomain,
    verify: () => ask(Verify),
    domain: async () => (await ask(Look, { id })).data!['customer'].branding.customDomain,
  };
}
const fresh = () => `portal.${newId().slice(-12)}.test`;

describe('setCustomDomain', () => {
  test('says which TXT record proves whose the name is', async () => {
    const { set, id, domain } = await owner();
    const host = fresh();
    const asked = await set(host);
    expect(asked).toEqual({
      ...{ host, status: 'PENDING', recordName: `_hosterizer-challenge.${host}` },
      recordValue: expect.stringMatching(/^[\w-]{43}$/),
      ...{ problem: null, checkedAt: null, verifiedAt: null },
    });
    expect(await domain()).toEqual(asked);
    expect(await world.deedsAt(id)).toMatchObject([
      { customer_id: id, operation: 'setCustomDomain', before: { host: null }, after: { host } },
    ]);
  });

  test('once more for the same name changes nothing; for another one it begins anew', async () => {
    const { set } = await owner();
    const host = fresh();
    const first = await set(host);
    expect(await set(host.toUpperCase())).toEqual(first);
    expect((await set(fresh())).recordValue).not.toBe(first.recordValue);
    expect((await set(host)).recordValue).not.toBe(first.recordValue);
  });

  test.each([
    ['Portal.Example.COM', 'portal.example.com'],
    [' portal.example.com. ', 'portal.example.com'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['acme.localhost', 'acme.localhost'],
    ['1.2.3.example', '1.2.3.example'],
  ])('keeps %j as %s', async (given, host) => {
    expect(await (await owner()).set(given)).toMatchObject({ host });
  });

  test.each([
    ...['', 'localhost', 'https://portal.example.com', 'portal.example.com/path', 'portal.example.com:443'],
    ...[
      '192.0.2.1',
      '0x7f.1',
      '[::1]',
      'a..example',
      '-a.example',
      'a-.example',
      'a_b.example',
      '*.example.com',
    ],
    ...[
      `${'a'.repeat(64)}.example`,
      `${'a.'.repeat(125)}example`,
      'a b.example',
      'a\tb.example',
      'ex\0.example',
    ],
    ...['hosterizer.test', 'HOSTERIZER.test'],
  ])('refuses %j', async (host) => {
    const { ask, domain } = await owner();
    const answer = await ask(Set, { host });
    expect(answer).toMatchObject({ code: 'VALIDATION_ERROR', details: { field: 'host' } });
    expect(await domain()).toBeNull();
  });
});

describe('verifyCustomDomain', () => {
  test('finds the record among others, also when it comes in parts', async () => {
    const { set, verify, id } = await owner();
    const { recordName, recordValue } = await set(fresh());
    dns.records.set(recordName, ['v=spf1 -all', [recordValue.slice(0, 10), recordValue.slice(10)]]);
    const { data } = await verify();
    expect(data!['verifyCustomDomain'].customDomain).toMatchObject({
      ...{ status: 'VERIFIED', problem: null, recordName, recordValue },
      verifiedAt: expect.stringMatching(/Z$/),
    });
    expect(dns.asked.at(-1)).toBe(recordName);
    expect((await world.deedsAt(id)).at(-1)).toMatchObject({
      ...{ operation: 'verifyCustomDomain', before: { verified: false } },
      after: { verified: true, found: true },
    });
  });

  test('says what it found instead, keeps it, and looks again', async () => {
    const { set, verify, domain, id } = await owner();
    const { recordName, recordValue } = await set(fresh());
    const none = await verify();
    expect(none).toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('no TXT record') });
    expect(await domain()).toMatchObject({
      ...{
        status: 'PENDING',
        problem: none.message,
        checkedAt: expect.stringMatching(/Z$/),
        verifiedAt: null,
      },
    });

    dns.records.set(recordName, [`${recordValue}x`]);
    const wrong = await verify();
    expect(wrong).toMatchObject({ code: 'CONFLICT', message: expect.stringContaining(`${recordValue}x`) });
    expect((await domain()).problem).toBe(wrong.message);

    dns.records.set(recordName, [recordValue]);
    await verify();
    expect(await domain()).toMatchObject({ status: 'VERIFIED', problem: null });
    const looks = (await world.deedsAt(id)).filter(({ operation }) => operation === 'verifyCustomDomain');
    expect(looks.map(({ after }) => after.found)).toEqual([false, false, true]);
  });

  test('gives up on a server that does not answer, and says so', async () => {
    const { set, verify, domain } = await owner();
    await set(fresh());
    dns.silent = true;
    expect(await verify()).toMatchObject({
      ...{ code: 'CONFLICT', message: expect.stringContaining('DNS does not answer') },
    });
    expect((await domain()).problem).toContain('DNS does not answer');
  });

  test('a name that was verified stays so when its record is gone', async () => {
    const { set, verify, domain } = await owner();
    const { recordName, recordValue } = await set(fresh());
    dns.records.set(recordName, [recordValue]);
    await verify();
    const { verifiedAt } = await domain();
    dns.records.delete(recordName);
    expect(await verify()).toMatchObject({ code: 'CONFLICT' });
    expect(await domain()).toMatchObject({ status: 'VERIFIED', verifiedAt });
  });

  test('a name that another customer has verified is refused, without saying whose it is', async () => {
    const [first, second] = [await owner(), await owner()];
    const host = fresh();
    const [one, two] = [await first.set(host), await second.set(host)];
    expect(one.recordValue).not.toBe(two.recordValue);
    dns.records.set(one.recordName, [one.recordValue, two.recordValue]);
    expect((await first.verify()).code).toBeUndefined();

    const refused = await second.verify();
    expect(refused.code).toBe('CONFLICT');
    expect(refused.message).toContain('another customer');
    expect(refused.message).not.toContain(first.id);
    expect(await second.domain()).toMatchObject({ status: 'PENDING', problem: refused.message });

    await first.ask(Remove);
    expect((await second.verify()).code).toBeUndefined();
  });

  test('of two customers who prove a name at the same moment, one gets it', async () => {
    const both = [await owner(), await owner()];
    const host = fresh();
    const asked = await Promise.all(both.map(({ set }) => set(host)));
    dns.records.set(
      asked[0].recordName,
      asked.map(({ recordValue }) => recordValue),
    );
    const codes = await Promise.all(both.map(async ({ verify }) => (await verify()).code ?? 'ok'));
    expect(codes.sort()).toEqual(['CONFLICT', 'ok']);
  });

  test('the record of one name does not verify another that was asked for during the look-up', async () => {
    const { set, verify, domain } = await owner();
    const { recordName, recordValue } = await set(fresh());
    dns.records.set(recordName, [recordValue]);
    dns.beforeAnswer = () => set('victim.example');
    expect(await verify()).toMatchObject({ code: 'CONFLICT' });
    expect(await domain()).toMatchObject({ host: 'victim.example', status: 'PENDING', checkedAt: null });
  });
});

test('a name that is given back is gone, and there is nothing to give back or to verify then', async () => {
  const { set, ask, domain, id } = await owner();
  const host = fresh();
  await set(host);
  expect((await ask(Remove)).data!['removeCustomDomain']).toEqual({ customDomain: null });
  expect(await domain()).toBeNull();
  expect(await ask(Remove)).toMatchObject({ code: 'CONFLICT' });
  expect(await ask(Verify)).toMatchObject({ code: 'CONFLICT' });
  expect((await world.deedsAt(id)).map(({ operation }) => operation)).toEqual([
    'setCustomDomain',
    'removeCustomDomain',
  ]);
});

test('staff act for the customer that they name, and nobody for another one', async () => {
  const { id, domain } = await owner();
  const host = fresh();
  const stranger = as(member(await world.customer()));
  for (const [query, variables] of [
    [Set, { host, customerId: id }],
    [Verify, { customerId: id }],
    [Remove, { customerId: id }],
  ] as const) {
    expect(await stranger(query, variables)).toMatchObject({ code: 'NOT_FOUND' });
  }
  const operator = as(staff());
  expect((await operator(Set, { host, customerId: id })).code).toBeUndefined();
  const { recordName, recordValue } = await domain();
  dns.records.set(recordName, [recordValue]);
  const { data } = await operator(Verify, { customerId: id });
  expect(data!['verifyCustomDomain'].customDomain.status).toBe('VERIFIED');
  expect(await operator(Verify)).toMatchObject({ details: { field: 'customerId' } });
  expect(await operator(Verify, { customerId: newId() })).toMatchObject({ code: 'NOT_FOUND' });
  expect((await operator(Remove, { customerId: id })).code).toBeUndefined();
});

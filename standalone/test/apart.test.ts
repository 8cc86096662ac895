import { eventually } from '@hosterizer/kit/testing';
import { signIn, orderSite, siteOf } from './api.ts';
import { makeApart, type Apart } from './apart.ts';

const subgraphs = ['accounts', 'customers', 'registry', 'sites', 'deployments'];
const staying = [...subgraphs, 'gateway', 'runner'];

let apart: Apart;
beforeAll(async () => {
  apart = await makeApart();
});
afterAll(() => apart.close());

test('with every process apart, as docker-compose.yml starts them, a customer orders a site and it answers', async () => {
  await apart.run('migrate');
  await Promise.all(subgraphs.map(apart.start));
  await apart.start('gateway');
  await apart.start('runner');

  const said = await apart.run('admin', 'first@hosterizer.test');
  const password = /password (\S+)/.exec(said)?.[1] ?? '';
  const admin = await signIn(apart.url, 'first@hosterizer.test', password);
  const { createCustomer } = await admin(
    `mutation { createCustomer(input: { name: "Acme", tier: STANDARD, ownerEmail: "owner@acme.test" }) { id } }`,
  );

  const { siteId } = await orderSite(admin, { name: 'Apart', customerId: createCustomer.id });
  const site = await eventually(async () => {
    const found = await siteOf(admin, siteId);
    return found.status === 'ACTIVE' && found;
  });
  const page = await fetch(String(site.url));
  expect(await page.text()).toContain('This is Apart.');

  await admin(`mutation ($id: ID!) { deleteSite(id: $id) { id } }`, { id: siteId });
  await eventually(async () => (await fetch(String(site.url)).catch(() => null)) === null);
}, 180_000);

test('each of them ends with 0 when it is told to', async () => {
  for (const service of [...staying].reverse()) {
    expect({ service, code: await apart.stop(service) }).toEqual({ service, code: 0 });
  }
});

test('migrating a second time changes nothing and succeeds', async () => {
  await expect(apart.run('migrate')).resolves.toBeDefined();
});

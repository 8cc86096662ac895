/** What the product is for: order, deploy, follow, visit, change, remove; through the API alone. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from '@hosterizer/sdk/client';
import {
  CancelDeploymentDocument,
  DeleteSiteDocument,
  DeploymentEventsDocument,
  SitesDocument,
  UpdateSiteDocument,
} from '@hosterizer/sdk/generated/graphql';
import { layWire } from '@hosterizer/standalone/testing/wire';
import { people, usePlatform } from './platform.ts';
import {
  audit,
  build,
  counted,
  customerOf,
  deploy,
  deploymentOf,
  followToEnd,
  followUntil,
  isFirstResource,
  order,
  pageAt,
  serversOf,
  siteOf,
  type Event,
} from './sites.ts';

jest.setTimeout(60_000);

const platform = usePlatform();
const owner = () => platform.as(people.acmeOwner);

describe('a site', () => {
  let siteId: string;
  let url: string;
  let first: Event[];

  test('is ordered, deployed and followed to its end, line by line without a gap', async () => {
    const client = await owner();
    siteId = await order(client, 'Bakery');
    expect(await siteOf(client, siteId)).toMatchObject({ status: 'PENDING', url: null });

    const deploymentId = await deploy(client, siteId);
    first = await followToEnd(client, deploymentId);
    expect(first.map(({ sequence }) => sequence)).toEqual(counted(first));
    expect(first.at(-1)).toMatchObject({ kind: 'END', message: 'The site is live.' });
    expect(await deploymentOf(client, deploymentId)).toMatchObject({
      status: 'COMPLETED',
      number: 1,
      plan: { add: 9, change: 0, destroy: 0 },
      lastSequence: first.length,
    });
    expect(await siteOf(client, siteId)).toMatchObject({ status: 'ACTIVE' });
  });

  test("shows its title at its own address, which is not a host that has the platform's cookies", async () => {
    url = (await siteOf(await owner(), siteId)).url!;
    expect(await pageAt(url)).toContain('<h1 dir="auto">Bakery</h1>');
    expect(new URL(url).hostname).not.toBe(new URL(platform.url).hostname);
  });

  test('stands on this machine exactly as the ledger tells', async () => {
    expect(await audit(platform.sites)).toBe('');
    expect(serversOf(platform.sites, siteId)).toHaveLength(1);
  });

  test('changes with the next deployment, and not before', async () => {
    const client = await owner();
    const [before] = serversOf(platform.sites, siteId);
    await client.request(UpdateSiteDocument, {
      input: { id: siteId, configuration: { title: 'Bakery & Café', body: 'Now with coffee.' } },
    });
    expect(await pageAt(url)).toContain('All about Bakery.');
    await followToEnd(client, await deploy(client, siteId));
    expect(await pageAt(url)).toContain('Bakery &amp; Café');
    // New content is no reason to start the web server anew.
    expect(serversOf(platform.sites, siteId)).toEqual([before]);
  });

  test('is deployed once at a time: a second deployment is a conflict', async () => {
    const client = await owner();
    const deploymentId = await deploy(client, siteId);
    await expect(deploy(client, siteId)).rejects.toMatchObject({ code: 'CONFLICT' });
    await followToEnd(client, deploymentId);
  });

  test("is nobody else's to see: not itself, its deployments, its log nor its state", async () => {
    const client = await owner();
    const deploymentId = await deploy(client, siteId);
    const stranger = await platform.as(people.solarOwner);
    const refused = { code: 'NOT_FOUND' };
    await expect(siteOf(stranger, siteId)).rejects.toMatchObject(refused);
    await expect(deploymentOf(stranger, deploymentId)).rejects.toMatchObject(refused);
    await expect(
      stranger.request(DeploymentEventsDocument, { deploymentId, after: 0, first: 10 }),
    ).rejects.toMatchObject(refused);
    await expect(followToEnd(stranger, deploymentId)).rejects.toMatchObject(refused);
    await expect(deploy(stranger, siteId)).rejects.toMatchObject(refused);
    expect((await stranger.request(SitesDocument, { first: 100 })).sites.edges).toEqual([]);
    await followToEnd(client, deploymentId);
  });

  test("is not a viewer's to change", async () => {
    const viewer = await platform.as(people.acmeViewer);
    expect(await siteOf(viewer, siteId)).toMatchObject({ id: siteId });
    const refused = { code: 'AUTHORIZATION_ERROR' };
    await expect(deploy(viewer, siteId)).rejects.toMatchObject(refused);
    await expect(order(viewer, 'Mine')).rejects.toMatchObject(refused);
    await expect(viewer.request(DeleteSiteDocument, { id: siteId })).rejects.toMatchObject(refused);
    await expect(
      viewer.request(UpdateSiteDocument, { input: { id: siteId, name: 'Mine' } }),
    ).rejects.toMatchObject(refused);
  });

  test("is seen by the platform's staff, who may order for a customer", async () => {
    const admin = await platform.as(people.admin);
    expect(await siteOf(admin, siteId)).toMatchObject({ id: siteId });
    const solar = await platform.as(people.solarOwner);
    const theirs = await order(admin, 'Ordered by phone', { customerId: (await customerOf(solar)).id });
    expect(await siteOf(solar, theirs)).toMatchObject({ name: 'Ordered by phone' });
    await expect(siteOf(await owner(), theirs)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(order(admin, 'Whose?')).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
  });

  test('leaves no process, no folder and no port behind when it is removed', async () => {
    const client = await owner();
    const { deleteSite } = await client.request(DeleteSiteDocument, { id: siteId });
    await followToEnd(client, deleteSite.latestDeployment!.id);
    expect(await pageAt(url)).toBeNull();
    expect(serversOf(platform.sites, siteId)).toEqual([]);
    expect(existsSync(join(platform.sites, siteId))).toBe(false);
    expect(readdirSync(join(platform.sites, 'ports'))).not.toContain(`${new URL(url).port}.json`);
    expect(await audit(platform.sites)).toBe('');
  });
});

test('a region of another provider is refused by the name of the field', async () => {
  await expect(order(await owner(), 'Nowhere', { region: 'eu-central-1' })).rejects.toMatchObject({
    code: 'VALIDATION_ERROR',
    details: { field: 'region', reason: expect.stringContaining('local') },
  });
});

test('a deployment that is cancelled while Terraform applies ends cancelled, and a removal finds all of it', async () => {
  const client = await owner();
  const siteId = await order(client, 'Changed my mind');
  const deploymentId = await deploy(client, siteId);
  await followUntil(client, deploymentId, isFirstResource);
  await client.request(CancelDeploymentDocument, { id: deploymentId });
  await followToEnd(client, deploymentId);
  expect(await deploymentOf(client, deploymentId)).toMatchObject({ status: 'CANCELLED' });
  expect(await siteOf(client, siteId)).toMatchObject({ url: null });
  expect(await audit(platform.sites)).toBe('');

  const { deleteSite } = await client.request(DeleteSiteDocument, { id: siteId });
  await followToEnd(client, deleteSite.latestDeployment!.id);
  expect(existsSync(join(platform.sites, siteId))).toBe(false);
  expect(await audit(platform.sites)).toBe('');
});

test('a log that is followed over a wire which is cut three times misses no line and doubles none', async () => {
  const wire = await layWire(platform.url);
  const client = createClient({ url: wire.url });
  try {
    await client.signIn({ email: people.acmeOwner, password: 'hosterizer-demo' });
    const deploymentId = await deploy(client, await order(client, 'Far away'));
    const events: Event[] = [];
    const cuts: number[] = [];
    for await (const batch of client.follow(deploymentId)) {
      events.push(...batch.events);
      if (!batch.ended && events.length > 5 + 15 * cuts.length && cuts.length < 3) cuts.push(wire.cut());
    }
    expect(cuts).toHaveLength(3);
    expect(Math.min(...cuts)).toBeGreaterThan(0);
    expect(events.map(({ sequence }) => sequence)).toEqual(counted(events));
    expect(events.at(-1)).toMatchObject({ kind: 'END' });
    expect((await deploymentOf(client, deploymentId)).lastSequence).toBe(events.length);
    // Who comes with a cursor gets the rest and nothing else.
    const rest = await followToEnd(client, deploymentId, events.length - 3);
    expect(rest).toEqual(events.slice(-3));
  } finally {
    await client.close();
    await wire.close();
  }
});

test('two sites are deployed at the same time, each with a port and a page of its own', async () => {
  const client = await owner();
  const [one, two] = await Promise.all([build(client, 'One'), build(client, 'Two')]);
  expect(await pageAt(one.url)).toContain('All about One.');
  expect(await pageAt(two.url)).toContain('All about Two.');
  expect(await audit(platform.sites)).toBe('');
});

test("the demo builds a site before one's eyes and says where it is", async () => {
  const said = (await platform.run('demo')).split('\n');
  const told = [
    'Signed in',
    'Ordered',
    'Planning',
    'Applying',
    'The site is live.',
    'shows',
    'Destroying',
    'is gone',
    'Done',
  ];
  const places = told.map((words) => said.findIndex((line) => line.includes(words)));
  expect(places).not.toContain(-1);
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(
    (await (await owner()).request(SitesDocument, { first: 100 })).sites.edges.map(({ node }) => node.name),
  ).not.toContainEqual(expect.stringMatching(/^demo/));
});

/** Parts of the platform that are killed in the middle of a deployment. */
import { people, usePlatform } from './platform.ts';
import {
  audit,
  counted,
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

jest.setTimeout(120_000);

const platform = usePlatform();

test('a runner that is killed while Terraform applies is started anew and completes the deployment', async () => {
  const client = await platform.as(people.acmeOwner);
  const siteId = await order(client, 'Survivor');
  const deploymentId = await deploy(client, siteId);
  await followUntil(client, deploymentId, isFirstResource);
  const killed = platform.pidOf('runner');
  process.kill(killed, 'SIGKILL');
  const began = Date.now();

  const events = await followToEnd(client, deploymentId);
  expect(Date.now() - began).toBeLessThan(90_000);
  expect(platform.pidOf('runner')).not.toBe(killed);
  expect(events.map(({ sequence }) => sequence)).toEqual(counted(events));
  expect(events.map(({ message }) => message).join('\n')).toContain('was started anew and goes on.');
  expect((await deploymentOf(client, deploymentId)).status).toBe('COMPLETED');
  expect(serversOf(platform.sites, siteId)).toHaveLength(1);
  expect(await pageAt((await siteOf(client, siteId)).url!)).toContain('Survivor');
  expect(await audit(platform.sites)).toBe('');
});

test('a log goes on to its last line when Redis is killed while it streams', async () => {
  const client = await platform.as(people.acmeOwner);
  const deploymentId = await deploy(client, await order(client, 'No hints'));
  const events: Event[] = [];
  for await (const batch of client.follow(deploymentId)) {
    if (events.length === 0) process.kill(platform.pidOf('redis'), 'SIGKILL');
    events.push(...batch.events);
  }
  expect(events.map(({ sequence }) => sequence)).toEqual(counted(events));
  expect(events.at(-1)).toMatchObject({ kind: 'END' });
  expect(events.length).toBeGreaterThan(40);
  expect(await deploymentOf(client, deploymentId)).toMatchObject({
    status: 'COMPLETED',
    lastSequence: events.length,
  });
});

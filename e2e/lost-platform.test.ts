/** All of the platform is killed in the middle of a deployment, and started again. */
import { people, usePlatform } from './platform.ts';
import {
  audit,
  build,
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
} from './sites.ts';

jest.setTimeout(180_000);

const platform = usePlatform();

test('what was being built when the platform was killed is finished by the next start, once', async () => {
  const client = await platform.as(people.acmeOwner);
  const standing = await build(client, 'Standing');
  const siteId = await order(client, 'Half done');
  const deploymentId = await deploy(client, siteId);
  await followUntil(client, deploymentId, isFirstResource);
  await platform.kill();
  // Sites are infrastructure: they do not end with the platform.
  expect(await pageAt(standing.url)).toContain('Standing');

  await platform.start();
  const began = Date.now();
  const events = await followToEnd(client, deploymentId);
  expect(Date.now() - began).toBeLessThan(90_000);
  expect(events.map(({ sequence }) => sequence)).toEqual(counted(events));
  expect((await deploymentOf(client, deploymentId)).status).toBe('COMPLETED');
  const { url } = await siteOf(client, siteId);
  expect(await pageAt(url!)).toContain('Half done');
  expect(await pageAt(standing.url)).toContain('Standing');
  for (const id of [siteId, standing.id]) expect(serversOf(platform.sites, id)).toHaveLength(1);
  expect(await audit(platform.sites)).toBe('');
});

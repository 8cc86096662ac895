/** A site's state in a bucket of the customer's own: moved there on its page, written by a real runner, and back. */
import {
  SetCloudCredentialDocument,
  SetStateBackendDocument,
  StateVersionsDocument,
} from '@hosterizer/sdk/generated/graphql';
import { startClouds, type CloudServer } from '../subgraphs/deployments/test/cloud-server.ts';
import { startPlaces, type PlaceServers } from '../subgraphs/deployments/test/places-servers.ts';
import { describeInBrowser } from './browser.ts';
import { people } from './platform.ts';
import { faultsInBoth, overhangOn } from './sight.ts';
import { build, deploy, deploymentOf, followToEnd, followUntil, isFirstResource, order } from './sites.ts';
import { until } from './until.ts';

jest.setTimeout(240_000);

let clouds: CloudServer;
let servers: PlaceServers;
beforeAll(async () => {
  clouds = await startClouds();
  servers = await startPlaces(clouds);
});
afterAll(async () => {
  await servers?.close();
  await clouds?.close();
});

const phone = { width: 390, height: 844 };

describeInBrowser(
  'The state of a site, in a bucket',
  (journey, platform) => {
    const { bucket, region } = { bucket: 'acme-states', region: 'eu-test-1' };
    const documents = () => [...servers.s3.objects.keys()].filter((key) => !key.endsWith('.tflock'));

    async function connect() {
      const client = await platform.as(people.acmeOwner);
      await client.request(SetCloudCredentialDocument, {
        input: { cloudProvider: 'AWS', aws: clouds.good.aws },
      });
      return client;
    }

    journey('is moved there on its page, and back again', async ({ page, open, signIn }) => {
      const client = await connect();
      const shop = await build(client, 'Flower shop');
      await signIn(people.acmeOwner);
      await open(`/sites/${shop.id}/state`);
      const title = page.getByRole('heading', { name: 'Where the state lies' });
      const panel = page.locator('section').filter({ has: title });
      await panel.getByText('The platform', { exact: true }).waitFor();

      await page.getByRole('button', { name: 'Move the state' }).click();
      const dialog = page.getByRole('dialog', { name: 'Move the state' });
      const move = dialog.getByRole('button', { name: 'Try the place and move' });
      await move.click();
      await dialog.getByText('Is required.').first().waitFor();
      await dialog.getByLabel('Bucket').fill('elsewhere');
      await dialog.getByLabel('Region').fill(region);
      await dialog.getByLabel('Prefix').fill('of/acme');
      await move.click();
      await dialog.getByText('There is no bucket elsewhere.').waitFor();
      expect(await faultsInBoth(page)).toEqual([]);
      await dialog.getByLabel('Bucket').fill(bucket);
      await move.click();
      await dialog.waitFor({ state: 'detached' });
      await panel.getByText('Amazon S3').waitFor();
      await panel.getByText(bucket).waitFor();
      expect(await faultsInBoth(page)).toEqual([]);
      await page.setViewportSize(phone);
      expect(await overhangOn(page)).toEqual([]);
      await page.getByRole('button', { name: 'Move the state' }).click();
      await dialog.waitFor();
      expect(await overhangOn(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });

      // Nothing of it is told twice: the next deployment writes there.
      const before = documents().length;
      await followToEnd(client, await deploy(client, shop.id));
      const { site } = await client.request(StateVersionsDocument, { siteId: shop.id, first: 50 });
      expect(documents().length).toBe(site!.stateVersions.edges.length);
      expect(documents().length).toBeGreaterThanOrEqual(before);
      await client.request(SetStateBackendDocument, { input: { siteId: shop.id, kind: 'PLATFORM' } });
      await panel.getByText('The platform', { exact: true }).waitFor();
    });

    journey('nothing is lost when the bucket goes away while Terraform applies', async () => {
      const client = await connect();
      const siteId = await order(client, 'Book shop');
      await client.request(SetStateBackendDocument, { input: { siteId, kind: 'S3', bucket, region } });
      const deployment = await deploy(client, siteId);
      await followUntil(client, deployment, isFirstResource);
      servers.s3.gone = true;
      await followUntil(client, deployment, ({ message }) => message.includes('Apply complete'));
      const stored = documents().filter((key) => key.startsWith(siteId)).length;
      expect((await deploymentOf(client, deployment)).status).toBe('RUNNING');
      servers.s3.gone = false;
      await followToEnd(client, deployment);
      expect((await deploymentOf(client, deployment)).status).toBe('COMPLETED');
      expect(documents().filter((key) => key.startsWith(siteId)).length).toBeGreaterThan(stored);
      const { site } = await client.request(StateVersionsDocument, { siteId, first: 50 });
      expect(site!.stateVersions.edges[0]!.node.resources).toBeGreaterThan(0);
      // The lock at the place goes with the deployment.
      await until('the lock object to be gone', () => !servers.s3.objects.has(`${siteId}.tflock`), 30_000);
    });

    journey('a deployment says why when the bucket is away, and changes nothing', async () => {
      const client = await connect();
      const siteId = await order(client, 'Tea shop');
      await client.request(SetStateBackendDocument, { input: { siteId, kind: 'S3', bucket, region } });
      servers.s3.gone = true;
      const deployment = await deploy(client, siteId);
      await followToEnd(client, deployment);
      servers.s3.gone = false;
      expect(await deploymentOf(client, deployment)).toMatchObject({
        status: 'FAILED',
        errorMessage: expect.stringContaining(
          'The bucket acme-states, where the state lies, cannot be reached.',
        ) as string,
      });
      expect(documents().filter((key) => key.startsWith(siteId))).toEqual([]);
    });
  },
  () => ({ HOSTERIZER_CLOUD_ENDPOINTS: JSON.stringify(servers.endpoints) }),
);

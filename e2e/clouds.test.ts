/** Connecting clouds, in a browser; the clouds themselves are a local server of their documented shapes. */
import type { Page } from 'playwright-core';
import { startClouds, stsError, type CloudServer } from '../subgraphs/deployments/test/cloud-server.ts';
import { describeInBrowser } from './browser.ts';
import { people } from './platform.ts';
import { faultsInBoth, overhangOn } from './sight.ts';
import { customerOf } from './sites.ts';

jest.setTimeout(180_000);

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

let clouds: CloudServer;
beforeAll(async () => void (clouds = await startClouds()));
afterAll(() => clouds?.close());

const row = (page: Page, name: string) =>
  page.getByRole('listitem').filter({ has: page.getByRole('heading', { name, exact: true }) });

async function connectAws(page: Page, secret: string) {
  await page.getByRole('button', { name: 'Connect AWS' }).click();
  const dialog = page.getByRole('dialog', { name: 'Connect AWS' });
  await dialog.getByLabel('Access key ID').fill(clouds.good.aws.accessKeyId);
  await dialog.getByLabel('Secret access key').fill(secret);
  await dialog.getByRole('button', { name: 'Check and connect' }).click();
  return dialog;
}

describeInBrowser(
  'Clouds',
  (journey, platform) => {
    journey(
      'are connected when the cloud says yes, checked again and removed',
      async ({ page, open, signIn }) => {
        await signIn(people.acmeOwner);
        await open('/clouds');
        await page.getByText('No cloud is connected yet.').waitFor();
        const dialog = await connectAws(page, 'x'.repeat(40));
        await dialog.getByText('The secret access key does not belong to this access key.').waitFor();
        await dialog.getByLabel('Secret access key').fill('short');
        await dialog.getByRole('button', { name: 'Check and connect' }).click();
        await dialog.getByText('It has 40 letters, digits, slashes and pluses.').waitFor();

        await dialog.getByLabel('Secret access key').fill(clouds.good.aws.secretAccessKey);
        await dialog.getByRole('button', { name: 'Check and connect' }).click();
        await dialog.waitFor({ state: 'detached' });
        const aws = row(page, 'AWS');
        await aws.getByText('Connected', { exact: true }).waitFor();
        await aws.getByText('123456789012 (user/builder)').waitFor();
        await aws.getByText(clouds.good.aws.accessKeyId).waitFor();
        // The dialog fades away with what was typed into it.
        await page.locator('input[type=password]').waitFor({ state: 'detached' });
        expect(await page.content()).not.toContain(clouds.good.aws.secretAccessKey);

        clouds.instead.sts = { status: 403, body: stsError('ExpiredToken') };
        await page.getByRole('button', { name: 'Check again at AWS' }).click();
        await aws.getByText('Refused', { exact: true }).waitFor();
        await aws.getByText('The access key has expired.').waitFor();
        delete clouds.instead.sts;
        await page.getByRole('button', { name: 'Check again at AWS' }).click();
        await aws.getByText('Connected', { exact: true }).waitFor();

        await page.getByRole('button', { name: 'Remove the credential of AWS' }).click();
        await page.getByRole('alertdialog').getByRole('button', { name: 'Remove it' }).click();
        await page.getByText('AWS is disconnected').waitFor();
        await aws.getByText('Not connected').waitFor();
      },
    );

    journey('are hidden from who may not see them', async ({ page, open, signIn }) => {
      await signIn(people.acmeViewer);
      await open('/sites');
      expect(await page.getByRole('link', { name: 'Clouds' }).count()).toBe(0);
      await open('/clouds');
      await page.getByText('You may not see this').waitFor();
    });

    journey('of a customer are in the hands of the staff as well', async ({ page, open, signIn }) => {
      const { id } = await customerOf(await platform.as(people.solarOwner));
      await signIn(people.admin);
      await open(`/admin/customers/${id}/clouds`);
      await page.getByRole('button', { name: 'Connect Google Cloud' }).click();
      const dialog = page.getByRole('dialog', { name: 'Connect Google Cloud' });
      await dialog.getByLabel('Service account key').fill(clouds.good.gcp.serviceAccountKey);
      await dialog.getByRole('button', { name: 'Check and connect' }).click();
      await dialog.waitFor({ state: 'detached' });
      await row(page, 'Google Cloud').getByText('Connected', { exact: true }).waitFor();
      await row(page, 'Google Cloud').getByText('builder@acme-hosting', { exact: false }).first().waitFor();
    });

    journey(
      'have pages without a fault that axe knows, light or dark, which fit a phone',
      async ({ page, open, signIn }) => {
        await signIn(people.acmeOwner);
        await open('/clouds');
        const faults = await faultsInBoth(page);
        await connectAws(page, clouds.good.aws.secretAccessKey);
        await row(page, 'AWS').getByText('Connected', { exact: true }).waitFor();
        clouds.instead.iam = { status: 200, body: {} };
        await page.getByRole('button', { name: 'Connect Google Cloud' }).click();
        const dialog = page.getByRole('dialog', { name: 'Connect Google Cloud' });
        faults.push(...(await faultsInBoth(page)));
        await dialog.getByLabel('Service account key').fill(clouds.good.gcp.serviceAccountKey);
        await dialog.getByRole('button', { name: 'Check and connect' }).click();
        await row(page, 'Google Cloud').getByText('Lacks rights', { exact: true }).waitFor();
        faults.push(...(await faultsInBoth(page)));
        expect(faults).toEqual([]);
        await page.setViewportSize(phone.viewport);
        expect(await overhangOn(page)).toEqual([]);
        await page.getByRole('button', { name: 'Connect Azure' }).click();
        expect(await overhangOn(page)).toEqual([]);
      },
      { reducedMotion: 'reduce' },
    );
  },
  () => ({ HOSTERIZER_CLOUD_ENDPOINTS: JSON.stringify(clouds.endpoints) }),
);

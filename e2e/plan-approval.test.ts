/** A plan that waits until somebody has read it, in a browser. */
import { DeploySiteDocument } from '@hosterizer/sdk/generated/graphql';
import type { Page } from 'playwright-core';
import { describeInBrowser, type Visit } from './browser.ts';
import { people } from './platform.ts';
import { faultsInBoth, overhangOn, settled, tabTo } from './sight.ts';
import { build, pageAt, type Built } from './sites.ts';
import { until } from './until.ts';

jest.setTimeout(180_000);

const secret = 'a-token-that-nobody-shall-read';
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

describeInBrowser('a plan that waits for approval', (journey, platform) => {
  let shop: Built;
  beforeAll(
    async () => void (shop = await build(await platform.as(people.acmeOwner), 'Flower shop')),
    60_000,
  );

  /** Changes the title without deploying it, and asks for a plan that waits. Ends at the page of that deployment. */
  async function ask({ page, open }: Visit, title: string): Promise<void> {
    await open(`/sites/${shop.id}`);
    await page.getByLabel('Title').fill(title);
    await page.getByRole('button', { name: 'Save only' }).click();
    await page.getByText('Nothing to save').waitFor();
    await page.getByRole('button', { name: 'Other ways to deploy' }).click();
    await page.getByRole('menuitem', { name: /Plan, then wait for approval/ }).click();
    await page.getByText('This plan waits for approval').waitFor({ timeout: 60_000 });
    await settled(page);
  }

  journey('shows what changes and no secret, and becomes what was approved', async (visit) => {
    const { page, open, signIn } = visit;
    await signIn(people.acmeOwner);
    await open(`/sites/${shop.id}/variables`);
    await page.getByRole('button', { name: 'Add variable' }).click();
    await page.getByLabel('Name').fill('API_TOKEN');
    await page.getByLabel('Value').fill(secret);
    await page.getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('cell', { name: 'secret' }).waitFor();

    await ask(visit, 'Roses');
    const plan = page.getByRole('group', { name: 'Planned changes' });
    const content = plan.getByRole('list', { name: /^Attributes of .*content$/ });
    expect(await content.locator('del').allTextContents()).toContain('"Flower shop"');
    expect(await content.locator('ins').allTextContents()).toContain('"Roses"');
    expect(await plan.getByText('forces replacement').count()).toBeGreaterThan(0);
    expect(await plan.getByText('(sensitive)').count()).toBeGreaterThan(0);
    expect(await page.content()).not.toContain(secret);
    expect(await faultsInBoth(page)).toEqual([]);
    expect(await pageAt(shop.url)).not.toContain('Roses');

    await tabTo(page, /^Approve$/);
    await page.keyboard.press('Enter');
    await page.getByText(`Approved by ${people.acmeOwner}`).waitFor();
    await page.getByText('The site is live').first().waitFor({ timeout: 60_000 });
    await until('the new title', async () => (await pageAt(shop.url))?.includes('Roses'));
  });

  journey('changes nothing once it is rejected, and says who did that and why', async (visit) => {
    const { page, signIn } = visit;
    await signIn(people.acmeOwner);
    await ask(visit, 'Nettles');
    await page.getByRole('button', { name: 'Reject' }).click();
    const dialog = page.getByRole('alertdialog');
    expect(await faultsInBoth(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Reject the plan' }).click();
    await dialog.getByText('Say why.').waitFor();
    await dialog.getByLabel('Reason').fill('Nobody buys nettles.');
    await dialog.getByRole('button', { name: 'Reject the plan' }).click();
    await page.getByText(`Rejected by ${people.acmeOwner}`).waitFor();
    await page.getByText('Nobody buys nettles.').first().waitFor();
    expect(await pageAt(shop.url)).not.toContain('Nettles');
  });

  journey('leads back to an earlier deployment, whose differences are shown first', async (visit) => {
    const { page, open, signIn } = visit;
    await signIn(people.acmeOwner);
    await open(`/sites/${shop.id}/deployments/${shop.deploymentId}`);
    await page.getByRole('button', { name: 'Roll back to this' }).click();
    const differences = page.getByRole('list', { name: 'Differences of the order' });
    await differences.getByText('configuration.title').waitFor();
    expect(await faultsInBoth(page)).toEqual([]);
    await page.getByRole('button', { name: 'Roll back to #1' }).click();
    await page.getByText('Rollback to').waitFor();
    await page.getByText('The site is live').first().waitFor({ timeout: 60_000 });
    await until('the former title', async () => (await pageAt(shop.url))?.includes('Flower shop'));
  });

  journey('is compared with the one before it', async ({ page, open, signIn }) => {
    await signIn(people.acmeOwner);
    await open(`/sites/${shop.id}/deployments`);
    await page.getByRole('button', { name: 'Actions for #2 of Flower shop' }).click();
    await page.getByRole('menuitem', { name: 'Compare with previous' }).click();
    await page.getByRole('list', { name: 'Differences of the order' }).waitFor();
    await settled(page);
    expect(await page.getByLabel('From').locator('option:checked').textContent()).toMatch(/^#1 /);
    expect(await page.getByRole('list', { name: 'Differences of the order' }).textContent()).toContain(
      'Roses',
    );
    expect(await faultsInBoth(page)).toEqual([]);
  });

  journey('gives its whole log as a file', async ({ page, open, signIn }) => {
    await signIn(people.acmeOwner);
    await open(`/sites/${shop.id}/deployments/${shop.deploymentId}`);
    expect(await saved(page, 'As text')).toContain('Plan: ');
    const lines = (await saved(page, /As JSON/)).trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { sequence: number }).sequence)).toEqual(
      lines.map((_, index) => index + 1),
    );
  });

  journey(
    'is read on a phone without scrolling sideways, and not decided by somebody who may only look',
    async (visit) => {
      const { page, open, signIn } = visit;
      const owner = await platform.as(people.acmeOwner);
      await signIn(people.acmeViewer);
      const { deploySite } = await owner.request(DeploySiteDocument, {
        input: { siteId: shop.id, requireApproval: true },
      });
      await open(`/sites/${shop.id}/deployments/${deploySite.id}`);
      await page.getByText('This plan waits for approval').waitFor({ timeout: 60_000 });
      await settled(page);
      expect(await overhangOn(page)).toEqual([]);
      for (const name of ['Approve', 'Reject'])
        expect(await page.getByRole('button', { name }).getAttribute('aria-disabled')).toBe('true');
    },
    phone,
  );
});

/** The text of the log's file in one of its formats. */
async function saved(page: Page, format: string | RegExp): Promise<string> {
  await page.getByRole('button', { name: 'Download full log' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: format }).click(),
  ]);
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

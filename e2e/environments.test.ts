/** A site in several environments, and the way from one to the next. */
import { describeInBrowser } from './browser.ts';
import { people } from './platform.ts';
import { faultsInBoth, overhangOn } from './sight.ts';
import { build, pageAt, type Built } from './sites.ts';
import { until } from './until.ts';

jest.setTimeout(180_000);

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const ended = { timeout: 60_000 };

describeInBrowser('the environments of a site', (journey, platform) => {
  let shop: Built;
  beforeAll(
    async () => void (shop = await build(await platform.as(people.acmeOwner), 'Flower shop')),
    60_000,
  );

  journey('begin as a copy, and what is tried in one is promoted to another', async (visit) => {
    const { page, open, signIn } = visit;
    await signIn(people.acmeOwner);
    await open(`/sites/${shop.id}`);
    await page.getByRole('button', { name: 'Production' }).click();
    await page.getByRole('menuitem', { name: 'Add environment' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: 'Staging' }).check();
    expect(await faultsInBoth(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Add it' }).click();
    await page.getByRole('button', { name: 'Staging', exact: true }).waitFor();

    await page.getByLabel('Title').fill('Tulips');
    await page.getByRole('button', { name: 'Save and deploy' }).click();
    await page.getByText('The site is live').first().waitFor(ended);
    expect(await pageAt(shop.url)).not.toContain('Tulips');

    await open(`/sites/${shop.id}`);
    await page.getByRole('button', { name: 'Promote staging' }).click();
    const promotion = page.getByRole('alertdialog', { name: 'Promote staging of Flower shop' });
    const differences = promotion.getByRole('list', { name: 'Differences of the order' });
    await differences.waitFor();
    expect(await differences.textContent()).toBe('configuration.title"Flower shop""Tulips"');
    expect(await faultsInBoth(page)).toEqual([]);
    await promotion.getByRole('checkbox').check();
    await promotion.getByRole('button', { name: 'Promote to production' }).click();
    await page.getByRole('link', { name: 'staging #1' }).waitFor();
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('The site is live').first().waitFor(ended);
    await until('the promoted title', async () => (await pageAt(shop.url))?.includes('Tulips'));
  });

  journey('have variables of their own', async ({ page, open, signIn }) => {
    await signIn(people.acmeOwner);
    await open(`/sites/${shop.id}/variables`);
    await page.getByRole('button', { name: 'Add variable' }).click();
    await page.getByLabel('Name').fill('API_URL');
    await page.getByLabel('Value').fill('https://api.example.test');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('cell', { name: 'https://api.example.test' }).waitFor();
    expect(await faultsInBoth(page)).toEqual([]);

    await page.getByRole('button', { name: 'Production' }).click();
    await page.getByRole('menuitem', { name: 'Staging' }).click();
    await page.getByText('No variables yet').waitFor();
    await page.goBack();
    await page.getByRole('button', { name: 'Actions for API_URL' }).click();
    await page.getByRole('menuitem', { name: 'Remove…' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove it' }).click();
    await page.getByText('No variables yet').waitFor();
  });

  journey(
    'fit a phone, on every tab',
    async ({ page, open, signIn }) => {
      await signIn(people.acmeOwner);
      const overhang: string[] = [];
      for (const tab of ['', '/deployments', '/state', '/drift', '/variables', '/settings', '/compare']) {
        await open(`/sites/${shop.id}${tab}`);
        overhang.push(...(await overhangOn(page)));
      }
      expect(overhang).toEqual([]);
    },
    phone,
  );
});

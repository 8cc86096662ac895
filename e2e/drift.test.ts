/** What somebody does to a site behind the platform's back, found and brought back on its page. */
import { describeInBrowser } from './browser.ts';
import { people } from './platform.ts';
import { faultsInBoth, overhangOn, settled } from './sight.ts';
import { build, pageAt, serversOf, type Built } from './sites.ts';

jest.setTimeout(180_000);

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const ended = { timeout: 60_000 };

describeInBrowser('the drift of a site', (journey, platform) => {
  let shop: Built;
  beforeAll(
    async () => void (shop = await build(await platform.as(people.acmeOwner), 'Flower shop')),
    60_000,
  );

  journey('is found when its process was killed, and gone once it was reconciled', async (visit) => {
    const { page, open, signIn } = visit;
    await signIn(people.acmeOwner);
    await open(`/sites/${shop.id}/drift`);
    expect(await faultsInBoth(page)).toEqual([]);
    await page.getByRole('button', { name: 'Check now' }).click();
    await page.getByText('Everything is as it was built').waitFor(ended);

    const [server] = serversOf(platform.sites, shop.id);
    process.kill(server!.pid, 'SIGKILL');
    await page.getByRole('button', { name: 'Check now' }).click();
    const drifted = page.getByRole('group', { name: 'What has drifted' });
    await drifted
      .getByRole('button', { name: /process/ })
      .first()
      .waitFor(ended);
    await settled(page);
    expect(await faultsInBoth(page)).toEqual([]);
    expect(await pageAt(shop.url)).toBeNull();

    await page.getByRole('button', { name: 'Reconcile' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Reconcile' }).click();
    await page.getByRole('link', { name: 'Drift: brought back' }).waitFor();
    await page.getByText('The site is live').first().waitFor(ended);
    expect(await pageAt(shop.url)).toContain('Flower shop');

    await page.getByRole('link', { name: 'Drift: brought back' }).click();
    await page.getByText('before the site was deployed again').waitFor();
    await page.getByRole('button', { name: 'Check now' }).click();
    await page.getByText('Everything is as it was built').waitFor(ended);
    const history = page.getByRole('table', { name: 'Drift checks of Flower shop' });
    await history.getByText('Drifted').waitFor();
    expect(await history.getByRole('row').count()).toBe(4);
  });

  journey('is looked for by a schedule, which the platform judges', async ({ page, open, signIn }) => {
    await signIn(people.acmeOwner);
    await open(`/sites/${shop.id}/settings`);
    await page.getByLabel('Check for drift').selectOption('own');
    await page.getByLabel('Expression').fill('99 * * * *');
    await page.getByRole('button', { name: 'Save the schedule' }).click();
    await page.getByText(/Give five fields/).waitFor();
    expect(await faultsInBoth(page)).toEqual([]);
    await page.getByLabel('Expression').fill('30 4 * * 1-5');
    await page.getByRole('button', { name: 'Save the schedule' }).click();
    await page.getByText('The next check is').waitFor();
    await open(`/sites/${shop.id}/drift`);
    expect(await page.getByLabel('Expression').inputValue()).toBe('30 4 * * 1-5');
    await page.getByLabel('Check for drift').selectOption('off');
    await page.getByRole('button', { name: 'Save the schedule' }).click();
    await page.getByText('The site is checked only when somebody asks for it.').waitFor();
  });

  journey(
    'is seen on a phone by somebody who may only look',
    async ({ page, open, signIn }) => {
      await signIn(people.acmeViewer);
      await open(`/sites/${shop.id}/drift`);
      expect(await overhangOn(page)).toEqual([]);
      const check = page.getByRole('button', { name: 'Check now' });
      expect(await check.getAttribute('aria-disabled')).toBe('true');
    },
    phone,
  );
});

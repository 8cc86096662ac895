/** How the portals look to those who see little, who use a phone, and who like it dark. */
import type { Page } from 'playwright-core';
import { describeInBrowser, type Visit } from './browser.ts';
import { people } from './platform.ts';
import { faultsInBoth, overhangOn, settled } from './sight.ts';
import { build, customerOf, type Built } from './sites.ts';
import { onward } from './wizard.ts';

jest.setTimeout(180_000);

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const still = { reducedMotion: 'reduce' } as const;

describeInBrowser('both portals', (journey, platform) => {
  let shop: Built;
  beforeAll(
    async () => void (shop = await build(await platform.as(people.acmeOwner), 'Flower shop')),
    60_000,
  );

  const customerPages = () => [
    '/sites',
    '/sites?search=nothing-of-this-name',
    '/sites/new',
    `/sites/${shop.id}`,
    `/sites/${shop.id}/deployments/${shop.deploymentId}`,
    '/deployments',
    '/clouds',
    '/no/such/page',
  ];
  const adminPagesOfAcme = async () => {
    const { id } = await customerOf(await platform.as(people.acmeOwner));
    return ['', '/clouds', '/settings'].map((tab) => `/admin/customers/${id}${tab}`);
  };
  const adminPages = async () => [
    '/admin/customers',
    '/admin/customers?new',
    ...(await adminPagesOfAcme()),
    '/admin/sites',
    '/admin/deployments',
    '/admin/runners',
    '/admin/runners?pool=nobody',
    '/admin/no/such/page',
  ];

  /** The pages of one site, which the staff see in their own portal. */
  const adminSitePages = () => [
    ...['', '/deployments', '/state', '/drift', '/variables', '/settings'].map(
      (tab) => `/admin/sites/${shop.id}${tab}`,
    ),
    `/admin/sites/${shop.id}/compare?to=${shop.deploymentId}`,
    `/admin/deployments/${shop.deploymentId}`,
    `/admin/deployments/${shop.deploymentId}?view=plan`,
  ];

  journey(
    'keep the theme that one has chosen, from the first frame on',
    async ({ page, context, open, signIn }) => {
      await signIn(people.acmeOwner);
      await context.addInitScript(() => {
        const seen = ((window as any).seen = [] as string[]);
        const look = () => {
          if (document.body) seen.push(getComputedStyle(document.documentElement).colorScheme);
          if (seen.length < 30) requestAnimationFrame(look);
        };
        look();
      });
      await open('/sites');
      expect(await isDark(page)).toBe(false);
      await page.getByRole('button', { name: /^Account/ }).click();
      await page.getByRole('menuitemradio', { name: 'Dark' }).click();
      expect(await isDark(page)).toBe(true);
      await page.reload();
      await settled(page);
      await page.waitForFunction(() => (window as any).seen.length >= 30);
      expect(new Set(await page.evaluate(() => (window as any).seen))).toEqual(new Set(['dark']));
    },
    { colorScheme: 'light' },
  );

  const fits =
    (who: string, home: string, pages: () => string[] | Promise<string[]>) => async (visit: Visit) => {
      await visit.open(home);
      const overhang = await overhangOn(visit.page);
      await visit.signIn(who);
      for (const path of await pages()) {
        await visit.open(path);
        overhang.push(...(await overhangOn(visit.page)));
      }
      expect(overhang).toEqual([]);
    };
  journey(
    'fit a phone: no page of a customer has to be scrolled sideways',
    fits(people.acmeOwner, '/', customerPages),
    phone,
  );
  journey(
    'fit a phone: no page of the staff has to be scrolled sideways',
    fits(people.admin, '/admin/', adminPages),
    phone,
  );
  journey(
    'fit a phone: no page of a site has to be scrolled sideways by the staff',
    fits(people.admin, '/admin/', adminSitePages),
    phone,
  );

  journey(
    'have no page for a customer with a fault that axe knows, light or dark',
    async (visit) => {
      const { page, open, signIn } = visit;
      await open('/');
      const faults = await faultsInBoth(page);
      await signIn(people.acmeOwner);
      for (const path of customerPages()) {
        await open(path);
        faults.push(...(await faultsInBoth(page)));
        if (path === '/sites/new') faults.push(...(await faultsInWizard(visit)));
      }
      expect(faults).toEqual([]);
    },
    still,
  );

  const faultless = (pages: () => string[] | Promise<string[]>) => async (visit: Visit) => {
    const { page, open, signIn } = visit;
    await open('/admin/');
    const faults = await faultsInBoth(page);
    await signIn(people.admin);
    for (const path of await pages()) {
      await open(path);
      faults.push(...(await faultsInBoth(page)));
    }
    expect(faults).toEqual([]);
  };
  journey(
    'have no page for the staff with a fault that axe knows, light or dark',
    faultless(adminPages),
    still,
  );
  journey(
    'have no page of a site for the staff with a fault that axe knows, light or dark',
    faultless(adminSitePages),
    still,
  );
});

const isDark = (page: Page) => page.evaluate(() => document.documentElement.classList.contains('dark'));

/** All steps, what they say that are not filled in, and a long list of regions. */
async function faultsInWizard({ page }: Visit): Promise<string[]> {
  const faults: string[] = [];
  const look = async () => void faults.push(...(await faultsInBoth(page)));
  const choose = (group: string, choice: string) =>
    page.getByRole('group', { name: group }).getByText(choice, { exact: true }).click();
  await choose('What should it be?', 'Static site');
  await onward(page);
  await onward(page);
  await page.getByText('Give it a name.').waitFor();
  await look();
  await page.getByLabel('Name of the site').fill('Looked at');
  await page.getByLabel('index.html').fill('Closely.');
  await onward(page);
  await choose('Provider', 'Microsoft Azure');
  await onward(page);
  await page.getByText('Choose a region.').waitFor();
  await look();
  await choose('Region', 'Norway East');
  await onward(page);
  await page.getByRole('group', { name: 'Size' }).waitFor();
  await look();
  await onward(page);
  await page.getByRole('button', { name: 'Order and deploy' }).waitFor();
  await look();
  return faults;
}

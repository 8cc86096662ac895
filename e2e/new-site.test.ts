/** The wizard for a new site, beyond the shortest way through it. */
import type { Page } from 'playwright-core';
import { describeInBrowser } from './browser.ts';
import { people } from './platform.ts';
import { overhangOn } from './sight.ts';
import { siteOf } from './sites.ts';
import { describeSite, fillIn, onward } from './wizard.ts';

jest.setTimeout(120_000);

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

describeInBrowser('the wizard for a new site', (journey, platform) => {
  journey(
    'asks what a web application needs, in which region it should be, and says that the cloud is not connected',
    async ({ page, open, signIn }) => {
      await signIn(people.acmeOwner);
      await open('/sites/new');
      await choose(page, 'What should it be?', 'Web application');
      await onward(page);
      await page.getByLabel('Name of the site').fill('Orders');
      await page.getByLabel('Container image').fill('Not An Image');
      await page.getByLabel('Port').fill('99999');
      await onward(page);
      await page.getByText('At most 65535.').waitFor();
      await page.getByText(/another form than is asked for/).waitFor();
      await page.getByLabel('Container image').fill('docker.io/acme/orders:1.4.0');
      await page.getByLabel('Port').fill('9000');
      await page.getByLabel('Database', { exact: true }).selectOption('mysql');
      await page.getByRole('checkbox', { name: 'Standby' }).check();
      await onward(page);

      const providers = page.getByRole('group', { name: 'Provider' });
      expect(await providers.getByRole('radio', { name: /This machine/ }).isDisabled()).toBe(true);
      await providers.getByText('Web application cannot stand here').first().waitFor();
      await providers.getByText('Not connected, 33 regions').waitFor();
      await choose(page, 'Provider', 'Amazon Web Services');
      expect(await connection(page).getByRole('link').getAttribute('href')).toBe('/clouds');
      await page.getByRole('searchbox', { name: 'Search regions' }).fill('europe frank');
      await page.getByText('1 of 33 regions').waitFor();
      await choose(page, 'Region', 'Frankfurt');
      await onward(page);
      await page.getByText('2 CPUs, 4 GB').waitFor();
      await page.getByText('t3.medium, database db.t3.medium').click();
      await page.getByRole('link', { name: 'its documentation' }).waitFor();
      await page.getByText(/read on 20\d\d-\d\d-\d\d/).waitFor();
      await onward(page);

      expect(await factsOn(page)).toMatchObject({
        Name: 'Orders',
        Blueprint: 'Web application, version 1',
        'Container image': 'docker.io/acme/orders:1.4.0',
        Port: '9000',
        Database: 'mysql',
        Standby: 'Yes',
        Provider: 'Amazon Web Services',
        Region: 'Frankfurt (eu-central-1)',
        Size: 'Medium',
      });
      // Nothing could build it yet, so it can only be ordered.
      const deploy = page.getByRole('button', { name: 'Order and deploy' });
      expect(await deploy.getAttribute('aria-disabled')).toBe('true');
      await deploy.click({ force: true });
      await connection(page).getByRole('link', { name: 'connect the cloud' }).click();
      await page.getByRole('heading', { name: 'Clouds', level: 1 }).waitFor();
      await page.goBack();
      await page.getByRole('button', { name: 'Only order' }).click();
      await page.getByRole('heading', { name: 'Orders', level: 1 }).waitFor();
      const id = new URL(page.url()).pathname.split('/').at(-1)!;
      expect(await siteOf(await platform.as(people.acmeOwner), id)).toMatchObject({
        ...{ status: 'PENDING', cloudProvider: 'AWS', region: 'eu-central-1' },
        configuration: { image: 'docker.io/acme/orders:1.4.0', port: 9000, database: 'mysql', standby: true },
      });
    },
  );

  journey(
    'keeps what was typed through Back, Forward and a reload, and leads nobody past what is missing',
    async ({ page, open, signIn }) => {
      await signIn(people.acmeOwner);
      await open('/sites/new?step=review');
      // Nothing has been said yet, so that is where it begins.
      await page.getByLabel('Name of the site').waitFor();
      await describeSite(page, { name: 'Unfinished', title: 'Half a page', text: 'To be continued.' });
      await onward(page);
      await page.getByRole('group', { name: 'Provider' }).waitFor();
      await page.goBack();
      expect(await page.getByLabel('Title').inputValue()).toBe('Half a page');
      await page.goForward();
      await page.getByRole('group', { name: 'Provider' }).waitFor();
      await page.reload();
      await page.getByRole('group', { name: 'Provider' }).waitFor();
      await page.getByRole('button', { name: 'Back' }).click();
      expect(await page.getByLabel('Text').inputValue()).toBe('To be continued.');
      await page.getByRole('button', { name: 'Start over' }).click();
      await page.getByRole('group', { name: 'What should it be?' }).waitFor();
      await onward(page);
      await page.getByLabel('Name of the site').waitFor();
      expect(await page.getByLabel('Title').inputValue()).toBe('');
    },
  );

  journey(
    'only orders, if that is all one wants, and forgets the draft then',
    async ({ page, open, signIn }) => {
      await signIn(people.acmeOwner);
      await open('/sites/new');
      await fillIn(page, { name: 'Later', title: 'Not yet', text: '' });
      await page.getByRole('button', { name: 'Only order' }).click();
      await page.getByRole('heading', { name: 'Later', level: 1 }).waitFor();
      const id = new URL(page.url()).pathname.split('/').at(-1)!;
      expect(await siteOf(await platform.as(people.acmeOwner), id)).toMatchObject({
        status: 'PENDING',
        configuration: { title: 'Not yet', body: '', database: false },
      });
      await open('/sites/new');
      expect(await page.getByRole('button', { name: 'Start over' }).count()).toBe(0);
    },
  );

  journey(
    'shows at its field what only the platform knows',
    async ({ page, open, signIn }) => {
      await signIn(people.acmeOwner);
      await open('/sites/new');
      await fillIn(page, { name: 'Refused', title: 'Once more', text: '' });
      await page.route('**/graphql', async (route) => {
        const body = route.request().postData() ?? '';
        if (!body.includes('mutation CreateSite')) return route.continue();
        // A blueprint that has become stricter since the page was opened.
        await route.continue({ postData: body.replace('"title":"Once more"', '"title":7') });
      });
      await page.getByRole('button', { name: 'Order and deploy' }).click();
      await page.getByText('It must be string.').waitFor();
      expect(await page.getByLabel('Title').getAttribute('aria-invalid')).toBe('true');
      expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-invalid'))).toBe('true');
    },
    { expects: /400/ },
  );

  journey(
    'fits a phone in every step',
    async ({ page, open, signIn }) => {
      await signIn(people.acmeOwner);
      await open('/sites/new');
      const overhang = await overhangOn(page);
      const next = async () => {
        await onward(page);
        overhang.push(...(await overhangOn(page)));
      };
      await choose(page, 'What should it be?', 'Static site');
      await next();
      await page.getByLabel('Name of the site').fill('Small screen');
      await page.getByLabel('index.html').fill('<h1>Hello</h1>');
      await page.getByLabel(/^Name of what is added/).fill('a/very/long/path/'.repeat(6) + 'style.css');
      await page.getByRole('button', { name: 'Add to Files' }).click();
      overhang.push(...(await overhangOn(page)));
      await next();
      await choose(page, 'Provider', 'Google Cloud');
      await choose(page, 'Region', 'Zurich');
      await next();
      await next();
      await page.getByRole('button', { name: 'Only order' }).waitFor();
      expect([...overhang, ...(await overhangOn(page))]).toEqual([]);
    },
    phone,
  );
});

const choose = (page: Page, group: string, choice: string) =>
  page.getByRole('group', { name: group }).getByText(choice, { exact: true }).click();

/** What is said of the customer's account at the chosen cloud. */
const connection = (page: Page) => page.getByRole('note', { name: 'Connection' });

/** Names and values of all that is told in two columns. */
async function factsOn(page: Page): Promise<Record<string, string>> {
  await page.locator('dl').first().waitFor();
  return page.evaluate(() => {
    const texts = (tag: string) => [...document.querySelectorAll(tag)].map((one) => one.textContent ?? '');
    const values = texts('dd');
    return Object.fromEntries(texts('dt').map((name, index) => [name, values[index]!]));
  });
}

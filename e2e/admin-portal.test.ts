/** The staff's days, in a browser. */
import { describeInBrowser, submitSignIn } from './browser.ts';
import { people } from './platform.ts';
import { build } from './sites.ts';

jest.setTimeout(180_000);

describeInBrowser('the administration', (journey, platform) => {
  beforeAll(async () => {
    await build(await platform.as(people.acmeOwner), 'Flower shop');
    await build(await platform.as(people.solarOwner), 'Sun garden');
  }, 60_000);

  journey('is for staff: a customer is shown the way to the other portal', async ({ page, open }) => {
    await open('/admin/');
    await submitSignIn(page, people.acmeOwner);
    await page
      .getByRole('form', { name: 'Sign in' })
      .getByText(/customer portal/i)
      .waitFor();
    await page.getByRole('link', { name: 'Customer portal', exact: true }).click();
    await page.getByRole('heading', { name: 'Welcome back' }).waitFor();
    await submitSignIn(page, people.admin);
    await page.getByRole('form', { name: 'Sign in' }).getByText(/admin/i).waitFor();
    await page.getByRole('link', { name: 'Administration', exact: true }).click();
    await page.getByRole('heading', { name: 'Administration' }).waitFor();
    await submitSignIn(page, people.admin);
    await page.getByRole('heading', { name: 'Customers', level: 1 }).waitFor();
  });

  journey('takes on a customer, who is in the list from then on', async ({ page, open, signIn }) => {
    await signIn(people.admin);
    await open('/admin/customers');
    const table = page.getByRole('table', { name: 'Customers' });
    for (const name of ['Acme', 'Solar']) await table.getByRole('link', { name, exact: true }).waitFor();

    await page.getByRole('button', { name: 'New customer' }).click();
    const dialog = page.getByRole('dialog', { name: 'New customer' });
    await dialog.getByRole('button', { name: 'Create customer' }).click();
    await dialog.getByText('Give 1 to 100 characters on one line.').waitFor();
    await dialog.getByLabel('Name').fill('Lunar');
    await dialog.getByLabel('E-mail of the owner').fill('owner@lunar.test');
    await dialog.getByLabel('Tier').selectOption({ label: 'Premium' });
    await dialog.getByRole('button', { name: 'Create customer' }).click();

    await page.getByRole('heading', { name: 'Lunar', level: 1 }).waitFor();
    await page.getByText('Premium tier').waitFor();
    await page.getByText('This customer has not ordered a site yet.').waitFor();
    await page.getByRole('navigation', { name: 'Primary' }).getByRole('link', { name: 'Customers' }).click();
    await table.getByRole('link', { name: 'Lunar', exact: true }).waitFor();
  });

  journey('shows what a customer has, down to the log of a deployment, and whose it is', async (visit) => {
    const { page, open, signIn } = visit;
    await signIn(people.admin);
    await open('/admin/customers');
    await page.getByRole('link', { name: 'Acme', exact: true }).click();
    await page.getByRole('heading', { name: 'Acme', level: 1 }).waitFor();
    const sites = page.getByRole('table', { name: 'Sites of Acme' });
    await sites.getByRole('link', { name: 'Flower shop' }).waitFor();
    expect(await page.getByText('Sun garden').count()).toBe(0);

    await sites.getByRole('link', { name: 'Flower shop' }).click();
    await page.getByRole('heading', { name: 'Flower shop', level: 1 }).waitFor();
    await page.getByRole('table', { name: 'Deployments of Flower shop' }).getByRole('link').first().click();
    await page.getByRole('heading', { name: 'Deployment #1' }).waitFor();
    await page.getByText(`by ${people.acmeOwner}`).waitFor();
    expect(await page.getByRole('main').getByRole('link', { name: 'Acme' }).count()).toBeGreaterThan(0);
    await page.getByText('The site is live.').first().waitFor();
  });

  journey(
    'shows the sites and the deployments of all customers, with their names',
    async ({ page, open, signIn }) => {
      await signIn(people.admin);
      for (const [path, label] of [
        ['/admin/sites', 'Sites'],
        ['/admin/deployments', 'Deployments'],
      ] as const) {
        await open(path);
        const table = page.getByRole('table', { name: label });
        for (const [site, customer] of [
          ['Flower shop', 'Acme'],
          ['Sun garden', 'Solar'],
        ] as const) {
          await table.getByRole('row').filter({ hasText: site }).filter({ hasText: customer }).waitFor();
        }
      }
      await open('/admin/sites');
      await page.getByLabel('Search by name').fill('sun');
      await page.getByRole('row').filter({ hasText: 'Flower shop' }).waitFor({ state: 'detached' });
      await page.getByRole('row').filter({ hasText: 'Sun garden' }).waitFor();
    },
  );

  journey(
    "keeps its session apart from the customer portal's in the same browser",
    async ({ page, context, open, signIn }) => {
      await signIn(people.admin);
      await signIn(people.acmeOwner);
      const other = await context.newPage();
      await open('/admin/customers');
      await open('/sites', other);
      await page.getByRole('button', { name: `Account: ${people.admin}` }).waitFor();
      await other.getByRole('button', { name: `Account: ${people.acmeOwner}` }).click();
      await other.getByRole('menuitem', { name: 'Sign out' }).click();
      await other.getByRole('button', { name: 'Sign in' }).waitFor();
      await page.reload();
      await page.getByRole('link', { name: 'Acme', exact: true }).waitFor();
      await page.getByRole('button', { name: `Account: ${people.admin}` }).waitFor();
    },
  );
});

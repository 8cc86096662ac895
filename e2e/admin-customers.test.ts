/** What staff do with customers, in a browser, and what the customers then see. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readFolder } from '@hosterizer/kit/mail-folder';
import { root } from '@hosterizer/standalone/folders';
import type { Page } from 'playwright-core';
import { describeInBrowser, submitSignIn, type Visit } from './browser.ts';
import { people, type Platform } from './platform.ts';
import { faultsInBoth, overhangOn, settled } from './sight.ts';
import { customerOf, order } from './sites.ts';
import { until } from './until.ts';

jest.setTimeout(180_000);

const support = 'support@hosterizer.test';
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

describeInBrowser('customers in the administration', (journey, platform) => {
  let solar = '';
  let supportPassword = '';
  beforeAll(async () => {
    const owner = await platform.as(people.solarOwner);
    solar = (await customerOf(owner)).id;
    await order(owner, 'Sun garden');
    supportPassword = await makeStaff(platform, support, 'support');
  }, 60_000);

  journey('a new customer’s owner gets a mail by which to choose a password', async (visit) => {
    const { page, open, signIn } = visit;
    await signIn(people.admin);
    await open('/admin/customers?new');
    const dialog = page.getByRole('dialog', { name: 'New customer' });
    await dialog.getByLabel('Name').fill('Lunar');
    await dialog.getByLabel('E-mail of the owner').fill('owner@lunar.test');
    await dialog.getByRole('button', { name: 'Create customer' }).click();
    await page.getByRole('heading', { name: 'Lunar', level: 1 }).waitFor();

    const mail = await until('a mail to the owner', () => mailTo(platform, 'owner@lunar.test'));
    expect(mail).toMatch(/\/reset-password\?token=/);
  });

  journey('filters stand in the address, and can be taken away again', async ({ page, open, signIn }) => {
    await signIn(people.admin);
    await open('/admin/customers');
    const table = page.getByRole('table', { name: 'Customers' });
    await table.getByRole('link', { name: 'Acme', exact: true }).waitFor();
    await page.getByLabel('Search by name').fill('sol');
    await table.getByRole('link', { name: 'Acme', exact: true }).waitFor({ state: 'detached' });
    await table.getByRole('link', { name: 'Solar', exact: true }).waitFor();
    await page.getByLabel('Status').selectOption({ label: 'Suspended' });
    await page.getByRole('heading', { name: 'No customer matches' }).waitFor();
    expect(new URL(page.url()).search).toBe('?search=sol&status=SUSPENDED');
    await page.getByRole('button', { name: 'Clear the filters' }).click();
    await table.getByRole('link', { name: 'Acme', exact: true }).waitFor();
    expect(await page.getByLabel('Search by name').inputValue()).toBe('');

    await open('/admin/customers?status=ACTIVE');
    await page.getByRole('button', { name: 'Remove filter Status: Active' }).click();
    await table.getByRole('link', { name: 'Acme', exact: true }).waitFor();
    expect(new URL(page.url()).search).toBe('');
  });

  journey(
    'a suspended customer sees everything and changes nothing, until it is open again',
    async (visit) => {
      const { page, context, open, signIn } = visit;
      await signIn(people.admin);
      await open(`/admin/customers/${solar}`);
      const dialog = await chooseMove(page, 'Suspend…');
      await dialog.getByText('change nothing and deploy nothing').waitFor();
      await dialog.getByRole('button', { name: 'Suspend' }).click();
      await dialog.getByText('Say why.').waitFor();
      await dialog.getByLabel('Reason').fill('Two invoices are unpaid.');
      await dialog.getByRole('button', { name: 'Suspend' }).click();
      await dialog.waitFor({ state: 'detached' });
      await page.getByRole('heading', { name: 'Status' }).waitFor();
      expect(await page.getByText('Two invoices are unpaid.').count()).toBeGreaterThan(0);
      await page.getByText(people.admin, { exact: true }).waitFor();

      await signIn(people.solarOwner);
      const portal = await context.newPage();
      await open('/sites', portal);
      await portal.getByText(/Solar is suspended/).waitFor();
      await portal.getByRole('link', { name: 'Sun garden' }).first().click();
      await settled(portal);
      const deploy = portal.getByRole('button', { name: /^Deploy/ }).first();
      expect(await deploy.getAttribute('aria-disabled')).toBe('true');

      await (await chooseMove(page, 'Open again…')).getByRole('button', { name: 'Open again' }).click();
      await page.getByText('Two invoices are unpaid.').first().waitFor({ state: 'detached' });
      await portal.reload();
      await settled(portal);
      expect(await portal.getByText(/Solar is suspended/).count()).toBe(0);
    },
  );

  journey('staff act for a customer under a red banner, and stop when they like', async (visit) => {
    const { page, open, signIn } = visit;
    await signIn(people.admin);
    await open(`/admin/customers/${solar}`);
    await page.getByRole('button', { name: 'Act for customer…' }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByLabel('Reason').fill('Help');
    await dialog.getByRole('button', { name: 'Open their portal' }).click();
    await dialog.getByText('Say why, in 10 characters or more.').waitFor();
    await dialog.getByLabel('Reason').fill('Ticket 4711: a site does not deploy');
    await dialog.getByRole('button', { name: 'Open their portal' }).click();

    await page.getByText(/You act for Solar/).waitFor();
    await page.getByText(/Ticket 4711/).waitFor();
    await page.getByRole('link', { name: 'Sun garden' }).first().waitFor();
    await page.getByRole('button', { name: 'End now' }).click();
    await page.waitForURL(/\/admin\//);
    await settled(page);
    await open('/');
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
  });

  journey('name, tier and notes are kept, and nobody leaves unsaved ones unasked', async (visit) => {
    const { page, open, signIn } = visit;
    await signIn(people.admin);
    await open(`/admin/customers/${solar}/settings`);
    await page.getByRole('button', { name: 'Add a note' }).click();
    await page.getByLabel('Name of note 1').fill('Contract');
    await page.getByLabel('Text of note 1').fill('C-118');
    await page.getByLabel('Tier').selectOption({ label: 'Premium' });
    await page.getByRole('navigation', { name: 'Customer' }).getByRole('link', { name: 'Overview' }).click();
    const warning = page.getByRole('alertdialog', { name: 'Leave without saving?' });
    await warning.getByRole('button', { name: 'Stay here' }).click();
    await warning.waitFor({ state: 'detached' });
    expect(await page.getByLabel('Text of note 1').inputValue()).toBe('C-118');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Nothing to save').waitFor();
    await page.reload();
    await settled(page);
    expect(await page.getByLabel('Name of note 1').inputValue()).toBe('Contract');
    await page.getByText('Premium tier').waitFor();
  });

  journey('support sees all of it, and is told why nothing can be changed', async ({ page, open }) => {
    await open('/admin/');
    await submitSignIn(page, support, supportPassword);
    await page
      .getByRole('table', { name: 'Customers' })
      .getByRole('link', { name: 'Solar', exact: true })
      .click();
    await settled(page);
    for (const name of ['Change status', 'Act for customer…']) {
      const button = page.getByRole('button', { name });
      expect(await button.getAttribute('aria-disabled')).toBe('true');
      await button.click({ force: true });
    }
    expect(await page.getByRole('alertdialog').count()).toBe(0);
    await page.getByRole('button', { name: 'Change status' }).focus();
    await page
      .getByRole('tooltip')
      .getByText(/support/)
      .waitFor();
    await page.getByRole('link', { name: 'Settings', exact: true }).click();
    await page.getByText('Notes are shown to those who may change a customer.').waitFor();
    expect(await page.getByLabel('Name', { exact: true }).isDisabled()).toBe(true);
    await page.getByRole('link', { name: 'Branding', exact: true }).click();
    await settled(page);
    expect(await page.getByLabel('Product name').isDisabled()).toBe(true);
  });

  const paths = () =>
    ['', '/sites', '/branding', '/settings'].map((tab) => `/admin/customers/${solar}${tab}`);
  const others = ['/admin/customers?status=INACTIVE', '/admin/audit', '/admin/settings/security'];

  journey(
    'no page has a fault that axe knows, light or dark, its dialogs neither',
    async ({ page, open, signIn }) => {
      await signIn(people.admin);
      const faults: string[] = [];
      for (const path of [...paths(), ...others]) {
        await open(path);
        faults.push(...(await faultsInBoth(page)));
      }
      await open(paths()[0]!);
      await chooseMove(page, 'Suspend…');
      faults.push(...(await faultsInBoth(page)));
      expect(faults).toEqual([]);
    },
    { reducedMotion: 'reduce' },
  );

  journey(
    'no page has to be scrolled sideways on a phone',
    async ({ page, open, signIn }: Visit) => {
      await signIn(people.admin);
      const overhang: string[] = [];
      for (const path of [...paths(), ...others]) {
        await open(path);
        overhang.push(...(await overhangOn(page)));
      }
      expect(overhang).toEqual([]);
    },
    phone,
  );
});

/** Opens the menu of moves and chooses one; the dialog that asks. */
async function chooseMove(page: Page, name: string) {
  await page.getByRole('button', { name: 'Change status' }).click();
  await page.getByRole('menuitem', { name }).click();
  const dialog = page.getByRole('alertdialog');
  await dialog.waitFor();
  return dialog;
}

/** Makes one of the staff as an operator does. Returns the password. */
async function makeStaff({ folders }: Platform, email: string, role: string): Promise<string> {
  const { DATABASE_URL: _database, REDIS_URL: _redis, NODE_ENV: _, ...environment } = process.env;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(root, 'standalone/launch.mjs'), 'admin:create', email, role],
    { cwd: root, env: { ...environment, HOSTERIZER_DATA: folders.data } },
  );
  return /password (\S+)/.exec(stdout)![1]!;
}

/** What the newest mail to an address says; undefined while there is none. */
async function mailTo({ folders }: Platform, address: string): Promise<string | undefined> {
  const mails = await readFolder(join(folders.data, 'mail'), 50);
  return mails.find(({ to }) => to.includes(address))?.text;
}

/** What the customer portal says the whole time: that staff act, and that a customer is suspended. */
import { SetCustomerStatusDocument, type CustomerStatus } from '@hosterizer/sdk/generated/graphql';
import { describeInBrowser } from './browser.ts';
import { people } from './platform.ts';
import { faultsInBoth } from './sight.ts';
import { customerOf } from './sites.ts';

jest.setTimeout(180_000);

const reason = 'They asked on the phone why a deployment fails';

describeInBrowser('the customer portal', (journey, platform) => {
  async function put(status: CustomerStatus) {
    const { id } = await customerOf(await platform.as(people.solarOwner));
    const admin = await platform.as(people.admin);
    await admin.request(SetCustomerStatusDocument, { input: { id, status, reason: 'An unpaid invoice.' } });
  }

  journey('tells staff for whom they act, why and how long, and ends it', async ({ page, open, signIn }) => {
    const { id } = await customerOf(await platform.as(people.acmeOwner));
    await signIn(people.admin);
    await open(`/admin/customers/${id}`);
    await page.getByRole('button', { name: /^Act for/ }).click();
    await page.getByRole('dialog').or(page.getByRole('alertdialog')).getByRole('textbox').fill(reason);
    await page.getByRole('button', { name: 'Open their portal' }).click();
    const banner = page
      .getByRole('status')
      .filter({ hasText: `You act for Acme as Hosterizer staff: ${reason}` });
    await banner.waitFor();
    expect(await banner.textContent()).toMatch(/Ends in (30|29) minutes/);
    expect(await faultsInBoth(page)).toEqual([]);

    await open('/audit');
    await page.getByRole('row').filter({ hasText: 'Act for customer' }).getByText('Acting').first().waitFor();
    await open('/settings/security');
    await page.getByRole('heading', { name: 'Not while you act for a customer' }).waitFor();

    await banner.getByRole('button', { name: 'End now' }).click();
    await page.waitForURL(/\/admin\//);
    await page.getByRole('button', { name: `Account: ${people.admin}` }).waitFor();
    await open('/sites');
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
  });

  journey(
    'says that a customer is suspended, and why nothing can be changed',
    async ({ page, open, signIn }) => {
      await signIn(people.solarOwner);
      await put('SUSPENDED');
      try {
        await open('/members');
        await page.getByRole('status').filter({ hasText: 'Solar is suspended.' }).waitFor();
        const invite = page.getByRole('button', { name: 'Invite' });
        expect(await invite.getAttribute('aria-disabled')).toBe('true');
        await invite.focus();
        await page.getByRole('tooltip').getByText('Solar is suspended: everything can be read').waitFor();
        expect(await faultsInBoth(page)).toEqual([]);
      } finally {
        await put('ACTIVE');
      }
      await open('/members');
      await page.getByRole('button', { name: 'Invite' }).click();
      await page.getByRole('dialog', { name: 'Invite somebody' }).waitFor();
    },
  );
});

/** How an owner brings people in and sends them away, in a browser. */
import { describeInBrowser, submitSignIn } from './browser.ts';
import { linkFor } from './mail.ts';
import { people } from './platform.ts';
import { faultsInBoth, overhangOn, settled } from './sight.ts';

jest.setTimeout(180_000);

const chosen = 'seven quiet paper boats';

describeInBrowser('members', (journey, platform) => {
  journey(
    'come by an invitation, get the role that it names, and another one later',
    async ({ page, context, open, signIn }) => {
      await signIn(people.acmeOwner);
      await open('/members');
      await page.getByRole('button', { name: 'Invite' }).click();
      const dialog = page.getByRole('dialog', { name: 'Invite somebody' });
      await dialog.getByRole('button', { name: 'Send the invitation' }).click();
      await dialog.getByText('Type the address to which it goes.').waitFor();
      await dialog.getByLabel('E-mail').fill('dora@acme.test');
      await dialog.getByText('Changes and deploys sites.').click();
      await dialog.getByRole('button', { name: 'Send the invitation' }).click();
      await page.getByRole('table', { name: 'Invitations' }).getByText('dora@acme.test').waitFor();
      const link = await linkFor(platform, 'dora@acme.test', '/invitation');

      const elsewhere = await context.browser()!.newContext({ baseURL: platform.url });
      try {
        const theirs = await elsewhere.newPage();
        await theirs.goto(link);
        await theirs.getByRole('heading', { name: 'Join Acme' }).waitFor();
        await theirs.getByText('dora@acme.test is invited as developer.').waitFor();
        await theirs.getByLabel('Your name').fill('Dora Dell');
        await theirs.getByLabel('Choose a password').fill(chosen);
        await theirs.getByRole('button', { name: 'Join Acme' }).click();
        await theirs.getByRole('heading', { name: 'Sites', level: 1 }).waitFor();
        expect(await theirs.getByRole('navigation', { name: 'Primary' }).getByText('Audit log').count()).toBe(
          0,
        );

        await open('/members');
        const row = page.getByRole('row').filter({ hasText: 'Dora Dell' });
        await row.getByText('Developer').waitFor();
        await row.getByRole('button', { name: 'Actions for Dora Dell' }).click();
        await page.getByRole('menuitem', { name: 'Change role…' }).click();
        await page.getByRole('dialog').getByText('Costs and invoices.', { exact: false }).click();
        await page.getByRole('button', { name: 'Change the role' }).click();
        await row.getByText('Billing').waitFor();

        await theirs.goto(link);
        await theirs.getByRole('heading', { name: 'This invitation no longer holds' }).waitFor();

        await row.getByRole('button', { name: 'Actions for Dora Dell' }).click();
        await page.getByRole('menuitem', { name: 'Remove…' }).click();
        const question = page.getByRole('alertdialog', { name: 'Remove Dora Dell?' });
        await question.getByText('Their sessions here, on every device').waitFor();
        await question.getByText('No API key: none was made by them').waitFor();
        await question.getByRole('button', { name: 'Remove the member' }).click();
        await page.getByText('Dora Dell is no longer a member').waitFor();
        await row.waitFor({ state: 'detached' });
        await theirs.goto('/sites');
        await theirs.getByRole('button', { name: 'Sign in' }).waitFor();
      } finally {
        await elsewhere.close();
      }
    },
  );

  journey('are invited with the account that they have: they sign in, and belong to both', async (visit) => {
    const { page, context, open, signIn } = visit;
    await signIn(people.acmeOwner);
    await open('/members?invite');
    const dialog = page.getByRole('dialog', { name: 'Invite somebody' });
    await dialog.getByLabel('E-mail').fill(people.solarOwner);
    await dialog.getByText('Looks at everything that is built', { exact: false }).click();
    await dialog.getByRole('button', { name: 'Send the invitation' }).click();
    await page.getByRole('table', { name: 'Invitations' }).getByText(people.solarOwner).waitFor();
    const first = await linkFor(platform, people.solarOwner, '/invitation');

    await page.getByRole('button', { name: `Actions for the invitation of ${people.solarOwner}` }).click();
    await page.getByRole('menuitem', { name: 'Send again' }).click();
    await page.getByText('Sent again').waitFor();
    const second = await linkOtherThan(first);

    const elsewhere = await context.browser()!.newContext({ baseURL: platform.url });
    try {
      const theirs = await elsewhere.newPage();
      await theirs.goto(first);
      await theirs.getByRole('heading', { name: 'This invitation no longer holds' }).waitFor();
      await theirs.goto(second);
      await theirs.getByText('You have an account already.', { exact: false }).waitFor();
      await theirs.getByLabel('Password', { exact: true }).fill('hosterizer-demo');
      await theirs.getByRole('button', { name: 'Sign in' }).click();
      await theirs.getByRole('button', { name: /^Accept as/ }).click();
      await theirs.getByRole('heading', { name: 'Sites', level: 1 }).waitFor();
      const account = theirs.getByRole('button', { name: /^Account/ });
      await account.click();
      await theirs.getByText('viewer of Acme').waitFor();
      await theirs.getByRole('menuitemradio', { name: 'Solar' }).click();
      await theirs.getByRole('navigation', { name: 'Primary' }).getByText('Solar').waitFor();
      await account.click();
      await theirs.getByText('owner of Solar').waitFor();
    } finally {
      await elsewhere.close();
    }

    async function linkOtherThan(old: string): Promise<string> {
      for (;;) {
        const link = await linkFor(platform, people.solarOwner, '/invitation');
        if (link !== old) return link;
        await page.waitForTimeout(50);
      }
    }
  });

  journey(
    'keep their last owner, and look at the list without changing it',
    async ({ page, open, signIn }) => {
      await signIn(people.acmeOwner);
      await open('/members');
      await page.getByRole('button', { name: `Actions for ${people.acmeOwner}` }).click();
      const leave = page.getByRole('menuitem', { name: /^Leave/ });
      expect(await leave.getAttribute('aria-disabled')).toBe('true');
      expect(await leave.textContent()).toContain('The last owner stays.');
      await page.keyboard.press('Escape');
    },
  );

  journey('are shown to a viewer, who can invite nobody', async ({ page, open, signIn }) => {
    await signIn(people.acmeViewer);
    await open('/members');
    await page
      .getByRole('row')
      .filter({ hasText: people.acmeOwner })
      .getByText('Owner', { exact: true })
      .waitFor();
    const invite = page.getByRole('button', { name: 'Invite' });
    expect(await invite.getAttribute('aria-disabled')).toBe('true');
    await invite.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('tooltip').getByText('members:write').waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(await page.getByRole('button', { name: /^Actions for/ }).count()).toBe(0);
  });

  journey(
    'have pages without a fault that axe knows, light or dark',
    async ({ page, open, signIn }) => {
      await signIn(people.acmeOwner);
      const faults: string[] = [];
      for (const path of ['/members', '/members?invite']) {
        await open(path);
        faults.push(...(await faultsInBoth(page)));
      }
      await open('/members');
      await page.getByRole('button', { name: `Actions for ${people.acmeOwner}` }).click();
      await page.getByRole('menuitem', { name: /^Leave/ }).waitFor();
      faults.push(...(await faultsInBoth(page)));
      expect(faults).toEqual([]);
    },
    { reducedMotion: 'reduce' },
  );

  journey(
    'fit a phone',
    async ({ page, open }) => {
      await open('/');
      await submitSignIn(page, people.acmeOwner);
      await settled(page);
      const overhang: string[] = [];
      for (const path of ['/members', '/members?invite', '/sites']) {
        await open(path);
        overhang.push(...(await overhangOn(page)));
      }
      expect(overhang).toEqual([]);
    },
    { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  );
});

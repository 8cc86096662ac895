/** What somebody does about their own account, in a browser. */
import type { Page } from 'playwright-core';
import { generateSync } from 'otplib';
import { describeInBrowser, submitSignIn, type Visit } from './browser.ts';
import { linkFor } from './mail.ts';
import { password, people } from './platform.ts';
import { faultsInBoth, overhangOn, settled } from './sight.ts';
import { describeSite, onward } from './wizard.ts';

jest.setTimeout(180_000);

const still = { reducedMotion: 'reduce' } as const;
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

describeInBrowser('an account', (journey, platform) => {
  journey('is asked for a second factor once it is set up, and a recovery code does too', async (visit) => {
    const { page, open } = visit;
    await open('/');
    await submitSignIn(page, people.acmeViewer);
    await primary(page).waitFor();
    const { secret, recovery } = await setUpSecondFactor(visit);
    await signOut(page);

    await submitSignIn(page, people.acmeViewer);
    const code = page.getByLabel('Six-digit code');
    await code.waitFor();
    expect(await code.evaluate((field) => field === document.activeElement)).toBe(true);
    expect(await code.getAttribute('autocomplete')).toBe('one-time-code');
    expect(await code.getAttribute('inputmode')).toBe('numeric');
    await code.fill('000000');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page
      .getByText(/code/i)
      .filter({ hasText: /wrong|not|again/i })
      .first()
      .waitFor();
    // The code of this half minute was used to set it up, and none is good twice.
    await code.fill(codeOf(secret, 30));
    await page.getByRole('button', { name: 'Continue' }).click();
    await primary(page).waitFor();
    await signOut(page);

    await submitSignIn(page, people.acmeViewer);
    await page.getByRole('button', { name: /recovery code/ }).click();
    await page.getByLabel('Recovery code').fill(recovery);
    await page.getByRole('button', { name: 'Continue' }).click();
    await primary(page).waitFor();
    await open('/settings/security');
    await page.getByText('9 recovery codes are left.').waitFor();

    await page.getByRole('button', { name: 'Switch off' }).click();
    await page.getByLabel('Your password').fill(password);
    await page.getByRole('button', { name: 'Switch it off' }).click();
    await page.getByText('The second factor is off').waitFor();
  });

  journey('gets a new password by a link in a mail, and the link holds once', async ({ page, open }) => {
    const chosen = 'four sunny garden gnomes';
    await open('/');
    await page.getByRole('link', { name: 'Forgot your password?' }).click();
    await page.getByLabel('E-mail').fill('nobody@nowhere.test');
    await page.getByRole('button', { name: 'Send the link' }).click();
    await page.getByRole('heading', { name: 'Look into your mailbox' }).waitFor();
    await open('/forgot-password');
    await page.getByLabel('E-mail').fill(people.solarOwner);
    await page.getByRole('button', { name: 'Send the link' }).click();
    await page.getByRole('heading', { name: 'Look into your mailbox' }).waitFor();

    const link = await linkFor(platform, people.solarOwner, '/reset-password');
    await open(link);
    await page.getByLabel('New password').fill('short');
    await page.getByText('7 more characters needed.').waitFor();
    await page.getByLabel('New password').fill(chosen);
    await page.getByRole('button', { name: 'Change the password' }).click();
    await page.getByRole('heading', { name: 'Your password is changed' }).waitFor();
    await page.getByRole('link', { name: 'Sign in' }).click();
    await submitSignIn(page, people.solarOwner, chosen);
    await page.getByRole('heading', { name: 'Sites', level: 1 }).waitFor();

    await open(link);
    await page.getByLabel('New password').fill('another four garden gnomes');
    await page.getByRole('button', { name: 'Change the password' }).click();
    await page.getByRole('heading', { name: 'This link no longer works' }).waitFor();
  });

  journey(
    'ends a session from afar, and the page there goes on after its password is typed again',
    async ({ page, context, open }) => {
      await open('/');
      await submitSignIn(page, people.acmeOwner);
      await primary(page).waitFor();
      const elsewhere = await context.browser()!.newContext({ baseURL: platform.url });
      try {
        const other = await elsewhere.newPage();
        await other.goto('/');
        await submitSignIn(other, people.acmeOwner);
        await other.getByRole('link', { name: 'New site' }).first().click();
        await onward(other);
        await describeSite(other, { name: 'Half done', title: 'Not lost', text: 'At all.' });

        await open('/settings/security');
        const sessions = page.locator('section').filter({ hasText: 'Where you are signed in' });
        expect(await sessions.getByText('This one').count()).toBe(1);
        await sessions
          .getByRole('button', { name: /^End the session: Chrome/ })
          .first()
          .click();
        await page.getByText('The session has ended').waitFor();

        await onward(other);
        await other.getByRole('group', { name: 'Provider' }).getByText('This machine').click();
        await onward(other);
        await onward(other);
        await other.getByRole('button', { name: 'Order and deploy' }).click();
        const dialog = other.getByRole('alertdialog', { name: 'Your session has ended' });
        await dialog.getByLabel('Password', { exact: true }).fill(password);
        await dialog.getByRole('button', { name: 'Sign in' }).click();
        await other.getByRole('heading', { name: 'Deployment #1' }).waitFor();
        await other.getByText('Half done').first().waitFor();
      } finally {
        await elsewhere.close();
      }
    },
  );

  const openPages = [
    '/forgot-password',
    '/reset-password?token=x',
    '/reset-password?token=x&welcome=1',
    '/reset-password',
    '/verify-email?token=x',
    '/invitation?token=x',
  ];

  journey(
    'has no page with a fault that axe knows, light or dark',
    async ({ page, open, signIn }) => {
      const faults: string[] = [];
      for (const path of openPages) {
        await open(path);
        faults.push(...(await faultsInBoth(page)));
      }
      await signIn(people.acmeOwner);
      await open('/settings/security');
      faults.push(...(await faultsInBoth(page)));
      await page.getByRole('button', { name: 'Set up' }).click();
      await page.getByLabel('Your password').fill(password);
      faults.push(...(await faultsInBoth(page)));
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByRole('img', { name: /QR code/ }).waitFor();
      faults.push(...(await faultsInBoth(page)));
      expect(faults).toEqual([]);
    },
    still,
  );

  journey(
    'fits a phone',
    async ({ page, open, signIn }) => {
      const overhang: string[] = [];
      for (const path of openPages) {
        await open(path);
        overhang.push(...(await overhangOn(page)));
      }
      await signIn(people.acmeOwner);
      await open('/settings/security');
      overhang.push(...(await overhangOn(page)));
      expect(overhang).toEqual([]);
    },
    phone,
  );
});

const primary = (page: Page) => page.getByRole('navigation', { name: 'Primary' });

/** The code of the app, some seconds from now. */
const codeOf = (secret: string, later = 0) =>
  generateSync({ secret, epoch: Math.floor(Date.now() / 1000) + later });

async function setUpSecondFactor({ page, open }: Visit): Promise<{ secret: string; recovery: string }> {
  await open('/settings/security');
  await page.getByRole('button', { name: 'Set up' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Your password').fill(password);
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await dialog.getByRole('img', { name: /QR code/ }).waitFor();
  const secret = (await dialog.locator('code').first().textContent())!.trim();
  await dialog.getByLabel('Six-digit code').fill(codeOf(secret));
  await dialog.getByRole('button', { name: 'Switch it on' }).click();
  const codes = dialog.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem');
  await codes.first().waitFor();
  expect(await codes.count()).toBe(10);
  const recovery = (await codes.first().textContent())!.trim();
  const done = dialog.getByRole('button', { name: 'Done' });
  expect(await done.isDisabled()).toBe(true);
  await dialog.getByLabel('I have kept them in a safe place').check();
  await done.click();
  await page.getByText('The second factor is on').waitFor();
  await settled(page);
  return { secret, recovery };
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Account/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByLabel('E-mail').waitFor();
}

/** A customer's days, in a browser. */
import type { Page } from 'playwright-core';
import { describeInBrowser, submitSignIn } from './browser.ts';
import { people } from './platform.ts';
import { tabTo, watch } from './sight.ts';
import { build, pageAt, type Built } from './sites.ts';
import { until } from './until.ts';
import { describeSite, onward } from './wizard.ts';

jest.setTimeout(180_000);

describeInBrowser('the customer portal', (journey, platform) => {
  let shop: Built;
  let stranger: Built;
  beforeAll(async () => {
    [shop, stranger] = await Promise.all([
      build(await platform.as(people.acmeOwner), 'Flower shop'),
      build(await platform.as(people.solarOwner), 'Sun garden'),
    ]);
  }, 60_000);

  journey(
    'refuses a wrong password in words and opens the sites for the right one',
    async ({ page, open }) => {
      await open('/');
      await submitSignIn(page, people.acmeOwner, 'not-the-password');
      await page
        .getByRole('alert')
        .or(page.locator('form'))
        .getByText(/password/i)
        .first()
        .waitFor();
      await submitSignIn(page, people.acmeOwner);
      await page.getByRole('heading', { name: 'Sites', level: 1 }).waitFor();
      expect(new URL(page.url()).pathname).toBe('/sites');
      await page.getByRole('link', { name: 'Flower shop', exact: true }).waitFor();
      expect(await page.getByText('Sun garden').count()).toBe(0);
    },
  );

  journey(
    'leads from an idea to a live page, and shows every step of Terraform while it happens',
    async (visit) => {
      const { page, open, signIn } = visit;
      await signIn(people.acmeOwner);
      await open('/sites');
      await page.getByRole('link', { name: 'New site' }).click();
      await page.getByRole('group', { name: 'What should it be?' }).getByText('Website').first().click();
      await onward(page);
      await onward(page);
      expect(await page.getByText('Give it a name.').isVisible()).toBe(true);
      expect(await page.getByText('Is required.').isVisible()).toBe(true);
      await describeSite(page, { name: 'Bookshop', title: 'Books & more', text: 'Read something good.' });
      await onward(page);
      await page.getByRole('group', { name: 'Provider' }).getByText('This machine').click();
      await onward(page);
      await page.getByRole('group', { name: 'Size' }).getByText('Medium').click();
      await onward(page);
      // The runner stands still until the page is there, so that its work is watched from the very beginning.
      const runner = visit.platform.pidOf('runner');
      process.kill(runner, 'SIGSTOP');
      await page.getByRole('button', { name: 'Order and deploy' }).click();
      const planning = page.getByRole('list', { name: 'Phases' }).locator('[aria-current=step]');
      await planning
        .filter({ hasText: 'Planning' })
        .waitFor()
        .catch((error: unknown) => {
          process.kill(runner, 'SIGCONT');
          throw error;
        });
      const seen = await watch(
        async () => ({
          lines: Number(
            /(\d+) lines?/.exec(await textOf(page.getByRole('toolbar', { name: 'Log' })))?.[1] ?? 0,
          ),
          step: await textOf(page.getByRole('list', { name: 'Phases' }).locator('[aria-current=step]')),
          over: (await page.getByRole('heading', { name: 'Log', exact: true }).count()) > 0,
          // Once this has been seen, it goes on.
          goesOn: process.kill(runner, 'SIGCONT'),
        }),
        ({ over, lines }) => over && lines > 50,
      );
      const before = seen.filter(({ over }) => !over);
      const lines = before.map(({ lines: count }) => count);
      expect(new Set(lines).size).toBeGreaterThan(2);
      expect(lines).toEqual([...lines].sort((a, b) => a - b));
      const steps = [
        ...new Set(before.flatMap(({ step }) => /Queued|Planning|Applying/.exec(step) ?? []).map(String)),
      ];
      expect(steps.slice(-2)).toEqual(['Planning', 'Applying']);

      const plan = page
        .locator('section')
        .filter({ has: page.getByRole('heading', { name: 'Plan', exact: true }) });
      expect(await textOf(plan)).toContain('+9 to create');
      expect(await plan.getByRole('listitem').count()).toBe(9);
      expect(await page.getByText('The site is live.').count()).toBeGreaterThan(0);

      const [site] = await Promise.all([
        page.waitForEvent('popup'),
        page.getByRole('link', { name: 'Visit site' }).click(),
      ]);
      await site.getByRole('heading', { name: 'Books & more' }).waitFor();
      expect(new URL(site.url()).hostname).toBe('127.0.0.2');
    },
  );

  journey('changes what visitors see by saving and deploying', async ({ page, open, signIn }) => {
    await signIn(people.acmeOwner);
    await open(`/sites/${shop.id}`);
    await page.getByLabel('Title').fill('Flowers, every day');
    await page.getByRole('button', { name: 'Save and deploy' }).click();
    await page.getByRole('heading', { name: 'Deployment #2' }).waitFor();
    await page.getByRole('heading', { name: 'Log', exact: true }).waitFor({ timeout: 60_000 });
    await until('the new title', async () => (await pageAt(shop.url))?.includes('Flowers, every day'));
  });

  journey('finds words in a log and steps through them', async ({ page, open, signIn }) => {
    await signIn(people.acmeOwner);
    await open(`/sites/${shop.id}/deployments/${shop.deploymentId}`);
    await page.keyboard.press('/');
    await page.keyboard.type('creation complete');
    const status = page.getByRole('search').getByRole('status');
    await status.getByText('1/9').waitFor();
    await page.keyboard.press('Enter');
    await status.getByText('2/9').waitFor();
    await page.locator('[data-hit] mark').getByText('Creation complete').waitFor();
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.press('Shift+Enter');
    await status.getByText('9/9').waitFor();
  });

  journey('removes a site only when its name has been typed', async ({ page, open, signIn }) => {
    await signIn(people.acmeOwner);
    const site = await build(await platform.as(people.acmeOwner), 'Short-lived');
    await open(`/sites/${site.id}`);
    await page.getByRole('button', { name: 'Remove site' }).click();
    const dialog = page.getByRole('alertdialog', { name: 'Remove Short-lived?' });
    const remove = dialog.getByRole('button', { name: 'Remove the site' });
    expect(await remove.isDisabled()).toBe(true);
    await dialog.getByRole('textbox').fill('Short');
    expect(await remove.isDisabled()).toBe(true);
    await dialog.getByRole('textbox').fill('Short-lived');
    await remove.click();
    await page.getByText('The site is gone').first().waitFor({ timeout: 60_000 });
    expect(await pageAt(site.url)).toBeNull();
    await open('/sites');
    expect(await page.getByText('Short-lived', { exact: true }).count()).toBe(0);
  });

  journey('lets a viewer look at everything and change nothing', async ({ page, open, signIn }) => {
    await signIn(people.acmeViewer);
    await open(`/sites/${shop.id}`);
    for (const name of [/^Deploy/, /^Remove site$/]) await expectInert(page, name);
    expect(await page.getByLabel('Title').isDisabled()).toBe(true);
    expect(await page.getByRole('button', { name: 'Save and deploy' }).isDisabled()).toBe(true);
    // What looks inert is inert.
    await page.getByRole('button', { name: /^Remove site$/ }).click({ force: true });
    expect(await page.getByRole('alertdialog').count()).toBe(0);
    await open('/sites');
    const newSite = page.getByRole('link', { name: 'New site' });
    expect(await newSite.getAttribute('aria-disabled')).toBe('true');
    await newSite.click({ force: true });
    expect(new URL(page.url()).pathname).toBe('/sites');
  });

  journey('returns to where one wanted to go, after signing in', async ({ page, open }) => {
    await open(`/sites/${shop.id}`);
    await submitSignIn(page, people.acmeOwner);
    await page.getByRole('heading', { name: 'Flower shop', level: 1 }).waitFor();
    expect(new URL(page.url()).pathname).toBe(`/sites/${shop.id}`);
  });

  journey(
    'shows nothing any more to somebody who has signed out, not even by going back',
    async ({ page, open }) => {
      await open('/');
      await submitSignIn(page, people.acmeOwner);
      await page.getByRole('link', { name: 'Flower shop', exact: true }).click();
      await page.getByRole('heading', { name: 'Flower shop', level: 1 }).waitFor();
      await page.getByRole('button', { name: /^Account/ }).click();
      await page.getByRole('menuitem', { name: 'Sign out' }).click();
      await page.getByRole('button', { name: 'Sign in' }).waitFor();
      await page.goBack();
      await page.getByRole('button', { name: 'Sign in' }).waitFor();
      expect(await page.getByText('Flower shop').count()).toBe(0);
      await page.reload();
      await page.getByRole('button', { name: 'Sign in' }).waitFor();
    },
  );

  journey('goes back and forth between pages as a browser does', async ({ page, open, signIn }) => {
    await signIn(people.acmeOwner);
    await open('/sites');
    await page.getByRole('link', { name: 'Flower shop', exact: true }).click();
    await page.getByRole('table', { name: 'Deployments of Flower shop' }).getByRole('link').last().click();
    await page.getByRole('heading', { name: 'Deployment #1' }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'Flower shop', level: 1 }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'Sites', level: 1 }).waitFor();
    await page.goForward();
    await page.getByRole('heading', { name: 'Flower shop', level: 1 }).waitFor();
  });

  journey(
    'has nothing at an unknown address, and says the same of what belongs to somebody else',
    async (visit) => {
      const { page, open, signIn } = visit;
      await signIn(people.acmeOwner);
      const nowhere = [
        '/no/such/page',
        '/sites/01890000-0000-7000-8000-000000000000',
        `/sites/${stranger.id}`,
        `/sites/${stranger.id}/deployments/${stranger.deploymentId}`,
      ];
      for (const path of nowhere) {
        await open(path);
        await page.getByRole('heading', { name: 'There is nothing here' }).waitFor();
        expect(await page.getByText('Sun garden').count()).toBe(0);
      }
    },
  );

  journey('takes an order by keyboard alone', async ({ page, open, signIn }) => {
    await signIn(people.acmeOwner);
    await open('/sites');
    await page.keyboard.press('Control+K');
    // Nobody waits for the palette before typing.
    await page.keyboard.type('new site');
    await page.getByRole('option', { name: 'New site' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'New site' }).waitFor();
    await tabTo(page, /^Website/);
    await tabTo(page, /^Continue/);
    await page.keyboard.press('Enter');
    await tabTo(page, /^Name of the site/);
    await page.keyboard.type('By keyboard');
    await tabTo(page, /^Title/);
    await page.keyboard.type('No mouse');
    await tabTo(page, /^Text/);
    await page.keyboard.type('Only keys.');
    await tabTo(page, /^Continue/);
    await page.keyboard.press('Enter');
    await page.getByRole('group', { name: 'Provider' }).waitFor();
    await tabTo(page, /This machine/);
    await page.keyboard.press('Space');
    await tabTo(page, /^Continue/);
    await page.keyboard.press('Enter');
    await page.getByRole('group', { name: 'Size' }).waitFor();
    await tabTo(page, /^Continue/);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Order and deploy' }).waitFor();
    await tabTo(page, /^Order and deploy/);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Deployment #1' }).waitFor();
    await page.getByText('The site is live.').first().waitFor({ timeout: 60_000 });
  });
});

const textOf = async (locator: ReturnType<Page['locator']>): Promise<string> =>
  (await locator.allTextContents()).join(' ');

async function expectInert(page: Page, name: RegExp): Promise<void> {
  const buttons = await page.getByRole('button', { name }).all();
  expect(buttons.length).toBeGreaterThan(0);
  for (const button of buttons) expect(await button.getAttribute('aria-disabled')).toBe('true');
}

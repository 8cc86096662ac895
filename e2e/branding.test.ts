/** A customer's own look, from the colour that somebody picks to the first frame that others see. */
import type { Page } from 'playwright-core';
import { startDns, type DnsServer } from '../subgraphs/customers/test/dns-server.ts';
import { describeInBrowser, submitSignIn } from './browser.ts';
import { people } from './platform.ts';
import { faultsInBoth, overhangOn, settled, tabTo } from './sight.ts';
import { customerOf } from './sites.ts';
import { until } from './until.ts';

jest.setTimeout(180_000);

const own = 'acme.localhost';
const orange = 'rgb(234, 88, 12)';
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

let dns: DnsServer;
beforeAll(async () => {
  dns = await startDns();
  process.env['HOSTERIZER_DNS_SERVERS'] = dns.address;
});
afterAll(async () => {
  delete process.env['HOSTERIZER_DNS_SERVERS'];
  await dns?.close();
});

describeInBrowser('branding', (journey, platform) => {
  journey('a colour shows what becomes of it before it is saved', async ({ page, open, signIn }) => {
    await signIn(people.solarOwner);
    await open('/settings/branding');
    const color = page.getByLabel('Colour', { exact: true });
    await color.fill('FACC15');
    await color.blur();
    expect(await color.inputValue()).toBe('#facc15');
    for (const mode of ['light', 'dark'])
      await isPainted(page, `[data-preview=${mode}] >> text=New site`, 'rgb(250, 204, 21)');
    const contrasts = page.getByRole('table', { name: 'Contrast on light pages' });
    expect(await contrasts.getByRole('row', { name: 'Text on the button' }).innerText()).toMatch(
      /1[0-9]\.\d\d : 1/,
    );
    await page.getByText('Text in this colour is made darker on light pages').waitFor();
    await page.getByText('near-black, because white could not be read').waitFor();
    // Nothing but the preview wears it yet.
    expect(await shadeOf(page)).toBe('');

    await color.fill('tomato');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Write the colour as # and six digits').waitFor();
  });

  journey('what is saved is worn at once, and from the first frame of the next load on', async (visit) => {
    const { page, context, open, signIn } = visit;
    await signIn(people.acmeOwner);
    await open('/settings/branding');
    await page.getByLabel('Product name').fill('Acme Hosting');
    await page.getByLabel('Colour', { exact: true }).fill('#ea580c');
    await page.getByText('Square').click();
    await page.getByLabel('Logo', { exact: true }).setInputFiles(picture);
    await page.getByAltText('Logo, as it is').waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Nothing to save').waitFor();
    await isPainted(page, '[aria-label^=Account]', orange);

    await context.addInitScript(watchFirstFrames);
    await open('/sites');
    expect(await firstFrames(page)).toEqual(['#ea580c']);
    await isPainted(page, 'text=New site', orange);
    const rail = page.getByRole('navigation', { name: 'Primary' });
    await rail.getByAltText('Acme Hosting').waitFor();
    await rail.getByText('Acme Hosting').waitFor();
    const button = page.getByText('New site').first();
    expect(await button.evaluate((element) => getComputedStyle(element).borderRadius)).toBe('0px');
  });

  journey(
    'two people at once: the slower is told, and goes on from what the faster has saved',
    async (visit) => {
      const { page, context, open, signIn } = visit;
      await signIn(people.acmeOwner);
      await signIn(people.admin);
      await open('/settings/branding');
      const { id } = await customerOf(await platform.as(people.acmeOwner));
      const staff = await context.newPage();
      await open(`/admin/customers/${id}/branding`, staff);
      await staff.getByLabel('Support address').fill('help@acme.test');
      await staff.getByRole('button', { name: 'Save' }).click();
      await staff.getByText('Nothing to save').waitFor();
      // The portal of the staff never wears a customer's look.
      expect(await shadeOf(staff)).toBe('');

      await page.getByLabel('Product name').fill('Acme Sites');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Somebody else has changed the branding meanwhile.').waitFor();
      await page.getByRole('button', { name: 'Load the newer' }).click();
      await page.getByText('Nothing to save').waitFor();
      expect(await page.getByLabel('Support address').inputValue()).toBe('help@acme.test');
    },
  );

  journey('a host name shows the look to strangers once its record has proved whose it is', async (visit) => {
    const { page, context, open, signIn } = visit;
    await signIn(people.acmeOwner);
    await open('/settings/branding');
    await page.getByRole('textbox', { name: 'Host name' }).fill(own);
    await page.getByRole('button', { name: 'Use this host name' }).click();
    await page.getByText(`_hosterizer-challenge.${own}`, { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Check now' }).click();
    await page.getByText(/There is no TXT record at/).waitFor();

    const value = page.locator('dt', { hasText: 'Value' }).locator('xpath=following-sibling::dd[1]');
    dns.records.set(`_hosterizer-challenge.${own}`, [(await value.innerText()).trim()]);
    await page.getByRole('button', { name: 'Check now' }).click();
    await page.getByText('Verified', { exact: true }).waitFor();

    const browser = context.browser()!;
    const elsewhere = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    await elsewhere.addInitScript(watchFirstFrames);
    const stranger = await elsewhere.newPage();
    await open(platform.url.replace('127.0.0.1', own), stranger);
    expect(await firstFrames(stranger)).toEqual(['#ea580c']);
    await isPainted(stranger, 'button:has-text("Sign in")', orange);
    await stranger.getByAltText('Acme Hosting').waitFor();
    expect(await stranger.title()).toMatch(/Acme Hosting/);
    // Only what the parser met before the body holds up the first paint.
    const sheet = stranger.locator('head > link[rel=stylesheet][href^="/branding/theme.css"]');
    expect(await sheet.count()).toBe(1);
    await submitSignIn(stranger, people.acmeOwner);
    await stranger.getByRole('navigation', { name: 'Primary' }).waitFor();
    await isPainted(stranger, '[aria-label^=Account]', orange);
    await elsewhere.close();
  });

  journey('a colour can be changed without a mouse', async ({ page, open, signIn }) => {
    await signIn(people.solarOwner);
    await open('/settings/branding');
    await tabTo(page, /^Colour$/);
    await page.keyboard.press('Control+A');
    await page.keyboard.type('#0f766e');
    await page.keyboard.press('Enter');
    await page.getByText('Nothing to save').waitFor();
    await isPainted(page, '[aria-label^=Account]', 'rgb(15, 118, 110)');
  });

  journey('the look can be taken back', async ({ page, open, signIn }) => {
    await signIn(people.acmeOwner);
    await open('/settings/branding');
    await page.getByRole('button', { name: 'Take back' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Take back' }).click();
    await page.getByRole('alertdialog').waitFor({ state: 'detached' });
    expect(await page.getByLabel('Product name').inputValue()).toBe('Acme');
    await page.reload();
    await settled(page);
    expect(await shadeOf(page)).toBe('');
  });

  journey(
    'the page has no fault that axe knows, under the brightest and the darkest colour',
    async ({ page, open, signIn }) => {
      await signIn(people.solarOwner);
      const faults: string[] = [];
      for (const color of ['#facc15', '#111827']) {
        await open('/settings/branding');
        await page.getByLabel('Colour', { exact: true }).fill(color);
        await page.getByRole('button', { name: 'Save' }).click();
        await page.getByText('Nothing to save').waitFor();
        faults.push(...(await faultsInBoth(page)));
        await open('/sites');
        faults.push(...(await faultsInBoth(page)));
      }
      expect(faults).toEqual([]);
    },
    { reducedMotion: 'reduce' },
  );

  journey(
    'the page fits a phone',
    async ({ page, open, signIn }) => {
      await signIn(people.solarOwner);
      await open('/settings/branding');
      expect(await overhangOn(page)).toEqual([]);
    },
    phone,
  );
});

/** One transparent dot. */
const picture = {
  name: 'logo.png',
  mimeType: 'image/png',
  buffer: Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
};

/** The brand's colour as the page itself wears it; nothing for the platform's own. */
const shadeOf = (page: Page) =>
  page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--brand-solid-light'));

/** Waits until an element has this background: colours arrive by a transition. */
const isPainted = (page: Page, selector: string, color: string) =>
  until(`${selector} in ${color}`, () =>
    page
      .locator(selector)
      .first()
      .evaluate((element, wanted) => getComputedStyle(element).backgroundColor === wanted, color),
  );

/** Notes the brand's colour at each of the first frames in which the portal shows anything. */
function watchFirstFrames(): void {
  const seen = ((window as any).seen = [] as string[]);
  const look = () => {
    if (document.getElementById('root')?.hasChildNodes())
      seen.push(getComputedStyle(document.documentElement).getPropertyValue('--brand-solid-light'));
    if (seen.length < 20) requestAnimationFrame(look);
  };
  look();
}

/** The colours that were seen, each once. */
async function firstFrames(page: Page): Promise<string[]> {
  await page.waitForFunction(() => (window as any).seen.length >= 20);
  return page.evaluate(() => [...new Set((window as any).seen as string[])]);
}

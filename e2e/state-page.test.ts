/** The state of a site on its page: who holds it, what it was, and back to that. */
import { createClient } from '@hosterizer/sdk/client';
import { UpdateSiteDocument } from '@hosterizer/sdk/generated/graphql';
import { describeInBrowser } from './browser.ts';
import { password, people } from './platform.ts';
import { faultsInBoth, overhangOn } from './sight.ts';
import { build, deploy, followToEnd, type Built } from './sites.ts';

jest.setTimeout(180_000);

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

describeInBrowser('the state of a site', (journey, platform) => {
  let shop: Built;
  beforeAll(
    async () => void (shop = await build(await platform.as(people.acmeOwner), 'Flower shop')),
    60_000,
  );

  /** Takes the lock as a person's own Terraform does. */
  async function lock(): Promise<void> {
    const { accessToken } = await createClient({ url: platform.url }).signIn({
      email: people.acmeOwner,
      password,
    });
    const answer = await fetch(`${platform.url}/state/${shop.id}`, {
      method: 'LOCK',
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        ID: 'a-lock',
        Operation: 'OperationTypePlan',
        Who: 'ann@desk',
        Created: '2026-01-31T12:00:00Z',
      }),
    });
    expect(answer.status).toBe(200);
  }

  journey('says who has locked it, and is free once that was broken with a reason', async (visit) => {
    const { page, open, signIn } = visit;
    await signIn(people.acmeOwner);
    await open(`/sites/${shop.id}/state`);
    await page.getByText('The state is free').waitFor();
    await lock();
    // Nothing is pressed: the page looks by itself.
    await page.getByText('The state is locked').waitFor();
    await page.getByText('ann@desk').waitFor();
    expect(await faultsInBoth(page)).toEqual([]);
    await page.getByRole('button', { name: 'Break lock' }).click();
    const dialog = page.getByRole('alertdialog', { name: 'Break the lock of ann@desk?' });
    await dialog.getByLabel('Reason').fill('Her laptop is gone.');
    await dialog.getByRole('button', { name: 'Break the lock' }).click();
    await page.getByText('The state is free', { exact: true }).first().waitFor();

    const client = await platform.as(people.acmeOwner);
    const configuration = { title: 'Flower shop', body: 'Roses, too.' };
    await client.request(UpdateSiteDocument, { input: { id: shop.id, configuration } });
    const again = await deploy(client, shop.id);
    await followToEnd(client, again);
    await open(`/sites/${shop.id}/deployments/${again}`);
    await page.getByText('The site is live').first().waitFor();
  });

  journey('is compared between two versions, and an older one restored with a reason', async (visit) => {
    const { page, open, signIn } = visit;
    await signIn(people.acmeOwner);
    await open(`/sites/${shop.id}/state`);
    const versions = page.getByRole('table', { name: 'Versions of the state of Flower shop' });
    const newest = Number(
      await versions.getByRole('row').nth(1).getByRole('cell').first().innerText().then(first),
    );
    await page.getByRole('button', { name: `Actions for version ${newest}` }).click();
    await page.getByRole('menuitem', { name: 'What changed' }).click();
    const drawer = page.getByRole('dialog', { name: 'What changed' });
    await drawer.getByLabel('From version').selectOption('1');
    // How many resources the first version holds depends on when it was stored.
    await drawer
      .getByRole('region', { name: /^(Added|Changed)/ })
      .first()
      .waitFor();
    expect(await faultsInBoth(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });

    await page.getByRole('button', { name: 'Actions for version 1', exact: true }).click();
    await page.getByRole('menuitem', { name: /Restore/ }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByRole('button', { name: 'Restore it' }).click();
    await dialog.getByText('Say why.').waitFor();
    await dialog.getByLabel('Reason').fill('To look at how it began.');
    await dialog.getByRole('button', { name: 'Restore it' }).click();
    await versions.getByText('Restored from version 1').waitFor();
    await page.getByRole('button', { name: `Actions for version ${newest + 1}` }).waitFor();

    // And back: what was built since is known to Terraform again.
    await page.getByRole('button', { name: `Actions for version ${newest}`, exact: true }).click();
    await page.getByRole('menuitem', { name: /Restore/ }).click();
    await dialog.getByLabel('Reason').fill('Seen.');
    await dialog.getByRole('button', { name: 'Restore it' }).click();
    await versions.getByText(`Restored from version ${newest}`).waitFor();
  });

  journey('is downloaded as it was', async ({ page, open, signIn }) => {
    await signIn(people.acmeOwner);
    await open(`/sites/${shop.id}/state`);
    await page.getByRole('button', { name: 'Actions for version 2', exact: true }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'Download' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('Flower shop-2.tfstate');
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    const state = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { version: number; lineage: string };
    expect(state).toMatchObject({ version: 4, lineage: expect.any(String) as string });
  });

  journey(
    'fits a phone',
    async ({ page, open, signIn }) => {
      await signIn(people.acmeViewer);
      await open(`/sites/${shop.id}/state`);
      expect(await overhangOn(page)).toEqual([]);
    },
    phone,
  );
});

/** What a cell begins with, before any mark beside it. */
const first = (text: string) => text.split(/\s/)[0] ?? '';

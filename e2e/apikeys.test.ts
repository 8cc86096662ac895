/** Keys for programs, and the log in which their making stands, in a browser. */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describeInBrowser } from './browser.ts';
import { people } from './platform.ts';
import { faultsInBoth, overhangOn } from './sight.ts';

jest.setTimeout(180_000);

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

describeInBrowser('API keys and the audit log', (journey, platform) => {
  const asks = async (secret: string, query = '{ viewer { kind name scopes } }') => {
    const answer = await fetch(`${platform.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}` },
      body: JSON.stringify({ query }),
    });
    return (await answer.json()) as any;
  };

  journey('are made, used, given a new secret and revoked', async ({ page, open, signIn }) => {
    await signIn(people.acmeOwner);
    await open('/api-keys');
    await page.getByRole('heading', { name: 'No API keys yet' }).waitFor();
    const first = await createKey(page, 'Nightly deployment', ['sites:read', 'deployments:read']);
    const row = page.getByRole('row').filter({ hasText: 'Nightly deployment' });
    await row.getByText('never').waitFor();
    expect(await page.content()).not.toContain(first);

    const { viewer } = (await asks(first)).data;
    expect(viewer).toEqual({
      kind: 'API_KEY',
      name: 'Nightly deployment',
      scopes: expect.arrayContaining(['sites:read', 'deployments:read']),
    });
    expect((await asks(first, '{ members(first: 1) { edges { cursor } } }')).errors[0].extensions.code).toBe(
      'AUTHORIZATION_ERROR',
    );

    await row.getByRole('button', { name: 'Actions for Nightly deployment' }).click();
    await page.getByRole('menuitem', { name: 'New secret…' }).click();
    await page.getByLabel('How long the old secret still holds').selectOption({ label: 'It ends at once' });
    await page.getByRole('button', { name: 'Make a new secret' }).click();
    const second = await takeSecret(page, 'Nightly deployment');
    expect(second).not.toBe(first);
    expect((await asks(second)).data.viewer.kind).toBe('API_KEY');
    expect((await asks(first)).errors[0].extensions.code).toBe('AUTHENTICATION_ERROR');

    await row.getByRole('button', { name: 'Actions for Nightly deployment' }).click();
    await page.getByRole('menuitem', { name: 'Revoke…' }).click();
    await page.getByRole('button', { name: 'Revoke the key' }).click();
    await page.getByText('Nightly deployment is revoked').waitFor();
    await row.waitFor({ state: 'detached' });
    expect((await asks(second)).errors[0].extensions.code).toBe('AUTHENTICATION_ERROR');
  });

  journey('say at its field what is wrong with a new one', async ({ page, open, signIn }) => {
    await signIn(people.acmeOwner);
    await open('/api-keys?new');
    const dialog = page.getByRole('dialog', { name: 'New API key' });
    await dialog.getByRole('button', { name: 'Create the key' }).click();
    await dialog.getByText('Say what it is for.').waitFor();
    await dialog.getByText('Choose at least one thing.').waitFor();
    await dialog.getByRole('textbox', { name: 'Name' }).fill('From nowhere');
    await dialog.getByRole('checkbox', { name: /sites:read/ }).check();
    await dialog.getByLabel('Only from these networks').fill('not-a-network');
    await dialog.getByRole('button', { name: 'Create the key' }).click();
    await dialog.locator('[data-part=error-text]').filter({ hasText: /\S/ }).waitFor();
  });

  journey(
    'stand in the audit log, which can be filtered, and opened entry by entry',
    async ({ page, open, signIn }) => {
      await signIn(people.acmeOwner);
      await open('/api-keys');
      await createKey(page, 'Audited', ['sites:read']);
      await open('/audit');
      await page.getByLabel('Operation', { exact: true }).selectOption({ label: 'Create API key' });
      await page.waitForURL(/operation=createApiKey/);
      const rows = page
        .getByRole('table', { name: 'Audit log' })
        .getByRole('row')
        .filter({ hasText: 'Create API key' });
      await rows.first().waitFor();
      await page.getByRole('table').getByText('Sign in').first().waitFor({ state: 'detached' });
      await rows.first().getByRole('link').click();
      const drawer = page.getByRole('dialog', { name: 'Create API key' });
      await drawer.getByRole('heading', { name: 'What changed' }).waitFor();
      await drawer.getByText('scopes').first().waitFor();
      await page.keyboard.press('Escape');

      await page.getByRole('button', { name: 'Remove filter Operation: Create API key' }).click();
      await page.getByRole('table').getByText('Sign in', { exact: true }).first().waitFor();
    },
  );

  journey('leave the audit log as a file, as it is filtered', async ({ page, open, signIn }) => {
    await signIn(people.acmeOwner);
    await open('/audit?operation=createApiKey');
    await page.getByRole('button', { name: 'Export' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: /^CSV/ }).click(),
    ]);
    const lines = readFileSync((await download.path())!, 'utf8')
      .trim()
      .split('\n');
    expect(lines[0]).toContain('operation');
    expect(lines.slice(1).every((line) => line.includes('createApiKey'))).toBe(true);
    expect(lines.length).toBeGreaterThan(1);
  });

  const pages = [
    '/api-keys',
    '/api-keys?new',
    '/audit',
    '/audit?operation=signIn',
    '/audit?search=nothing-like-this',
  ];

  journey(
    'have pages without a fault that axe knows, light or dark',
    async ({ page, open, signIn }) => {
      await signIn(people.acmeOwner);
      const faults: string[] = [];
      for (const path of pages) {
        await open(path);
        faults.push(...(await faultsInBoth(page)));
      }
      await open('/audit?operation=signIn');
      await page.getByRole('table').getByRole('link').first().click();
      await page.getByRole('heading', { name: 'What changed' }).waitFor();
      faults.push(...(await faultsInBoth(page)));
      expect(faults).toEqual([]);
    },
    { reducedMotion: 'reduce' },
  );

  journey(
    'fit a phone',
    async ({ page, open, signIn }) => {
      await signIn(people.acmeOwner);
      const overhang: string[] = [];
      for (const path of pages) {
        await open(path);
        overhang.push(...(await overhangOn(page)));
      }
      expect(overhang).toEqual([]);
    },
    phone,
  );
});

/** Makes a key and answers its secret. */
async function createKey(page: Page, name: string, scopes: readonly string[]): Promise<string> {
  await page.getByRole('button', { name: 'New API key' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'New API key' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
  for (const scope of scopes) await dialog.getByRole('checkbox', { name: new RegExp(scope) }).check();
  await dialog.getByRole('button', { name: 'Create the key' }).click();
  return takeSecret(page, name);
}

/** The secret, as it is shown this once. */
async function takeSecret(page: Page, name: string): Promise<string> {
  const dialog = page.getByRole('dialog', { name: `The secret of ${name}` });
  const secret = (await dialog.locator('[data-secret]').textContent())!.trim();
  expect(await dialog.getByLabel('Command', { exact: true }).textContent()).toContain(`Bearer ${secret}`);
  await dialog.getByRole('button', { name: 'I have kept it' }).click();
  await dialog.waitFor({ state: 'detached' });
  return secret;
}

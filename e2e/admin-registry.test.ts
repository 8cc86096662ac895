/** Modules, blueprints and upgrades, as the platform's staff work with them in a browser. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '@hosterizer/standalone/folders';
import type { Page } from 'playwright-core';
import { describeInBrowser, submitSignIn, type Visit } from './browser.ts';
import { people, type Platform } from './platform.ts';
import { faultsInBoth, overhangOn, settled } from './sight.ts';
import { build, customerOf, siteOf, type Built } from './sites.ts';

jest.setTimeout(180_000);

const support = 'support@hosterizer.test';
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const still = { reducedMotion: 'reduce' } as const;

describeInBrowser('what sites are made of, in the administration', (journey, platform) => {
  const sites: Built[] = [];
  let acme = '';
  let supportPassword = '';
  beforeAll(async () => {
    const owner = await platform.as(people.acmeOwner);
    acme = (await customerOf(owner)).id;
    for (const title of ['Flower shop', 'Bakery']) sites.push(await build(owner, title));
    supportPassword = /password (\S+)/.exec(await launch(platform, 'admin:create', support, 'support'))![1]!;
  }, 120_000);

  const versionOf = async ({ id }: Built) =>
    (await siteOf(await platform.as(people.acmeOwner), id)).blueprintVersion?.id;

  journey('a blueprint is cloned, mended where it says that it is wrong, and published', async (visit) => {
    const { page, open, signIn } = visit;
    await signIn(people.admin);
    await open('/admin/blueprints');
    await page.getByRole('link', { name: /^Website/ }).click();
    await page.getByRole('button', { name: 'Clone' }).click();
    await page.getByLabel('Title').fill('Shop front');
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('shop-front');
    await page.getByRole('dialog').getByRole('button', { name: 'Clone' }).click();
    await page.getByRole('heading', { name: 'Shop front', level: 1 }).waitFor();
    const schema = page.getByLabel('Configuration');
    const preview = page.getByRole('region', { name: 'The form it makes' });
    await preview.getByLabel('Title').waitFor();

    await schema.fill('{\n  "properties": {\n    "title": { "title": "Name" },\n  }\n}');
    await page.getByText('Line 4, column 3: Nothing comes after the comma before this }.').waitFor();
    await page.getByText('As it was before the mistake.').waitFor();
    const lines = [
      '{',
      '  "properties": {',
      '    "body": {},',
      '    "title": { "type": "number" }',
      '  }',
      '}',
    ];
    await schema.fill(lines.join('\n'));
    await page.getByRole('button', { name: 'Save draft' }).click();
    const problem = page.getByRole('list', { name: 'Problems' }).getByRole('listitem').first();
    await problem.getByText('The module takes a string, and this is number.').waitFor();
    await problem
      .getByRole('button', { name: /^configuration\.title, in .*variables\.tf, line \d+$/ })
      .click();
    expect(await chosenIn(page, 'Configuration')).toBe(lines[3]);
    const publish = page.getByRole('button', { name: 'Publish' });
    expect(await publish.getAttribute('aria-disabled')).toBe('true');
    expect(await faultsInBoth(page)).toEqual([]);

    await schema.fill('{ "properties": { "title": { "title": "Name over the door", "maxLength": 20 } } }');
    await preview.getByLabel('Name over the door').fill('Much longer than it can be');
    await page.getByRole('button', { name: 'Check what is filled in' }).click();
    await preview.getByText('At most 20 characters; it has 26.').waitFor();
    await page.getByRole('button', { name: 'Save draft' }).click();
    await page.getByText('Saved, and ready to be published').waitFor();
    await publish.click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Publish' }).click();
    await page.getByRole('row', { name: /^Version 1 .*Published/ }).waitFor();
    await open('/admin/blueprints?search=front');
    await page.getByRole('row', { name: /^Shop front shop-front Version 1/ }).waitFor();
  });

  journey('what is typed and not saved is not left by accident', async ({ page, open, signIn }) => {
    await signIn(people.admin);
    await open('/admin/blueprints/static-site/edit');
    await page.getByLabel('What is new').fill('Something');
    await page.getByRole('link', { name: 'Versions' }).click();
    await page.getByRole('button', { name: 'Stay here' }).click();
    await page.getByRole('button', { name: 'Save draft' }).click();
    await page.getByText('Saved, and ready to be published').waitFor();
    await page.getByRole('button', { name: 'Discard draft' }).click();
    await page.getByRole('button', { name: 'Discard', exact: true }).click();
    await page.getByRole('link', { name: 'Edit' }).click();
    await page.getByText('As version 1 is; the first change begins a draft.').waitFor();
    expect(await page.getByLabel('What is new').inputValue()).toBe('');
  });

  journey('sites are upgraded wave by wave, and who runs what is told afterwards', async (visit) => {
    const { page, open, signIn } = visit;
    await signIn(people.admin);
    await publishNext(visit, 'A longer title.');
    await page.getByRole('button', { name: 'Upgrade sites' }).click();
    const dialog = page.getByRole('dialog');
    const preview = dialog.getByRole('group', { name: 'How it will go' }).getByRole('listitem');
    await preview.nth(1).waitFor();
    expect(await preview.allTextContents()).toEqual(['Wave 11 site', 'Wave 21 site']);
    expect(await faultsInBoth(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Remove the wave to 10 percent' }).click();
    await dialog.getByLabel('Percent of another wave').fill('100');
    await dialog.getByRole('button', { name: 'Add' }).click();
    await dialog.getByText('Give a whole number from 1 to 99.').waitFor();
    await dialog.getByRole('button', { name: 'Start the upgrade' }).click();

    await page.getByRole('heading', { name: 'Upgrade of website to version 2' }).waitFor();
    await page.getByText('2 of 2 sites upgraded.').waitFor({ timeout: 90_000 });
    await page.getByRole('img', { name: 'Wave 2: 1 completed' }).waitFor();
    await page.reload();
    await settled(page);
    const rows = page.getByRole('table', { name: 'Sites' }).getByRole('row');
    expect(await rows.nth(1).textContent()).toMatch(/^Flower shop.*Completed.*Acme.*1.*version 1.*#2$/);
    expect(await Promise.all(sites.map(versionOf))).toEqual(['website@2', 'website@2']);
    expect(await faultsInBoth(page)).toEqual([]);

    await open('/admin/blueprints/website/sites');
    await page.getByRole('link', { name: '2 sites of Acme at version 2' }).click();
    await page.getByRole('button', { name: 'Remove filter Made of: website@2' }).waitFor();
    await page.getByRole('link', { name: 'Bakery' }).waitFor();
  });

  journey('an upgrade is stopped and resumed', async (visit) => {
    const { page, open, signIn } = visit;
    await signIn(people.admin);
    // Its runner's pool has none, so that what has begun stays begun.
    await allot(visit, acme, 'nobody');
    await publishNext(visit, 'A title of any length.');
    await page.getByRole('button', { name: 'Upgrade sites' }).click();
    await page.getByRole('button', { name: 'Start the upgrade' }).click();
    await page.getByRole('img', { name: 'Wave 1: 1 deploying' }).waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('button', { name: 'Stop it' }).click();
    await page.getByText('Somebody has stopped it. 1 site waits.').waitFor();
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Resume' }).click();
    await page.getByText('0 of 2 sites upgraded.').waitFor();
    const path = new URL(page.url()).pathname;
    await page.getByLabel('Status').selectOption('FAILED');
    await page.getByRole('heading', { name: 'No site is so' }).waitFor();
    expect(await faultsInBoth(page)).toEqual([]);

    await allot(visit, acme, 'default');
    await open(path);
    await page.getByText('2 of 2 sites upgraded.').waitFor({ timeout: 90_000 });
    await open('/admin/blueprints/website/upgrades');
    await page.getByRole('row', { name: /^To version 3 in all environments Completed/ }).waitFor();
    expect(await faultsInBoth(page)).toEqual([]);
  });

  journey('a module is registered once it is right, and deprecated', async ({ page, open, signIn }) => {
    await signIn(people.admin);
    await open('/admin/modules');
    await page.getByRole('link', { name: 'Register a version' }).click();
    await page.getByLabel('Name', { exact: true }).fill('modules/acme/greeting');
    await page.getByLabel('Version', { exact: true }).fill('1.0.0');
    const send = async (type: string) => {
      const text = `# Greets.\n\nvariable "whom" {\n  description = "Whom."\n  type = ${type}\n}\n`;
      const file = { name: 'main.tf', mimeType: 'text/plain', buffer: Buffer.from(text) };
      await page.getByLabel('Choose files').setInputFiles([file]);
      await page.getByRole('button', { name: 'Register' }).click();
    };
    await send('strin');
    const problem = page.getByRole('list', { name: 'Problems' }).getByRole('listitem');
    await problem.getByText('There is no type strin.').waitFor();
    await problem.getByText('whom, in modules/acme/greeting/main.tf, line 3').waitFor();
    expect(await chosenIn(page, 'Text of main.tf')).toBe('variable "whom" {');
    expect(await faultsInBoth(page)).toEqual([]);

    await send('string');
    await page.getByRole('heading', { name: 'modules/acme/greeting', level: 1 }).waitFor();
    await page.getByRole('cell', { name: 'whom required Whom.' }).waitFor();
    await page.getByRole('button', { name: 'Deprecate 1.0.0' }).click();
    await page.getByLabel('Reason').fill('Nobody greets any more.');
    await page.getByRole('button', { name: 'Deprecate it' }).click();
    await page.getByText('Version 1.0.0 should not be chosen any more.').waitFor();
    expect(await faultsInBoth(page)).toEqual([]);
  });

  journey('support sees all of it and changes nothing', async ({ page, open }) => {
    await page.goto('/admin/');
    await submitSignIn(page, support, supportPassword);
    await page.getByRole('link', { name: 'Blueprints' }).click();
    const isInert = async (name: string) =>
      expect(await page.getByRole('button', { name }).getAttribute('aria-disabled')).toBe('true');
    await page.getByRole('row', { name: /^Website/ }).waitFor();
    await isInert('New blueprint');
    await open('/admin/blueprints/website/edit');
    await page.getByText('Your role may only look.').waitFor();
    expect(await page.getByLabel('Configuration').isDisabled()).toBe(true);
    await isInert('Save draft');
    await isInert('Upgrade sites');
    await open('/admin/modules/blueprints/website/local');
    await page.getByRole('table', { name: 'Inputs' }).waitFor();
    await isInert('Deprecate 1.0.0');
  });

  journey(
    'on a phone nothing stands out of the window',
    async ({ page, open, signIn }) => {
      await signIn(people.admin);
      await open('/admin/blueprints/website/upgrades');
      const upgrade = await page
        .getByRole('link', { name: /^To version/ })
        .first()
        .getAttribute('href');
      for (const path of [...registryPages, upgrade!]) {
        await open(path);
        expect(await overhangOn(page)).toEqual([]);
      }
    },
    phone,
  );

  journey(
    'no page has a fault that axe knows, light or dark',
    async ({ page, open, signIn }) => {
      await signIn(people.admin);
      const faults: string[] = [];
      for (const path of registryPages) {
        await open(path);
        faults.push(...(await faultsInBoth(page)));
      }
      expect(faults).toEqual([]);
    },
    still,
  );
});

const registryPages = [
  '/admin/modules',
  '/admin/modules?search=nothing-of-this-name',
  '/admin/modules/blueprints/website/local',
  '/admin/modules/register?name=modules/acme/network',
  '/admin/blueprints',
  '/admin/blueprints?new',
  '/admin/blueprints/website',
  '/admin/blueprints/website?clone',
  '/admin/blueprints/website?upgrade',
  '/admin/blueprints/website/edit',
  '/admin/blueprints/website/sites',
  '/admin/blueprints/website/upgrades',
  '/admin/blueprints/web-app/upgrades',
];

/** What is chosen in a text with numbered lines. */
const chosenIn = (page: Page, label: string) =>
  page
    .getByLabel(label)
    .evaluate((field: HTMLTextAreaElement) => field.value.slice(field.selectionStart, field.selectionEnd));

/** Publishes `website` once more, with another description of its title. */
async function publishNext({ page, open }: Visit, description: string): Promise<void> {
  await open('/admin/blueprints/website/edit');
  const schema = page.getByLabel('Configuration');
  const authored = JSON.parse(await schema.inputValue()) as {
    properties: { title: { description: string } };
  };
  authored.properties.title.description = description;
  await schema.fill(JSON.stringify(authored, null, 2));
  await page.getByRole('button', { name: 'Save draft' }).click();
  await page.getByText('Saved, and ready to be published').waitFor();
  await page.getByRole('button', { name: 'Publish' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Publish' }).click();
  await page.getByRole('table', { name: 'Versions' }).waitFor();
  expect(await page.getByRole('link', { name: 'Draft' }).count()).toBe(0);
  // One that is fading away cannot be read, which axe would call a fault.
  await page.locator('[data-scope=toast][data-part=root]').first().waitFor({ state: 'detached' });
}

/** Whose runners work for a customer. */
async function allot({ page, open }: Visit, customerId: string, pool: string): Promise<void> {
  await open(`/admin/customers/${customerId}/settings`);
  const form = page.getByRole('form', { name: 'Runners' });
  await form.getByLabel('Pool').fill(pool);
  await form.getByRole('button', { name: 'Allot runners' }).click();
  await form.getByText('As it is now').waitFor();
}

/** What a verb of the launcher prints. */
async function launch({ folders }: Platform, ...args: string[]): Promise<string> {
  const { DATABASE_URL: _database, REDIS_URL: _redis, NODE_ENV: _, ...environment } = process.env;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(root, 'standalone/launch.mjs'), ...args],
    { cwd: root, env: { ...environment, HOSTERIZER_DATA: folders.data } },
  );
  return stdout;
}

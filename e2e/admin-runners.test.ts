/** Runners and the queue, as the platform's staff see them in a browser. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '@hosterizer/standalone/folders';
import type { Page } from 'playwright-core';
import { describeInBrowser, submitSignIn } from './browser.ts';
import { people, type Platform } from './platform.ts';
import { faultsInBoth, overhangOn, settled } from './sight.ts';
import { build, customerOf, deploy, deploymentOf, followToEnd, order, type Built } from './sites.ts';

jest.setTimeout(180_000);

const support = 'support@hosterizer.test';
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

describeInBrowser('runners and the queue in the administration', (journey, platform) => {
  let shop: Built;
  let acme = '';
  let supportPassword = '';
  beforeAll(async () => {
    const owner = await platform.as(people.acmeOwner);
    acme = (await customerOf(owner)).id;
    shop = await build(owner, 'Flower shop');
    const said = await launch(platform, 'admin:create', support, 'support');
    supportPassword = /password (\S+)/.exec(said)![1]!;
  }, 90_000);

  journey('a runner is shown at work, and idle again, without a refresh', async ({ page, open, signIn }) => {
    await signIn(people.admin);
    await open('/admin/runners');
    const runner = page.getByRole('list', { name: 'Runners' }).locator(':scope > li').first();
    await runner.getByText('Idle', { exact: true }).waitFor();
    const owner = await platform.as(people.acmeOwner);
    const deploymentId = await deploy(owner, shop.id);
    const doing = runner.getByRole('list', { name: 'Doing now' }).getByRole('link');
    await doing.waitFor();
    expect(await doing.getAttribute('href')).toBe(`/admin/deployments/${deploymentId}`);
    expect(await doing.textContent()).toMatch(/^Flower shop #\d+$/);
    await followToEnd(owner, deploymentId);
    await runner.getByText('Waits for a job.').waitFor();
  });

  journey('runners come, drain and are told apart by their pool', async ({ page, open, signIn }) => {
    await signIn(people.admin);
    await open('/admin/runners');
    const builder = await runnerOf(platform, 'builder-1', 'acme');
    await builder.report({ slots: 4 });
    const card = page.getByRole('listitem', { name: 'builder-1' });
    await card.getByText('0 of 4 in use').waitFor();
    await builder.report({ slots: 4, draining: true });
    await card.getByText('Draining', { exact: true }).waitFor();
    await builder.report({ slots: 4, unable: 'There is no Terraform on this machine.' });
    await card.getByText('There is no Terraform on this machine.').waitFor();

    await page.getByLabel('Pool').selectOption('default');
    await card.waitFor({ state: 'detached' });
    expect(new URL(page.url()).search).toBe('?pool=default');
    await page.getByRole('button', { name: 'Remove filter Pool: default' }).click();
    await card.waitFor();
    await open('/admin/runners?pool=nobody');
    await page.getByRole('heading', { name: 'No runner of the pool nobody is here' }).waitFor();
    expect(await overhangOn(page)).toEqual([]);
    expect(await faultsInBoth(page)).toEqual([]);
  });

  journey('a customer’s jobs wait for the pool that it is allotted, and move along', async (visit) => {
    const { page, open, signIn } = visit;
    await signIn(people.admin);
    await allot(page, open, acme, 'nobody');
    const owner = await platform.as(people.acmeOwner);
    const first = await deploy(owner, await order(owner, 'Bakery'));
    await open('/admin/deployments');
    const waiting = page.getByRole('table', { name: 'Waiting for a runner' });
    const row = (name: string) => waiting.getByRole('row', { name: new RegExp(`^${name} #1`) });
    await row('Bakery').getByRole('cell', { name: '1', exact: true }).waitFor();
    const second = await deploy(owner, await order(owner, 'Cheese'));
    await row('Cheese').getByRole('cell', { name: '2', exact: true }).waitFor();
    expect((await deploymentOf(owner, first)).status).toBe('QUEUED');
    expect(await faultsInBoth(page)).toEqual([]);

    await allot(page, open, acme, 'default');
    await open('/admin/deployments');
    for (const id of [first, second]) await followToEnd(owner, id);
    await waiting.waitFor({ state: 'detached' });
    await page.getByText('Nothing runs, and nothing waits.').waitFor();
  });

  journey('support sees the runners and what a customer is allotted, and changes nothing', async (visit) => {
    const { page, open } = visit;
    await page.goto('/admin/');
    await submitSignIn(page, support, supportPassword);
    await page.getByRole('link', { name: 'Runners', exact: true }).click();
    await page.getByRole('heading', { name: 'Runners', level: 1 }).waitFor();
    await page.getByRole('list', { name: 'Runners' }).waitFor();
    await open(`/admin/customers/${acme}/settings`);
    const form = page.getByRole('form', { name: 'Runners' });
    expect(await form.getByLabel('Pool').inputValue()).toBe('default');
    expect(await form.getByLabel('Pool').isDisabled()).toBe(true);
    const save = form.getByRole('button', { name: 'Allot runners' });
    expect(await save.getAttribute('aria-disabled')).toBe('true');
  });

  journey('the command palette leads there', async ({ page, open, signIn }) => {
    await signIn(people.admin);
    await open('/admin/customers');
    await page.keyboard.press('Control+k');
    await page.getByPlaceholder('Search or jump to…').fill('runn');
    await page.getByRole('option', { name: 'Runners' }).click();
    await page.getByRole('heading', { name: 'Runners', level: 1 }).waitFor();
  });

  journey(
    'on a phone nothing stands out of the window',
    async ({ page, open, signIn }) => {
      await signIn(people.admin);
      const owner = await platform.as(people.acmeOwner);
      const edge = await runnerOf(
        platform,
        'edge-runner-with-a-very-long-name.that-goes-on.example.internal',
      );
      await edge.report({ labels: ['local', `machine:${'0199a7c2'.repeat(8)}`], slots: 32 });
      const id = await deploy(owner, shop.id);
      for (const path of ['/admin/runners', '/admin/deployments', `/admin/customers/${acme}/settings`]) {
        await open(path);
        expect(await overhangOn(page)).toEqual([]);
      }
      await followToEnd(owner, id);
    },
    phone,
  );
});

/** Through the customer's Settings tab, as an administrator does it. */
async function allot(page: Page, open: (path: string) => Promise<void>, customerId: string, pool: string) {
  await open(`/admin/customers/${customerId}/settings`);
  const form = page.getByRole('form', { name: 'Runners' });
  await form.getByLabel('Pool').fill(pool);
  await form.getByRole('button', { name: 'Allot runners' }).click();
  await page.getByText('Jobs of this customer that wait have moved along.').first().waitFor();
  await form.getByText('As it is now').waitFor();
  await settled(page);
}

/** A runner that only says who it is. */
async function runnerOf(platform: Platform, name: string, pool = 'default') {
  const token = (await launch(platform, 'runner:token', name, '--pool', pool)).trim().split('\n').at(-1)!;
  const query = `mutation ($input: ReportRunnerInput!) { reportRunner(input: $input) }`;
  return {
    async report(more: { slots: number; labels?: string[]; draining?: boolean; unable?: string }) {
      const input = { runner: name, labels: [], terraformVersion: '1.11.4', ...more };
      const answer = await fetch(`${platform.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ query, variables: { input } }),
      });
      expect(await answer.json()).toEqual({ data: { reportRunner: true } });
    },
  };
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

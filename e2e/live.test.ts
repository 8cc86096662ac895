/** What somebody sees of a deployment while the way to the platform breaks. */
import { ApproveDeploymentDocument, DeploySiteDocument } from '@hosterizer/sdk/generated/graphql';
import { layWire, type Wire } from '@hosterizer/standalone/testing/wire';
import { describeInBrowser, submitSignIn } from './browser.ts';
import { people } from './platform.ts';
import { build, deploymentOf, followToEnd } from './sites.ts';
import { until } from './until.ts';

jest.setTimeout(180_000);

describeInBrowser('a page whose connection breaks', (journey, platform) => {
  let wire: Wire;
  beforeAll(async () => void (wire = await layWire(platform.url)));
  afterAll(() => wire?.close());

  journey(
    'says that it reconnects, keeps its lines, and shows afterwards all that happened meanwhile',
    async ({ page }) => {
      const client = await platform.as(people.acmeOwner);
      const { id: siteId } = await build(client, 'Harbour');
      const { deploySite } = await client.request(DeploySiteDocument, {
        input: { siteId, requireApproval: true },
      });
      const { hostname } = new URL(platform.url);
      const address = wire.url.replace('127.0.0.1', hostname);
      await page.goto(address);
      await submitSignIn(page, people.acmeOwner);
      await page.getByRole('heading', { name: 'Sites', level: 1 }).waitFor();
      await page.goto(`${address}/sites/${siteId}/deployments/${deploySite.id}`);
      await page.getByText('This plan waits for approval').waitFor({ timeout: 60_000 });
      await page.getByText('Log', { exact: true }).first().click();
      const log = page.getByRole('log');
      await log.waitFor();

      wire.down();
      await page.getByText(/Reconnecting; the lines so far stay/).waitFor();
      await page
        .getByText(/Live updates are paused/)
        .first()
        .waitFor({ timeout: 15_000 });
      // It is approved, built and over while nobody can see it from here.
      await client.request(ApproveDeploymentDocument, { id: deploySite.id });
      const events = await followToEnd(client, deploySite.id);
      expect(await log.textContent()).not.toContain('The site is live.');

      wire.up();
      await page.getByText('The site is live.').first().waitFor({ timeout: 60_000 });
      expect((await deploymentOf(client, deploySite.id))!.lastSequence).toBe(events.length);
      // One event may be several lines.
      const lines = events.flatMap(({ message }) => message.split('\n')).length;
      await page.getByText(`${lines} lines`, { exact: true }).first().waitFor();
      await until(
        'no word of reconnecting',
        async () => (await page.getByText(/Reconnecting/).count()) === 0,
      );
    },
    { expects: /asked http|WebSocket connection|ERR_|Failed to load resource/ },
  );
});

/** The API, tried in the browser. */
import { createClient } from '@hosterizer/sdk/client';
import { describeInBrowser, type Visit } from './browser.ts';
import { password, people } from './platform.ts';
import { order, deploy, followToEnd } from './sites.ts';

jest.setTimeout(60_000);

describeInBrowser('GraphiQL', (journey) => {
  journey('comes from the platform alone and asks as nobody', async (visit) => {
    await openEditor(visit, '{ viewer { id } }');
    await run(visit, '"viewer": null');
  });

  journey('asks as the holder of the token in its headers', async (visit) => {
    const { accessToken, viewer } = await createClient({ url: visit.platform.url }).signIn({
      email: people.acmeOwner,
      password,
    });
    await openEditor(visit, '{ viewer { id } }', { Authorization: `Bearer ${accessToken}` });
    await run(visit, `"id": "${viewer.id}"`);
  });

  journey('follows a deployment to its end', async (visit) => {
    const client = await visit.platform.as(people.acmeOwner);
    const deploymentId = await deploy(client, await order(client, 'Tried out'));
    const { accessToken } = await createClient({ url: visit.platform.url }).signIn({
      email: people.acmeOwner,
      password,
    });
    await openEditor(
      visit,
      `subscription { deploymentEvents(deploymentId: "${deploymentId}") { lastSequence ended } }`,
      {
        Authorization: `Bearer ${accessToken}`,
      },
    );
    await run(visit, '"ended": true');
    await followToEnd(client, deploymentId);
  });
});

async function openEditor(
  { page }: Visit,
  query: string,
  headers: Record<string, string> = {},
): Promise<void> {
  await page.goto('/graphiql');
  await page.locator('.graphiql-query-editor .view-lines').waitFor();
  await replace(page, '.graphiql-query-editor', query);
  await replace(page, '.graphiql-editor-tool', JSON.stringify(headers));
}

async function replace(page: Visit['page'], editor: string, text: string): Promise<void> {
  await page.locator(`${editor} .view-lines:visible`).first().click();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText(text);
  // The editor closes brackets by itself, and ours are closed already.
  await page.keyboard.press('Control+Shift+End');
  await page.keyboard.press('Delete');
}

async function run({ page }: Visit, answer: string): Promise<void> {
  await page.keyboard.press('Control+Enter');
  await page.locator('.result-window').filter({ hasText: answer }).waitFor();
}

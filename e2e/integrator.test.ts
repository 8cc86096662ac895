/** A program of somebody's own in a page, with the npm client graphql-ws as it is built for browsers. */
import { join } from 'node:path';
import { CreateApiKeyDocument } from '@hosterizer/sdk/generated/graphql';
import { root } from '@hosterizer/standalone/folders';
import { describeInBrowser } from './browser.ts';
import { people } from './platform.ts';
import { counted, deploy, followToEnd, order } from './sites.ts';

jest.setTimeout(60_000);

const built = join(root, 'node_modules/graphql-ws/dist');

/** What the integrator has written. */
const script = `
  import { createClient } from './client.js';

  const query = \`subscription ($id: ID!, $after: Int!) {
    deploymentEvents(deploymentId: $id, after: $after) { events { sequence message } lastSequence ended }
  }\`;

  export async function follow({ id, after, key }) {
    const client = createClient({
      url: location.origin.replace('http', 'ws') + '/graphql',
      connectionParams: { authorization: 'Bearer ' + key },
    });
    const seen = [];
    for await (const { data } of client.iterate({ query, variables: { id, after } })) {
      seen.push(...data.deploymentEvents.events);
      if (data.deploymentEvents.ended) break;
    }
    await client.dispose();
    return seen;
  }`;

type Seen = { sequence: number; message: string };

describeInBrowser('a page with graphql-ws', (journey) => {
  journey('is given every event of a deployment once, from its cursor to the end', async (visit) => {
    const owner = await visit.platform.as(people.acmeOwner);
    const { createApiKey } = await owner.request(CreateApiKeyDocument, {
      input: {
        name: 'Integrator',
        scopes: ['deployments:read'],
        expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
      },
    });
    await visit.context.route('/integrator/*', (route) => {
      const name = new URL(route.request().url()).pathname.slice('/integrator/'.length);
      const own = { contentType: 'text/javascript', body: script };
      return route.fulfill(name === 'page.js' ? own : { path: join(built, name) });
    });
    // The page itself has to come over the network, or the browser does not let it open a socket to this machine.
    await visit.page.goto('/health/live');

    const id = await deploy(owner, await order(owner, 'Integrated'));
    function following(after: number): Promise<Seen[]> {
      const given = JSON.stringify({ id, after, key: createApiKey.secret });
      return visit.page.evaluate(`import('/integrator/page.js').then(({ follow }) => follow(${given}))`);
    }
    const seen = await following(0);
    const events = await followToEnd(owner, id);
    expect(seen).toEqual(events.map(({ sequence, message }) => ({ sequence, message })));
    expect(seen.map(({ sequence }) => sequence)).toEqual(counted(events));
    expect(await following(seen.length - 3)).toEqual(seen.slice(-3));
  });
});

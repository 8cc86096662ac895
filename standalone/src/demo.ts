/**
 * `npm run demo`: what the product does, in one minute, through its own SDK. Orders a site on this machine, watches
 * it being built, looks at it, removes it, and checks that it is gone. Exits with 0 only if the site showed what was
 * ordered.
 */
import http from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { ConfigError } from '@hosterizer/kit/config';
import { createClient, RequestError, type Client, type DeploymentEventBatch } from '@hosterizer/sdk/client';
import {
  CreateSiteDocument,
  DeleteSiteDocument,
  DeploymentDocument,
  DeploySiteDocument,
  SiteDocument,
} from '@hosterizer/sdk/generated/graphql';
import { readDemoConfig } from './demo/config.ts';

type Event = DeploymentEventBatch['events'][number];

/** What went wrong, as a sentence for the person at the terminal. */
class DemoError extends Error {}

const config = readConfigOrExit();
const coloured = process.stdout.isTTY && config.NO_COLOR === undefined;
const paint = (code: number) => (text: string) => (coloured ? `\u001b[${code}m${text}\u001b[0m` : text);
const [bold, dim, red, green, yellow, blue] = [1, 2, 31, 32, 33, 36].map(paint) as [
  Paint,
  Paint,
  Paint,
  Paint,
  Paint,
  Paint,
];
type Paint = (text: string) => string;

const began = performance.now();
const seconds = () => `${((performance.now() - began) / 1000).toFixed(1).padStart(5)} s`;
const say = (mark: string, text: string) => void process.stdout.write(`${dim(seconds())}  ${mark} ${text}\n`);

async function demo(client: Client, interrupted: AbortSignal): Promise<void> {
  const { viewer } = await client.signIn({
    email: config.HOSTERIZER_DEMO_EMAIL,
    password: config.HOSTERIZER_DEMO_PASSWORD,
  });
  say(
    green('✓'),
    `Signed in as ${bold(viewer.email ?? '')}${viewer.customer ? ` of ${viewer.customer.name}` : ''}.`,
  );

  const title = `Hello from Hosterizer ${Date.now().toString(36)}`;
  const configuration = { title, body: 'This page was ordered, built and removed by npm run demo.' };
  const { createSite: site } = await client.request(CreateSiteDocument, {
    input: {
      name: `demo-${Date.now().toString(36)}`,
      cloudProvider: 'LOCAL',
      region: 'local',
      blueprint: 'website',
      configuration,
    },
  });
  say(green('✓'), `Ordered the site ${bold(site.name)}.`);

  let gone = false;
  try {
    const { deploySite } = await client.request(DeploySiteDocument, { input: { siteId: site.id } });
    await watch(client, deploySite.id, 'built', interrupted);
    const { site: built } = await client.request(SiteDocument, { id: site.id });
    if (!built?.url) throw new DemoError('The site was built, but it has no address.');
    const page = await fetchPage(built.url);
    if (!page?.includes(title)) throw new DemoError(`${built.url} does not show the title that was ordered.`);
    say(green('✓'), `${bold(built.url)} shows “${title}”.`);

    await remove(client, site.id, interrupted);
    gone = true;
    if ((await fetchPage(built.url)) !== null) throw new DemoError(`${built.url} still answers.`);
    say(green('✓'), `${built.url} is gone.`);
  } finally {
    if (!gone) await cleanUp(client, site.id);
  }
}

async function remove(client: Client, siteId: string, interrupted?: AbortSignal): Promise<void> {
  const { deleteSite } = await client.request(DeleteSiteDocument, { id: siteId });
  const deployment = deleteSite.latestDeployment;
  if (deployment && deleteSite.status !== 'DELETED')
    await watch(client, deployment.id, 'removed', interrupted);
}

/** Whatever happened, nothing of the demo stays. A site that is still being built has to end first. */
async function cleanUp(client: Client, siteId: string): Promise<void> {
  say(yellow('!'), 'Removing the site again.');
  for (let attempt = 0; attempt < 60; attempt++) {
    try {
      return await remove(client, siteId);
    } catch (error) {
      if (!(error instanceof RequestError) || error.code !== 'CONFLICT') break;
      await wait(1_000);
    }
  }
  say(red('✗'), 'The site could not be removed; delete it in the portal.');
}

/** Shows a deployment to its end. Throws DemoError unless it completed. */
async function watch(
  client: Client,
  deploymentId: string,
  done: string,
  interrupted?: AbortSignal,
): Promise<void> {
  for await (const { events } of client.follow(deploymentId, {
    ...(interrupted && { signal: interrupted }),
  })) {
    for (const event of events) show(event);
  }
  if (interrupted?.aborted) throw new DemoError('Interrupted.');
  const { deployment } = await client.request(DeploymentDocument, { id: deploymentId });
  if (deployment?.status !== 'COMPLETED') {
    throw new DemoError(
      `The site could not be ${done}: ${deployment?.errorMessage ?? deployment?.status ?? 'it is unknown.'}`,
    );
  }
}

/** Of what Terraform says, the results; the portal shows all of it. */
function isWorthShowing({ kind, level, resource, message }: Event): boolean {
  if (level === 'DEBUG') return false;
  if (level === 'WARN' || level === 'ERROR') return true;
  if (kind === 'RESOURCE') return / complete after /.test(message);
  return kind !== 'LOG' || (resource !== null && !/: Plan to /.test(message));
}

function show(event: Event): void {
  if (!isWorthShowing(event)) return;
  const { kind, level, message } = event;
  const [first = '', ...more] = message
    .replace(/ \[id=[^\]]*\]$/, '')
    .trimEnd()
    .split('\n')
    .map(shortened);
  if (level === 'ERROR') say(red('✗'), red(first));
  else if (level === 'WARN') say(yellow('!'), yellow(first));
  else if (kind === 'PHASE') say(blue('●'), bold(first));
  else if (kind === 'PLAN') say(blue('≡'), bold(first));
  else if (kind === 'OUTPUT') say(green('→'), first);
  else if (kind === 'END') say(green('✓'), bold(first));
  else say(dim('│'), kind === 'RESOURCE' ? first : dim(first));
  for (const line of more) say(' ', dim(line));
}

const shortened = (line: string) => (line.length > 100 ? `${line.slice(0, 99)}…` : line);

/** The page at an address, or null when nobody answers there. */
function fetchPage(url: string): Promise<string | null> {
  const { hostname, port, pathname, host } = new URL(url);
  // Browsers know that *.localhost is this machine; not every resolver does.
  const address = hostname.endsWith('.localhost') ? '127.0.0.1' : hostname;
  return new Promise((resolve) => {
    const request = http.get(
      { host: address, port, path: pathname, headers: { host }, timeout: 5_000, agent: false },
      (response) => {
        let page = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => (page += part));
        response.on('end', () => resolve(page));
      },
    );
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(null));
  });
}

function readConfigOrExit() {
  try {
    return readDemoConfig();
  } catch (error) {
    process.stderr.write(`${error instanceof ConfigError ? error.message : String(error)}\n`);
    process.exit(1);
  }
}

function explain(error: unknown): string {
  if (error instanceof RequestError) {
    if (error.code === 'NETWORK_ERROR')
      return `${error.message} Start it with npm start, or set HOSTERIZER_URL.`;
    return error.traceId ? `${error.message} (trace id ${error.traceId})` : error.message;
  }
  return error instanceof DemoError ? error.message : String(error instanceof Error ? error.stack : error);
}

const interrupt = new AbortController();
process.once('SIGINT', () => interrupt.abort());
process.once('SIGTERM', () => interrupt.abort());
const client = createClient({ url: config.HOSTERIZER_URL });
try {
  await demo(client, interrupt.signal);
  say(green('✓'), bold('Done.'));
} catch (error) {
  say(red('✗'), red(explain(error)));
  process.exitCode = 1;
} finally {
  await client.close();
}

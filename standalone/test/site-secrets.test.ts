/** Secrets of a site and of clouds, planted and used for real, and looked for wherever the platform leaves traces. */
import { createClient, type Client } from '@hosterizer/sdk/client';
import {
  ApproveDeploymentDocument,
  CreateSiteDocument,
  DeploySiteDocument,
} from '@hosterizer/sdk/generated/graphql';
import { testConfig } from '@hosterizer/kit/config';
import { eventually } from '@hosterizer/kit/testing';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { startClouds, type CloudServer } from '../../subgraphs/deployments/test/cloud-server.ts';
import { sharedFolder } from '../src/folders.ts';
import { sitesFolder } from '../src/runner.ts';
import { makeHome, type Home, type Started } from '../src/testing/platform.ts';
import { isRoot } from '../src/users.ts';
import { placesOf, tracesOf, type Trace } from './secrets/traces.ts';

const secrets = { first: 'planted-site-secret-5521', second: 'planted-site-secret-9907' };

let clouds: CloudServer;
let home: Home;
let platform: Started;
let token = '';
let client: Client;
let monitor: Redis;
/** Every command that Redis got, hints included. */
const commands: string[] = [];

beforeAll(async () => {
  const { redisUrl } = testConfig();
  const redis = new Redis(redisUrl);
  monitor = await redis.monitor();
  redis.disconnect();
  monitor.on('monitor', (_time: string, words: string[]) => void commands.push(words.join(' ')));
  clouds = await startClouds();
  home = makeHome();
  platform = await home.start({
    HOSTERIZER_LOG_LEVEL: 'trace',
    REDIS_URL: redisUrl,
    HOSTERIZER_CLOUD_ENDPOINTS: JSON.stringify(clouds.endpoints),
  });
  const signedIn = await ask(`mutation ($input: SignInInput!) { signIn(input: $input) { accessToken } }`, {
    input: { email: 'owner@acme.test', password: 'hosterizer-demo' },
  });
  token = (JSON.parse(signedIn) as { data: { signIn: { accessToken: string } } }).data.signIn.accessToken;
  client = createClient({ url: platform.url, token });
}, 150_000);
afterAll(async () => {
  await client?.close();
  await home?.remove();
  monitor?.disconnect();
  await clouds?.close();
}, 60_000);

/** Anything of the API, as text. */
async function ask(query: string, variables: object): Promise<string> {
  const answer = await fetch(`${platform.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query, variables }),
  });
  return answer.text();
}

const setSecret = (siteId: string, value: string) =>
  ask(
    `mutation ($input: SetSiteVariableInput!) { setSiteVariable(input: $input) { variables { name value secret } } }`,
    { input: { siteId, name: 'API_KEY', value, secret: true } },
  );

const everythingOf = `query ($site: ID!, $deployment: ID!) {
  site(id: $site) { url variables { name value } latestDriftCheck { resources { changes { path before after } } } }
  deployment(id: $deployment) {
    errorMessage plan { resources { address changes { path before after } } }
  }
  stateDiff(siteId: $site, from: 0, to: 1) { resources { changes { path before after } } }
}`;

const untilPhase = (id: string, phase: string) =>
  eventually(async () =>
    (await ask(`query ($id: ID!) { deployment(id: $id) { phase } }`, { id })).includes(phase),
  );

/** The whole text of every file below a folder. */
function filesIn(folder: string): Trace[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile())
    .map((path) => ({ place: path, text: readFileSync(path, 'latin1') }));
}

test('a secret is in the site’s own environment and nowhere else: no table, no log, no event, no hint, no answer', async () => {
  const { createSite: site } = await client.request(CreateSiteDocument, {
    input: {
      ...{
        name: 'Shop',
        cloudProvider: 'LOCAL',
        region: 'local',
        blueprint: 'website',
        instanceSize: 'SMALL',
      },
      configuration: { title: 'Shop {{API_KEY}}', body: 'Open.' },
    },
  });
  const answers: Trace[] = [];
  const keep = (place: string, text: string) => void answers.push({ place, text });
  keep('setSiteVariable', await setSecret(site.id, secrets.first));
  const { deploySite: first } = await client.request(DeploySiteDocument, { input: { siteId: site.id } });
  await untilPhase(first.id, 'FINISHED');

  // A plan that waits, whose file knows the secret as well.
  keep('setSiteVariable', await setSecret(site.id, secrets.second));
  const { deploySite: second } = await client.request(DeploySiteDocument, {
    input: { siteId: site.id, requireApproval: true },
  });
  await untilPhase(second.id, 'AWAITING_APPROVAL');
  const waiting = await tracesOf(home, platform);
  await client.request(ApproveDeploymentDocument, { id: second.id });
  await untilPhase(second.id, 'FINISHED');
  keep('checkDrift', await ask(`mutation ($id: ID!) { checkDrift(siteId: $id) { id } }`, { id: site.id }));
  const driftOf = `query ($id: ID!) { site(id: $id) { latestDriftCheck { status } } }`;
  await eventually(async () => (await ask(driftOf, { id: site.id })).includes('IN_SYNC'));

  const everything = await ask(everythingOf, { site: site.id, deployment: second.id });
  keep('everything', everything);
  for (const { id } of [first, second]) {
    const log = await fetch(`${platform.url}/logs/${id}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(log.status).toBe(200);
    keep(`log of ${id}`, await log.text());
  }
  const { site: shown } = (JSON.parse(everything) as { data: { site: { url: string } } }).data;
  keep('the page', await (await fetch(shown.url)).text());

  const shared = isRoot ? sharedFolder(home.data) : home.data;
  const files = filesIn(sitesFolder(shared));
  const runner = filesIn(join(shared, 'runner')).filter(({ place }) => !place.includes('/compiled/'));
  const traces = [
    ...waiting,
    ...(await tracesOf(home, platform)),
    ...answers,
    ...runner,
    { place: 'redis', text: commands.join('\n') },
  ];
  // What is looked for would be found: the site's program has it, and nobody else's files.
  expect(placesOf(secrets.second, files).map((place) => place.replace(/^.*\//, ''))).toEqual([
    'secrets.json',
  ]);
  expect(commands.length).toBeGreaterThan(10);
  for (const secret of Object.values(secrets)) expect(placesOf(secret, traces)).toEqual([]);
}, 120_000);

test('credentials of clouds are in their sealed rows and nowhere else, whether they were taken or refused', async () => {
  const { aws, azure, gcp, digitalocean, akamai } = clouds.good;
  const { private_key: pem } = JSON.parse(gcp.serviceAccountKey) as { private_key: string };
  const refused = { ...aws, secretAccessKey: 'planted/refused+secret/of/40/characters+' };
  const given = [
    { cloudProvider: 'AWS', aws: refused },
    { cloudProvider: 'AWS', aws },
    { cloudProvider: 'AWS', aws: { ...aws, accessKeyId: 'wrong shape' } },
    { cloudProvider: 'AZURE', azure },
    { cloudProvider: 'GCP', gcp },
    { cloudProvider: 'DIGITALOCEAN', digitalocean },
    { cloudProvider: 'AKAMAI', akamai },
    // What does not fit the type is quoted by nobody either.
    { cloudProvider: 'AKAMAI', akamai: [akamai.token, akamai] },
  ];
  const answers: Trace[] = [];
  const shown = 'id status reason account shown';
  for (const input of given) {
    const set = `mutation ($input: SetCloudCredentialInput!) { setCloudCredential(input: $input) { ${shown} } }`;
    answers.push({ place: `setCloudCredential ${input.cloudProvider}`, text: await ask(set, { input }) });
    const check = `mutation ($input: CloudInput!) { checkCloudCredential(input: $input) { ${shown} } }`;
    const cloud = { cloudProvider: input.cloudProvider };
    answers.push({ place: 'checkCloudCredential', text: await ask(check, { input: cloud }) });
  }
  const list = await ask(`{ cloudCredentials { cloudProvider status } }`, {});
  answers.push({ place: 'cloudCredentials', text: list });
  expect(list.match(/"VALID"/g)).toHaveLength(5);

  const planted = [
    ...[refused.secretAccessKey, aws.secretAccessKey, azure.clientSecret],
    ...[digitalocean.token, akamai.token, pem.split('\n')[5]!],
  ];
  const traces = [
    ...(await tracesOf(home, platform)),
    ...answers,
    { place: 'redis', text: commands.join('\n') },
  ];
  // What may be shown is found, so that what may not would be.
  expect(placesOf(aws.accessKeyId, traces)).toContain('deployments.cloud_credential');
  for (const secret of planted) expect(placesOf(secret, traces)).toEqual([]);
}, 60_000);

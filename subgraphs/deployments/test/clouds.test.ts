/** What each cloud says of a credential, asked for real at a local server that answers in its documented shapes. */
import { publicEndpoints } from '@hosterizer/kit/cloud-endpoints';
import type { Parts } from '../src/clouds/cloud.ts';
import { environmentIn, inputs, makeClouds, shownOf, type Clouds } from '../src/clouds/clouds.ts';
import type { Cloud } from '../src/entities.ts';
import {
  armError,
  ec2Error,
  entraError,
  googleError,
  oauthError,
  startClouds,
  stsError,
  type CloudServer,
  type Said,
} from './cloud-server.ts';

let server: CloudServer;
let clouds: Clouds;
beforeAll(async () => {
  server = await startClouds();
  clouds = makeClouds(server.endpoints);
});
afterAll(() => server?.close());
afterEach(() => {
  for (const door of Object.keys(server.instead)) delete server.instead[door as 'sts'];
});

const good = (cloud: Cloud): Parts => ({ ...server.good[inputs[cloud]] });
const read = (cloud: Cloud, given = good(cloud)) => clouds[cloud].read(given, inputs[cloud]);
const check = (cloud: Cloud, given = good(cloud)) => clouds[cloud].check(read(cloud, given));

test.each<[Cloud, string]>([
  ['AWS', '123456789012 (user/builder)'],
  ['AZURE', 'Acme production'],
  ['GCP', 'acme-hosting (builder@acme-hosting.iam.gserviceaccount.com)'],
  ['DIGITALOCEAN', 'Acme'],
  ['AKAMAI', 'acme'],
])('%s says whose a good one is', async (cloud, account) => {
  expect(await check(cloud)).toEqual({ status: 'VALID', account });
});

const answers = (status: number, body: string | object): Said => ({ status, body });
const reader = { value: [{ actions: ['*/read'], notActions: [] }] };
const denied = {
  value: [{ actions: ['Microsoft.Resources/*'], notActions: ['Microsoft.Resources/*/resourceGroups/write'] }],
};
const off = [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'SERVICE_DISABLED' }];
const account = { email: 'ops@acme.test', email_verified: true, status: 'active', status_message: '' };

test.each<[Cloud, string, keyof CloudServer['instead'], Said, string, RegExp]>([
  [
    'AWS',
    'an unknown key',
    'sts',
    answers(403, stsError('InvalidClientTokenId')),
    'REFUSED',
    /does not know/,
  ],
  ['AWS', 'an expired key', 'sts', answers(403, stsError('ExpiredToken')), 'REFUSED', /has expired/],
  [
    'AWS',
    'a key without rights',
    'ec2',
    answers(403, ec2Error('UnauthorizedOperation')),
    'POWERLESS',
    /ec2:DescribeRegions/,
  ],
  ['AWS', 'a blocked account', 'ec2', answers(403, ec2Error('Blocked')), 'REFUSED', /blocked/],
  ['AWS', 'a code that nobody knows', 'sts', answers(400, stsError('Brandnew')), 'REFUSED', /\(Brandnew\)/],
  [
    'AZURE',
    'an expired secret',
    'login',
    entraError(401, 'invalid_client', 7000222),
    'REFUSED',
    /has expired/,
  ],
  [
    'AZURE',
    'another tenant',
    'login',
    entraError(400, 'invalid_request', 90002),
    'REFUSED',
    /no such tenant/,
  ],
  ['AZURE', 'no such app', 'login', entraError(400, 'unauthorized_client', 700016), 'REFUSED', /no such app/],
  [
    'AZURE',
    'an unseen subscription',
    'subscription',
    armError(404, 'SubscriptionNotFound'),
    'REFUSED',
    /no role/,
  ],
  [
    'AZURE',
    'no role',
    'subscription',
    armError(403, 'AuthorizationFailed'),
    'POWERLESS',
    /resourceGroups\/write/,
  ],
  [
    'AZURE',
    'a disabled subscription',
    'subscription',
    answers(200, { displayName: 'Old', state: 'Disabled' }),
    'REFUSED',
    /Old is disabled/,
  ],
  ['AZURE', 'the role Reader', 'permissions', answers(200, reader), 'POWERLESS', /Contributor/],
  [
    'AZURE',
    'a right that is taken away again',
    'permissions',
    answers(200, denied),
    'POWERLESS',
    /Contributor/,
  ],
  [
    'GCP',
    'a deleted key',
    'token',
    oauthError('invalid_grant', 'Invalid JWT Signature.'),
    'REFUSED',
    /deleted, or has expired/,
  ],
  [
    'GCP',
    'a deleted account',
    'token',
    oauthError('invalid_grant', 'Invalid grant: account not found'),
    'REFUSED',
    /no such service account/,
  ],
  [
    'GCP',
    'a disabled account',
    'token',
    oauthError('invalid_grant', 'The service account is disabled.'),
    'REFUSED',
    /is disabled/,
  ],
  [
    'GCP',
    'another project',
    'iam',
    googleError(403, 'PERMISSION_DENIED'),
    'REFUSED',
    /no project acme-hosting/,
  ],
  [
    'GCP',
    'an API that is off',
    'iam',
    googleError(403, 'PERMISSION_DENIED', off),
    'POWERLESS',
    /switch it on/,
  ],
  [
    'GCP',
    'few rights',
    'iam',
    answers(200, { permissions: ['compute.networks.create'] }),
    'POWERLESS',
    /lacks these rights in acme-hosting: run\.services\.create, storage/,
  ],
  ['GCP', 'no rights', 'iam', answers(200, {}), 'POWERLESS', /compute\.networks\.create/],
  [
    'DIGITALOCEAN',
    'an expired token',
    'digitalocean',
    answers(401, { id: 'Unauthorized' }),
    'REFUSED',
    /has expired/,
  ],
  [
    'DIGITALOCEAN',
    'a token of few scopes',
    'digitalocean',
    answers(403, { id: 'Forbidden' }),
    'POWERLESS',
    /account:read/,
  ],
  [
    'DIGITALOCEAN',
    'a locked account',
    'digitalocean',
    answers(200, { account: { ...account, status: 'locked' } }),
    'REFUSED',
    /locked/,
  ],
  [
    'DIGITALOCEAN',
    'an unverified address',
    'digitalocean',
    answers(200, { account: { ...account, email_verified: false } }),
    'POWERLESS',
    /inactive/,
  ],
  [
    'AKAMAI',
    'an expired token',
    'akamai',
    answers(401, { errors: [{ reason: 'Invalid Token' }] }),
    'REFUSED',
    /has expired/,
  ],
  [
    'AKAMAI',
    'a token without a profile',
    'akamai',
    answers(401, { errors: [{ reason: 'Your OAuth token is not authorized to use this endpoint.' }] }),
    'POWERLESS',
    /account:read_only/,
  ],
  [
    'AKAMAI',
    'a token that only reads',
    'akamai',
    {
      ...answers(200, { username: 'acme' }),
      headers: { 'x-oauth-scopes': 'linodes:read_only vpc:read_write' },
    },
    'POWERLESS',
    /linodes:read_write, firewall:read_write\./,
  ],
])('%s: %s is told', async (cloud, _title, door, said, status, reason) => {
  server.instead[door] = said;
  const verdict = await check(cloud);
  expect(verdict).toMatchObject({ status, reason: expect.stringMatching(reason) });
});

test('a token of Akamai’s for everything lacks nothing', async () => {
  server.instead.akamai = { ...answers(200, { username: 'acme' }), headers: { 'x-oauth-scopes': '*' } };
  expect(await check('AKAMAI')).toMatchObject({ status: 'VALID' });
});

test.each<[Cloud, Parts]>([
  ['AWS', { secretAccessKey: 'x'.repeat(40) }],
  ['AZURE', { clientSecret: 'another-secret' }],
  ['DIGITALOCEAN', { token: `dop_v1_${'0'.repeat(64)}` }],
  ['AKAMAI', { token: '0'.repeat(64) }],
])('%s does not take another secret', async (cloud, other) => {
  expect(await check(cloud, { ...good(cloud), ...other })).toMatchObject({ status: 'REFUSED' });
});

test('a key of Google’s is never asked about where it names, and signs for the installation’s address', async () => {
  const parts = read('GCP');
  const kept = JSON.parse(parts['serviceAccountKey']!);
  expect(kept).toMatchObject({ type: 'service_account', token_uri: server.endpoints.gcp.token });
  expect(kept).not.toHaveProperty('auth_uri');
  expect(environmentIn('GCP', parts)).toEqual({
    GOOGLE_CREDENTIALS: parts['serviceAccountKey'],
    GOOGLE_PROJECT: 'acme-hosting',
  });
});

test.each<[string, keyof CloudServer['instead'], Said | null]>([
  ['does not answer', 'sts', null],
  ['sends elsewhere', 'sts', { status: 302, body: '', headers: { location: 'http://127.0.0.1:1/' } }],
  ['is broken', 'sts', { status: 503, body: '' }],
  ['asks for patience', 'ec2', { status: 429, body: '' }],
  ['says far too much', 'sts', { status: 200, body: 'x'.repeat(300_000) }],
  ['is another server', 'sts', { status: 200, body: '<html/>' }],
])('a cloud that %s says nothing of a credential', async (_title, door, said) => {
  server.instead[door] = said;
  await expect(check('AWS')).rejects.toMatchObject({ unreachable: true });
});

test('what is shown holds no secret, and what Terraform is given is under its providers’ names', () => {
  const all = (Object.keys(inputs) as Cloud[]).map((cloud) => [
    shownOf(cloud, read(cloud)),
    environmentIn(cloud, read(cloud)),
  ]);
  const { aws, azure, digitalocean, akamai } = server.good;
  expect(all).toMatchObject([
    [
      { accessKeyId: aws.accessKeyId },
      { AWS_ACCESS_KEY_ID: aws.accessKeyId, AWS_SECRET_ACCESS_KEY: aws.secretAccessKey },
    ],
    [
      { tenantId: azure.tenantId },
      { ARM_CLIENT_SECRET: azure.clientSecret, ARM_SUBSCRIPTION_ID: azure.subscriptionId },
    ],
    [{ projectId: 'acme-hosting' }, {}],
    [{}, { DIGITALOCEAN_TOKEN: digitalocean.token }],
    [{}, { LINODE_TOKEN: akamai.token }],
  ]);
  const shown = JSON.stringify(all.map(([open]) => open));
  for (const secret of [aws.secretAccessKey, azure.clientSecret, 'PRIVATE', digitalocean.token, akamai.token])
    expect(shown).not.toContain(secret);
});

test.each<[Cloud, Parts, string]>([
  ['AWS', { accessKeyId: 'short' }, 'aws.accessKeyId'],
  ['AWS', { accessKeyId: 'ASIAIOSFODNN7EXAMPLE' }, 'aws.accessKeyId'],
  ['AWS', { secretAccessKey: 'too short' }, 'aws.secretAccessKey'],
  ['AZURE', { tenantId: 'contoso.example' }, 'azure.tenantId'],
  ['AZURE', { subscriptionId: '../../x' }, 'azure.subscriptionId'],
  ['AZURE', { clientId: '' }, 'azure.clientId'],
  ['AZURE', { clientSecret: 'with a blank' }, 'azure.clientSecret'],
  ['GCP', { serviceAccountKey: 'no JSON' }, 'gcp.serviceAccountKey'],
  ['GCP', { serviceAccountKey: '{"type":"external_account"}' }, 'gcp.serviceAccountKey'],
  ['GCP', { serviceAccountKey: '{"type":"service_account","project_id":"../x"}' }, 'gcp.serviceAccountKey'],
  ['DIGITALOCEAN', { token: 'dop_v1_short' }, 'digitalocean.token'],
  ['AKAMAI', { token: 'Z'.repeat(64) }, 'akamai.token'],
])('%s: a part that cannot be is named', (cloud, other, field) => {
  expect(() => read(cloud, { ...good(cloud), ...other })).toThrow(
    expect.objectContaining({
      extensions: expect.objectContaining({ details: expect.objectContaining({ field }) }),
    }),
  );
});

test('a key of Google’s whose private key is none is refused', () => {
  const key = { ...JSON.parse(server.good.gcp.serviceAccountKey), private_key: 'none' };
  expect(() => read('GCP', { serviceAccountKey: JSON.stringify(key) })).toThrow(/private_key/);
});

test('the public clouds are asked where nothing else is set', () => {
  expect(publicEndpoints.azure).toEqual({
    login: 'https://login.microsoftonline.com',
    management: 'https://management.azure.com',
  });
});

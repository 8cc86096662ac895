/**
 * A local server of five clouds' own APIs, as far as credentials are checked by them: it answers in the shapes that
 * they document, and only to those whose signature, secret or token holds.
 */
import { createVerify, generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { CloudEndpoints } from '@hosterizer/kit/cloud-endpoints';
import { signatureFault } from './sigv4.ts';

export type Said = { status: number; body: string | object; headers?: Record<string, string> };
type Door =
  'sts' | 'ec2' | 'login' | 'subscription' | 'permissions' | 'token' | 'iam' | 'digitalocean' | 'akamai';

export type CloudServer = {
  endpoints: CloudEndpoints;
  /** What is taken, as the API is given it. */
  good: {
    aws: { accessKeyId: string; secretAccessKey: string };
    azure: { tenantId: string; subscriptionId: string; clientId: string; clientSecret: string };
    gcp: { serviceAccountKey: string };
    digitalocean: { token: string };
    akamai: { token: string };
  };
  /** The doors that were asked at so far. */
  asked: Door[];
  /** What a door answers instead of what it would; null for no answer at all. */
  instead: Partial<Record<Door, Said | null>>;
  close(): Promise<void>;
};

const region = 'eu-test-1';
const accessToken = 'an-access-token-of-the-test';
const project = 'acme-hosting';
const email = `builder@${project}.iam.gserviceaccount.com`;

export async function startClouds(): Promise<CloudServer> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const hex = (bytes: number) => randomBytes(bytes).toString('hex');
  const good = {
    aws: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' },
    azure: {
      tenantId: '11111111-1111-4111-8111-111111111111',
      subscriptionId: '22222222-2222-4222-8222-222222222222',
      clientId: '33333333-3333-4333-8333-333333333333',
      clientSecret: `Azr8Q~${hex(17)}`,
    },
    gcp: {
      serviceAccountKey: JSON.stringify({
        type: 'service_account',
        project_id: project,
        private_key_id: hex(20),
        private_key: privateKey,
        client_email: email,
        client_id: '100000000000000000001',
        auth_uri: 'https://accounts.google.com/o/oauth2/auth',
        // Somebody else's server, which nobody may ask.
        token_uri: 'http://169.254.169.254/token',
      }),
    },
    digitalocean: { token: `dop_v1_${hex(32)}` },
    akamai: { token: hex(32) },
  };
  const asked: Door[] = [];
  const instead: CloudServer['instead'] = {};
  let base = '';

  const fields = (body: Buffer) => new URLSearchParams(body.toString());
  const bearer = ({ headers }: IncomingMessage, token: string) => headers.authorization === `Bearer ${token}`;

  function signed(service: string, request: IncomingMessage, body: Buffer): Said | null {
    const fault = signatureFault(request, body, { service, region, ...good.aws });
    if (!fault) return null;
    const code = fault === 'ACCESS_KEY' ? 'InvalidClientTokenId' : 'SignatureDoesNotMatch';
    return { status: 403, body: stsError(code) };
  }

  const doors: Record<Door, (request: IncomingMessage, body: Buffer) => Said> = {
    sts: (request, body) => {
      if (fields(body).get('Action') !== 'GetCallerIdentity')
        return { status: 400, body: stsError('InvalidAction') };
      return signed('sts', request, body) ?? { status: 200, body: callerIdentity };
    },
    ec2: (request, body) => {
      if (fields(body).get('Action') !== 'DescribeRegions')
        return { status: 400, body: ec2Error('InvalidAction') };
      return signed('ec2', request, body) ?? { status: 200, body: describeRegions };
    },
    login: (request, body) => {
      const form = fields(body);
      const asks =
        form.get('grant_type') === 'client_credentials' &&
        form.get('scope') === `${base}/management/.default`;
      if (!asks || !request.url!.includes(good.azure.tenantId))
        return entraError(400, 'invalid_request', 900144);
      const isRight =
        form.get('client_id') === good.azure.clientId &&
        form.get('client_secret') === good.azure.clientSecret;
      if (!isRight) return entraError(401, 'invalid_client', 7000215);
      return { status: 200, body: { token_type: 'Bearer', expires_in: 3599, access_token: accessToken } };
    },
    subscription: (request) => {
      if (!bearer(request, accessToken)) return armError(401, 'InvalidAuthenticationToken');
      const { subscriptionId, tenantId } = good.azure;
      if (!request.url!.includes(subscriptionId)) return armError(404, 'SubscriptionNotFound');
      return {
        status: 200,
        body: { subscriptionId, tenantId, displayName: 'Acme production', state: 'Enabled' },
      };
    },
    permissions: (request) => {
      if (!bearer(request, accessToken)) return armError(401, 'InvalidAuthenticationToken');
      return { status: 200, body: contributor };
    },
    token: (_request, body) => {
      const assertion = fields(body).get('assertion') ?? '';
      const [head, claims, signature] = assertion.split('.');
      const said = JSON.parse(Buffer.from(claims ?? '', 'base64url').toString() || '{}');
      const holds = createVerify('RSA-SHA256')
        .update(`${head}.${claims}`)
        .verify(publicKey, signature ?? '', 'base64url');
      const now = Date.now() / 1000;
      if (!holds) return oauthError('invalid_grant', 'Invalid JWT Signature.');
      if (said.aud !== `${base}/token` || said.iss !== email || said.exp > now + 3600 || said.iat > now + 5)
        return oauthError('invalid_grant', 'Invalid JWT: Failed audience check.');
      return { status: 200, body: { access_token: accessToken, expires_in: 3599, token_type: 'Bearer' } };
    },
    iam: (request, body) => {
      if (!bearer(request, accessToken)) return googleError(401, 'UNAUTHENTICATED');
      if (!request.url!.includes(`/v1/projects/${project}:testIamPermissions`))
        return googleError(403, 'PERMISSION_DENIED');
      return { status: 200, body: { permissions: JSON.parse(body.toString()).permissions } };
    },
    digitalocean: (request) =>
      bearer(request, good.digitalocean.token)
        ? { status: 200, body: { account: digitalOceanAccount } }
        : { status: 401, body: { id: 'Unauthorized', message: 'Unable to authenticate you' } },
    akamai: (request) =>
      bearer(request, good.akamai.token)
        ? {
            status: 200,
            body: { username: 'acme', email: 'ops@acme.test', restricted: false },
            headers: {
              'x-oauth-scopes': 'account:read_only linodes:read_write firewall:read_write vpc:read_write',
            },
          }
        : { status: 401, body: { errors: [{ reason: 'Invalid Token' }] } },
  };

  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    const door = doorAt(request.url!);
    if (!door) return void response.writeHead(404).end();
    asked.push(door);
    const other = instead[door];
    if (other === null) return void request.socket.destroy();
    const { status, body: said, headers } = other ?? doors[door](request, body);
    const isText = typeof said === 'string';
    response.writeHead(status, { 'content-type': isText ? 'text/xml' : 'application/json', ...headers });
    response.end(isText ? said : JSON.stringify(said));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    good,
    asked,
    instead,
    endpoints: {
      aws: { sts: `${base}/sts`, ec2: `${base}/ec2`, region },
      azure: { login: `${base}/login`, management: `${base}/management` },
      gcp: { token: `${base}/token`, resourceManager: `${base}/iam` },
      digitalocean: { api: `${base}/digitalocean` },
      akamai: { api: `${base}/akamai` },
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** By the first part of the path; Azure's management has two questions. */
function doorAt(url: string): Door | null {
  const first = url.split(/[/?]/)[1]!;
  if (first === 'management')
    return url.includes('/providers/Microsoft.Authorization/permissions') ? 'permissions' : 'subscription';
  const known: readonly string[] = ['sts', 'ec2', 'login', 'token', 'iam', 'digitalocean', 'akamai'];
  return known.includes(first) ? (first as Door) : null;
}

export const stsError = (code: string) =>
  `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>A message.</Message></Error><RequestId>1</RequestId></ErrorResponse>`;
export const ec2Error = (code: string) =>
  `<?xml version="1.0" encoding="UTF-8"?><Response><Errors><Error><Code>${code}</Code><Message>You are not authorized to perform this operation.</Message></Error></Errors><RequestID>1</RequestID></Response>`;
const callerIdentity = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/builder</Arn><UserId>AIDACKCEVSQ6C2EXAMPLE</UserId><Account>123456789012</Account></GetCallerIdentityResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></GetCallerIdentityResponse>`;
const describeRegions = `<DescribeRegionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><regionInfo><item><regionName>eu-central-1</regionName></item></regionInfo></DescribeRegionsResponse>`;
export const entraError = (status: number, error: string, code: number): Said => ({
  status,
  body: { error, error_description: `AADSTS${code}: A description.`, error_codes: [code], trace_id: 'a' },
});
export const armError = (status: number, code: string): Said => ({
  status,
  body: { error: { code, message: 'A message.' } },
});
/** The built-in role Contributor. */
const contributor = {
  value: [
    {
      actions: ['*'],
      notActions: ['Microsoft.Authorization/*/Delete', 'Microsoft.Authorization/*/Write'],
      dataActions: [],
      notDataActions: [],
    },
  ],
};
export const oauthError = (error: string, description: string): Said => ({
  status: 400,
  body: { error, error_description: description },
});
export const googleError = (code: number, status: string, details: object[] = []): Said => ({
  status: code,
  body: { error: { code, message: 'A message.', status, details } },
});
const digitalOceanAccount = {
  droplet_limit: 25,
  email: 'ops@acme.test',
  email_verified: true,
  status: 'active',
  status_message: '',
  team: { uuid: '5df3e3004a17e242b7c20ca6c9fc25b701a47ece', name: 'Acme' },
};

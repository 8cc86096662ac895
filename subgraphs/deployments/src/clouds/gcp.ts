/** Google Cloud: a key of a service account, which signs for itself. */
import { createPrivateKey, createSign } from 'node:crypto';
import type { CloudEndpoints } from '@hosterizer/kit/cloud-endpoints';
import { invalid } from '@hosterizer/kit/errors';
import { jsonOf, unreachable, wordOf, type Ask, type Json } from './ask.ts';
import { bearer, form, type CloudKind, type Parts, type Verdict } from './cloud.ts';

type Ends = CloudEndpoints['gcp'];

const fields = {
  project_id: /^([a-z0-9.-]{1,100}:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$/,
  client_email: /^[^\s@]{1,100}@[a-z0-9.:-]{1,150}\.gserviceaccount\.com$/,
  private_key_id: /^[0-9a-f]{16,64}$/,
};

/** What sites of every kind begin with; not all that they take. */
const needed = [
  'compute.networks.create',
  'run.services.create',
  'storage.buckets.create',
  'cloudsql.instances.create',
  'secretmanager.secrets.create',
  'iam.serviceAccounts.create',
];

export const gcp: CloudKind<Ends> = {
  title: 'Google Cloud',
  shown: ['projectId', 'email'],

  read(given, at, { token }) {
    const here = `${at}.serviceAccountKey`;
    const key = jsonOf({ text: given['serviceAccountKey'] ?? '' });
    if (key['type'] !== 'service_account')
      throw invalid(here, 'Give the whole text of the JSON file of a service account’s key.');
    for (const [name, like] of Object.entries(fields))
      if (!like.test(String(key[name])))
        throw invalid(here, `Its ${name} is not one of a service account’s key.`);
    if (!isRsa(key['private_key'])) throw invalid(here, 'Its private_key is no RSA key in PEM.');
    const { project_id, client_email, private_key_id, private_key, client_id } = key;
    const kept = {
      ...{ type: 'service_account', project_id, client_email, private_key_id, private_key },
      ...(typeof client_id === 'string' && { client_id }),
      // What the file itself names could be anybody's server, which would be asked from within.
      token_uri: token,
    };
    return { projectId: project_id, email: client_email, serviceAccountKey: JSON.stringify(kept) };
  },

  async check({ projectId, email, serviceAccountKey }, ask, ends) {
    const token = await tokenFor(jsonOf({ text: serviceAccountKey! }), ask, ends);
    if (typeof token !== 'string') return token;
    const answer = await ask(
      `${ends.resourceManager}/v1/projects/${encodeURIComponent(projectId!)}:testIamPermissions`,
      {
        method: 'POST',
        headers: { ...bearer(token).headers, 'content-type': 'application/json' },
        body: JSON.stringify({ permissions: needed }),
      },
    );
    const account = `${projectId} (${email})`;
    const { permissions, error } = jsonOf(answer);
    if (answer.status >= 400)
      return objection(error, { status: answer.status, account, projectId: projectId! });
    const granted: unknown[] = Array.isArray(permissions) ? permissions : [];
    const missing = needed.filter((permission) => !granted.includes(permission));
    if (missing.length === 0) return { status: 'VALID', account };
    const reason = `The service account lacks these rights in ${projectId}: ${missing.join(', ')}.`;
    return { status: 'POWERLESS', account, reason };
  },

  environment: ({ serviceAccountKey, projectId }: Parts) => ({
    GOOGLE_CREDENTIALS: serviceAccountKey!,
    GOOGLE_PROJECT: projectId!,
  }),
};

function isRsa(pem: unknown): boolean {
  try {
    return typeof pem === 'string' && createPrivateKey(pem).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}

const inBase64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** RFC 7523: the account proves by its signature who it is. */
async function tokenFor(key: Json, ask: Ask, { token: url }: Ends): Promise<string | Verdict> {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: key['client_email'],
    scope: 'https://www.googleapis.com/auth/cloud-platform',
    ...{ aud: url, iat: now, exp: now + 600 },
  };
  const said = `${inBase64({ alg: 'RS256', typ: 'JWT', kid: key['private_key_id'] })}.${inBase64(claims)}`;
  const signature = createSign('RSA-SHA256').update(said).sign(key['private_key'], 'base64url');
  const answer = await ask(
    url,
    form({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: `${said}.${signature}` }),
  );
  const { access_token: token, error, error_description: detail } = jsonOf(answer);
  if (answer.status < 300 && typeof token === 'string') return token;
  if (!wordOf(error)) throw unreachable(`answers ${answer.status}`);
  return { status: 'REFUSED', reason: refusalOf(String(error), String(detail)) };
}

function refusalOf(error: string, detail: string): string {
  if (/signature/i.test(detail)) return 'Google does not know this key: it was deleted, or has expired.';
  if (/account not found|deleted_client/i.test(`${error} ${detail}`))
    return 'There is no such service account.';
  if (/disabled/i.test(`${error} ${detail}`)) return 'The service account, or its key, is disabled.';
  if (/short-lived|iat|exp/i.test(detail))
    return 'The platform’s clock is wrong, so that Google takes no signature of it.';
  return `Google does not take this key (${error}).`;
}

type Asked = { status: number; account: string; projectId: string };

function objection(error: Json | undefined, { status, account, projectId }: Asked): Verdict {
  const code = wordOf(error?.['status']);
  if (!code) throw unreachable(`answers ${status}`);
  const details: Array<{ reason?: unknown }> = Array.isArray(error?.['details']) ? error['details'] : [];
  if (details.some((detail) => detail.reason === 'SERVICE_DISABLED')) {
    const reason = `The Cloud Resource Manager API is off in ${projectId}: switch it on there.`;
    return { status: 'POWERLESS', account, reason };
  }
  if (code === 'PERMISSION_DENIED' || code === 'NOT_FOUND')
    return {
      status: 'REFUSED',
      reason: `There is no project ${projectId}, or the service account may not see it.`,
    };
  return { status: 'REFUSED', reason: `Google does not show the project ${projectId} (${code}).` };
}

/** Azure: a client secret of an app registration, for one subscription. */
import type { CloudEndpoints } from '@hosterizer/kit/cloud-endpoints';
import { jsonOf, unreachable, wordOf, type Ask, type CloudAnswer } from './ask.ts';
import { bearer, form, partOf, type CloudKind, type Parts, type Verdict } from './cloud.ts';

type Ends = CloudEndpoints['azure'];

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const guidSuch = 'It looks like 00000000-0000-0000-0000-000000000000.';
const secret = [
  /^[\x21-\x7e]{8,255}$/,
  'Give the secret’s value, 8 to 255 characters without blanks.',
] as const;

/** What every site begins with. */
const needed = 'Microsoft.Resources/subscriptions/resourceGroups/write';

/** By the numbers of Microsoft Entra's errors. */
const refusals: Record<number, string> = {
  7000222: 'The client secret has expired: make a new one.',
  7000215: 'The client secret is wrong. Give its value, not its id.',
  700016: 'There is no such app in this tenant.',
  7000112: 'The app is disabled.',
  90002: 'There is no such tenant.',
  900023: 'There is no such tenant.',
};

export const azure: CloudKind<Ends> = {
  title: 'Azure',
  shown: ['tenantId', 'subscriptionId', 'clientId'],

  read: (given, at) => ({
    tenantId: partOf(given, at, 'tenantId', [guid, guidSuch]),
    subscriptionId: partOf(given, at, 'subscriptionId', [guid, guidSuch]),
    clientId: partOf(given, at, 'clientId', [guid, guidSuch]),
    clientSecret: partOf(given, at, 'clientSecret', secret),
  }),

  async check(parts, ask, ends) {
    const token = await tokenFor(parts, ask, ends);
    if (typeof token !== 'string') return token;
    const at = `${ends.management}/subscriptions/${parts['subscriptionId']}`;
    const found = await ask(`${at}?api-version=2022-12-01`, bearer(token));
    if (found.status >= 400) return objection(found);
    const { displayName, state } = jsonOf(found);
    const account = wordOf(displayName) ?? parts['subscriptionId']!;
    if (state === 'Disabled' || state === 'Deleted')
      return { status: 'REFUSED', reason: `The subscription ${account} is disabled.` };
    const permissions = await ask(
      `${at}/providers/Microsoft.Authorization/permissions?api-version=2022-04-01`,
      bearer(token),
    );
    if (permissions.status < 400 && allows(jsonOf(permissions)['value'], needed))
      return { status: 'VALID', account };
    return { status: 'POWERLESS', account, reason: lacks };
  },

  environment: ({ tenantId, subscriptionId, clientId, clientSecret }) => ({
    ARM_TENANT_ID: tenantId!,
    ARM_SUBSCRIPTION_ID: subscriptionId!,
    ARM_CLIENT_ID: clientId!,
    ARM_CLIENT_SECRET: clientSecret!,
  }),
};

const lacks = `The app lacks the right ${needed}. Give it the role Contributor on the subscription.`;

async function tokenFor(
  { tenantId, clientId, clientSecret }: Parts,
  ask: Ask,
  { login, management }: Ends,
): Promise<string | Verdict> {
  const answer = await ask(
    `${login}/${tenantId}/oauth2/v2.0/token`,
    form({
      grant_type: 'client_credentials',
      client_id: clientId!,
      client_secret: clientSecret!,
      scope: `${management}/.default`,
    }),
  );
  const { access_token: token, error_codes: codes, error } = jsonOf(answer);
  if (answer.status < 300 && typeof token === 'string') return token;
  if (!wordOf(error)) throw unreachable(`answers ${answer.status}`);
  const numbers: unknown[] = Array.isArray(codes) ? codes : [];
  const known = numbers.map((code) => refusals[Number(code)]).find((reason) => reason !== undefined);
  return { status: 'REFUSED', reason: known ?? `Azure does not take this client secret (${error}).` };
}

function objection(answer: CloudAnswer): Verdict {
  const code = wordOf(jsonOf(answer)['error']?.code);
  if (!code) throw unreachable(`answers ${answer.status}`);
  if (code === 'AuthorizationFailed') return { status: 'POWERLESS', account: null, reason: lacks };
  if (code === 'SubscriptionNotFound')
    return { status: 'REFUSED', reason: 'There is no such subscription, or the app has no role on it.' };
  if (code === 'InvalidAuthenticationTokenTenant')
    return { status: 'REFUSED', reason: 'The subscription belongs to another tenant.' };
  return { status: 'REFUSED', reason: `Azure does not show this subscription (${code}).` };
}

/** Whether one of the roles gives the action, and does not take it away again. */
function allows(permissions: unknown, action: string): boolean {
  const among = (patterns: unknown) =>
    Array.isArray(patterns) && patterns.some((pattern) => matches(String(pattern), action));
  return (
    Array.isArray(permissions) && permissions.some((role) => among(role?.actions) && !among(role?.notActions))
  );
}

/** A pattern of Azure's may hold stars. */
function matches(pattern: string, action: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'i').test(action);
}

/** Akamai's compute cloud, which was Linode: a personal access token. */
import type { CloudEndpoints } from '@hosterizer/kit/cloud-endpoints';
import { jsonOf, unreachable, wordOf } from './ask.ts';
import { bearer, partOf, type CloudKind } from './cloud.ts';

const token = [/^[0-9a-f]{64}$/, 'It has 64 small letters and digits.'] as const;
const needed = ['linodes', 'firewall', 'vpc'];

export const akamai: CloudKind<CloudEndpoints['akamai']> = {
  title: 'Akamai',
  shown: [],

  read: (given, at) => ({ token: partOf(given, at, 'token', token) }),

  async check(parts, ask, { api }) {
    const answer = await ask(`${api}/v4/profile`, bearer(parts['token']!));
    const { username, errors } = jsonOf(answer);
    if (answer.status === 401 || answer.status === 403) {
      if (/not authorized/i.test(String(errors?.[0]?.reason)))
        return { status: 'POWERLESS', account: null, reason: lacks(['account:read_only']) };
      return {
        status: 'REFUSED',
        reason: 'Akamai does not know this token: it is wrong, was revoked, or has expired.',
      };
    }
    const account = wordOf(username);
    if (answer.status !== 200 || !account) throw unreachable(`answers ${answer.status}`);
    const scopes = (answer.headers.get('x-oauth-scopes') ?? '').split(/[\s,]+/);
    const missing = scopes.includes('*')
      ? []
      : needed.filter((name) => !scopes.includes(`${name}:read_write`));
    if (missing.length === 0) return { status: 'VALID', account };
    return { status: 'POWERLESS', account, reason: lacks(missing.map((name) => `${name}:read_write`)) };
  },

  environment: (parts) => ({ LINODE_TOKEN: parts['token']! }),
};

const lacks = (scopes: readonly string[]) => `The token lacks these scopes: ${scopes.join(', ')}.`;

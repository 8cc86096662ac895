/** DigitalOcean: a personal access token. */
import type { CloudEndpoints } from '@hosterizer/kit/cloud-endpoints';
import { jsonOf, unreachable, wordOf } from './ask.ts';
import { bearer, partOf, type CloudKind } from './cloud.ts';

const token = [
  /^(do[op]_v1_)?[0-9a-f]{64}$/,
  'It looks like dop_v1_ and 64 small letters and digits.',
] as const;

export const digitalocean: CloudKind<CloudEndpoints['digitalocean']> = {
  title: 'DigitalOcean',
  shown: [],

  read: (given, at) => ({ token: partOf(given, at, 'token', token) }),

  async check(parts, ask, { api }) {
    const answer = await ask(`${api}/v2/account`, bearer(parts['token']!));
    if (answer.status === 401)
      return {
        status: 'REFUSED',
        reason: 'DigitalOcean does not know this token: it is wrong, was deleted, or has expired.',
      };
    if (answer.status === 403)
      return {
        status: 'POWERLESS',
        account: null,
        reason:
          'The token lacks the scope account:read. Give it full access, or the scopes that building a site takes.',
      };
    const { account } = jsonOf(answer);
    const whose = wordOf(account?.team?.name) ?? wordOf(account?.email);
    if (answer.status !== 200 || !whose) throw unreachable(`answers ${answer.status}`);
    if (account.status === 'locked')
      return { status: 'REFUSED', reason: `DigitalOcean has locked the account of ${whose}.` };
    if (account.email_verified === false)
      return {
        status: 'POWERLESS',
        account: whose,
        reason: `The account of ${whose} is inactive until its e-mail address is verified.`,
      };
    return { status: 'VALID', account: whose };
  },

  environment: (parts) => ({ DIGITALOCEAN_TOKEN: parts['token']! }),
};

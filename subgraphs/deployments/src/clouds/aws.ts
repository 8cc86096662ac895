/** AWS: an access key of an IAM user. STS says whose it is, and EC2 whether it may look at anything. */
import type { CloudEndpoints } from '@hosterizer/kit/cloud-endpoints';
import { invalid } from '@hosterizer/kit/errors';
import { AwsClient } from 'aws4fetch';
import { inXml } from '../xml.ts';
import type { Ask, CloudAnswer } from './ask.ts';
import { unreachable, wordOf } from './ask.ts';
import { form, partOf, type CloudKind, type Parts, type Verdict } from './cloud.ts';

type Ends = CloudEndpoints['aws'];

const shapes = {
  id: [/^[A-Z0-9]{16,128}$/, 'It has capital letters and digits only, such as AKIAIOSFODNN7EXAMPLE.'],
  secret: [/^[A-Za-z0-9/+=]{40}$/, 'It has 40 letters, digits, slashes and pluses.'],
} as const;

const refusals: Record<string, string> = {
  InvalidClientTokenId: 'AWS does not know this access key, or it is switched off.',
  SignatureDoesNotMatch: 'The secret access key does not belong to this access key.',
  ExpiredToken: 'The access key has expired.',
  ExpiredTokenException: 'The access key has expired.',
  AuthFailure: 'AWS does not take this access key in the region that it is asked in.',
  OptInRequired: 'The account has not signed up for EC2 yet.',
  PendingVerification: 'AWS is still verifying the account.',
  Blocked: 'AWS has blocked the account.',
};
const powerless = ['UnauthorizedOperation', 'AccessDenied', 'AccessDeniedException'];

export const aws: CloudKind<Ends> = {
  title: 'AWS',
  shown: ['accessKeyId'],

  read(given, at) {
    const accessKeyId = partOf(given, at, 'accessKeyId', shapes.id);
    if (accessKeyId.startsWith('ASIA'))
      throw invalid(
        `${at}.accessKeyId`,
        'Keys that begin with ASIA end by themselves. Give one of an IAM user, which begins with AKIA.',
      );
    return { accessKeyId, secretAccessKey: partOf(given, at, 'secretAccessKey', shapes.secret) };
  },

  async check(parts, ask, { sts, ec2, region }) {
    const call = caller(parts, ask, region);
    const who = await call('sts', sts, { Action: 'GetCallerIdentity', Version: '2011-06-15' });
    if (who.status >= 400) return objection(who, null, 'sts:GetCallerIdentity');
    const number = wordOf(inXml(who.text, 'Account'));
    if (!number) throw unreachable('answers something else than whose the access key is');
    const name = wordOf(inXml(who.text, 'Arn'))?.split(':').at(-1);
    const account = name ? `${number} (${name})` : number;
    const regions = await call('ec2', ec2, { Action: 'DescribeRegions', Version: '2016-11-15' });
    if (regions.status >= 400) return objection(regions, account, 'ec2:DescribeRegions');
    return { status: 'VALID', account };
  },

  environment: ({ accessKeyId, secretAccessKey }) => ({
    AWS_ACCESS_KEY_ID: accessKeyId!,
    AWS_SECRET_ACCESS_KEY: secretAccessKey!,
  }),
};

function caller({ accessKeyId, secretAccessKey }: Parts, ask: Ask, region: string) {
  const client = new AwsClient({ accessKeyId: accessKeyId!, secretAccessKey: secretAccessKey!, region });
  return async (service: string, url: string, fields: Record<string, string>): Promise<CloudAnswer> =>
    ask(await client.sign(`${url}/`, { ...form(fields), aws: { service } }));
}

function objection({ text, status }: CloudAnswer, account: string | null, right: string): Verdict {
  const code = wordOf(inXml(text, 'Code'));
  if (!code) throw unreachable(`answers ${status}`);
  if (powerless.includes(code)) {
    const reason = `The access key lacks the right ${right}. Give its user the rights that building a site takes.`;
    return { status: 'POWERLESS', account, reason };
  }
  return { status: 'REFUSED', reason: refusals[code] ?? `AWS does not take this access key (${code}).` };
}

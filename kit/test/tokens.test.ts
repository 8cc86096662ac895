import { SignJWT } from 'jose';
import { makeTokens } from '../src/tokens.ts';
import { signCaller, verifyCaller, runnerOf } from '../src/viewer.ts';

const tokens = makeTokens('a secret for tests, of 32 characters and more');
const claims = { sub: 'j', cid: 'acme', dep: 'd', site: 's', fence: 3 };

test('a job token speaks for one job and may do nothing else', async () => {
  const token = await tokens.sign('job', claims, 60);
  expect(await runnerOf(tokens, token)).toEqual({
    id: 'j',
    kind: 'RUNNER',
    customerId: 'acme',
    role: null,
    scopes: ['job:work'],
    job: { id: 'j', deploymentId: 'd', siteId: 's', fence: 3 },
  });
});

describe('a token does not hold', () => {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const key = new TextEncoder().encode('a secret for tests, of 32 characters and more');

  test.each([
    ['that is over', () => tokens.sign('job', claims, -1)],
    ['of a person', () => tokens.sign('access', claims, 60)],
    [
      'of another installation',
      () => makeTokens('another secret, of 32 characters or more').sign('job', claims, 60),
    ],
    ['without a signature', async () => `${encode({ alg: 'none' })}.${encode({ ...claims, aud: 'job' })}.`],
    [
      'that says it is for something else',
      async () => {
        const [head, , signature] = (await tokens.sign('access', claims, 60)).split('.');
        return `${head}.${encode({ ...claims, aud: 'job', exp: 9e9 })}.${signature}`;
      },
    ],
    [
      'signed with the secret itself',
      () =>
        new SignJWT(claims)
          .setProtectedHeader({ alg: 'HS256' })
          .setAudience('job')
          .setExpirationTime('1m')
          .sign(key),
    ],
    ['that is no token', async () => 'nonsense'],
    [
      'with which a gateway speaks to a subgraph',
      () => signCaller(tokens, { viewer: null, portal: null, ip: '', traceId: '' }),
    ],
  ])('%s', async (_which, make) => {
    expect(await runnerOf(tokens, await make())).toBeNull();
  });
});

test('a subgraph believes a gateway and nobody else', async () => {
  const caller = { viewer: null, portal: 'admin' as const, ip: '::1', traceId: 't' };
  expect(
    await verifyCaller(tokens, await signCaller(tokens, { ...caller, setCookie: () => undefined })),
  ).toEqual(caller);
  expect(await verifyCaller(tokens, await tokens.sign('access', claims, 60))).toBeNull();
  expect(await verifyCaller(tokens, JSON.stringify(caller))).toBeNull();
  expect(await verifyCaller(tokens, undefined)).toBeNull();
});

import { SignJWT } from 'jose';
import { makeTokens } from '../src/tokens.ts';
import { signCaller, verifyCaller, runnerOf } from '../src/viewer.ts';

const tokens = makeTokens('a secret for tests, of 32 characters and more');
const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
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
      async () => signCaller(tokens, { viewer: null, portal: null, ip: '', traceId: '' }),
    ],
  ])('%s', async (_which, make) => {
    expect(await runnerOf(tokens, await make())).toBeNull();
  });
});

describe('a subgraph believes a gateway and nobody else', () => {
  const caller = { viewer: null, portal: 'admin' as const, ip: '::1', traceId: 't' };
  const signed = signCaller(tokens, { ...caller, setCookie: () => undefined });
  const [text, seal] = signed.split('.') as [string, string];
  const root = encode({ caller: { ...caller, viewer: { id: 'root' } }, until: 9e15 });

  test('who has signed as this installation does', () => {
    expect(verifyCaller(tokens, signed)).toEqual(caller);
  });

  test.each([
    ['a token', () => tokens.sign('access', claims, 60)],
    ['a caller that nobody signed', async () => JSON.stringify(caller)],
    ['a caller with the seal of another one', async () => `${root}.${seal}`],
    ['a caller without its seal', async () => `${text}.`],
    ['a caller alone', async () => text],
    ['a caller with half of its seal', async () => `${text}.${seal.slice(0, 20)}`],
    ['a caller with something behind it', async () => `${signed}.${seal}`],
    ['a caller of another installation', async () => signCaller(makeTokens('x'.repeat(40)), caller)],
    ['a caller from more than a minute ago', async () => signCaller(tokens, caller, Date.now() - 60_001)],
    ['nothing', async () => undefined],
    ['several headers', async () => [signed, signed]],
  ])('%s is not believed', async (_which, make) => {
    expect(verifyCaller(tokens, await make())).toBeNull();
  });
});

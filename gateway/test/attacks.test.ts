/** What strangers try, one test each; docs/attacks.md lists the answers. */
import { createHmac } from 'node:crypto';
import { makeTokens } from '@hosterizer/kit/tokens';
import { signCaller } from '@hosterizer/kit/viewer';
import { WebSocket } from 'ws';
import { startReal, type Real } from './real.ts';

let real: Real;
let owner: string;
let sessionId: string;

beforeAll(async () => {
  real = await startReal();
  ({ accessToken: owner } = await real.signIn(real.acme.owner));
  sessionId = claimsOf(owner).sid;
}, 60_000);
afterAll(() => real.close());

const viewer = '{ viewer { id customer { id } } }';
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as Record<string, any> & {
    sid: string;
  };

/** A token with this header and its claims, signed by the given key as HMAC; unsigned without one. */
function forged(header: object, claims: object, key?: string | Buffer): string {
  const text = `${part(header)}.${part(claims)}`;
  return `${text}.${key === undefined ? '' : createHmac('sha256', key).update(text).digest('base64url')}`;
}

describe('forged identity', () => {
  const claims = () => ({ ...claimsOf(owner), exp: Math.floor(Date.now() / 1000) + 600 });
  const refused = async (token: string) => {
    const { status, code, data } = await real.ask(viewer, { token });
    expect({ status, code, data }).toEqual({ status: 401, code: 'AUTHENTICATION_ERROR', data: undefined });
  };

  test('a token without a signature (alg none, in every spelling) is refused', async () => {
    for (const alg of ['none', 'None', 'NONE', '']) await refused(forged({ alg, typ: 'JWT' }, claims()));
  });

  test('a token that names another algorithm or key (RS256 for HS256, kid, jwk) is refused', async () => {
    for (const alg of ['RS256', 'ES256', 'HS384', 'HS512', 'EdDSA'])
      await refused(forged({ alg, typ: 'JWT' }, claims(), 'public key'));
    await refused(forged({ alg: 'HS256', kid: '../../../../dev/null' }, claims(), ''));
    const jwk = { kty: 'oct', k: Buffer.from('mine').toString('base64url') };
    await refused(forged({ alg: 'HS256', jwk }, claims(), 'mine'));
  });

  test('a token of another installation is refused', async () => {
    const other = makeTokens('the secret of another installation, 32 and more');
    await refused(await other.sign('access', { sub: 'x', sid: sessionId, cid: real.acme.id }, 600));
  });

  test('a token that was changed is refused', async () => {
    const [header, , signature] = owner.split('.');
    await refused(`${header}.${part({ ...claimsOf(owner), cid: real.solar.id })}.${signature}`);
  });

  test('a token that is over is refused', async () => {
    const { tokens } = real.settings;
    await refused(await tokens.sign('access', { sub: 'x', sid: sessionId, cid: real.acme.id }, -1));
  });

  test('the header by which a gateway says who asks is no access token', async () => {
    const { tokens } = real.settings;
    await refused(signCaller(tokens, { viewer: null, portal: null, ip: '127.0.0.1', traceId: '0' }));
  });

  test('a good token for a session or a customer that is not its own speaks for nobody', async () => {
    const { tokens } = real.settings;
    await refused(await tokens.sign('access', { sub: 'x', sid: sessionId, cid: real.solar.id }, 60));
    await refused(await tokens.sign('access', { sub: 'x', sid: "' or 1=1 --", cid: real.acme.id }, 60));
  });

  test('a header by which the gateway tells subgraphs who asks has no effect, even a well signed one', async () => {
    const root = {
      viewer: {
        id: 'root',
        kind: 'USER' as const,
        customerId: null,
        role: 'administrator',
        scopes: ['audit:read'],
      },
      ...{ portal: null, ip: '127.0.0.1', traceId: '0' },
    };
    const header = signCaller(real.settings.tokens, root);
    for (const name of ['hosterizer-caller', 'Hosterizer-Caller']) {
      const { data } = await real.ask(viewer, { headers: { [name]: header } });
      expect(data).toEqual({ viewer: null });
    }
  });

  test('a refresh token that was used before ends the whole session', async () => {
    const refresh = (refreshToken: string) =>
      real.ask(`mutation ($t: String) { refreshSession(refreshToken: $t) { accessToken refreshToken } }`, {
        variables: { t: refreshToken },
      });
    const first = await real.signIn(real.acme.owner);
    const second = (await refresh(first.refreshToken)).data.refreshSession;
    const third = (await refresh(second.refreshToken)).data.refreshSession;
    expect(await refresh(first.refreshToken)).toMatchObject({ code: 'AUTHENTICATION_ERROR' });
    expect(await refresh(third.refreshToken)).toMatchObject({ code: 'AUTHENTICATION_ERROR' });
  });
});

describe('somebody else’s browser', () => {
  const change = 'mutation { signOut }';
  const send = (init: RequestInit, query = '') => fetch(`${real.url}/graphql${query}`, init);
  const json = { 'content-type': 'application/json' };

  test('a page of another origin may not post', async () => {
    for (const origin of ['https://evil.test', 'null', 'file://', `${real.url}.evil.test`]) {
      const answer = await send({
        method: 'POST',
        headers: { ...json, origin },
        body: JSON.stringify({ query: change }),
      });
      expect([origin, answer.status]).toEqual([origin, 403]);
    }
  });

  test('a page of another origin gets no WebSocket', async () => {
    const status = await new Promise((resolve) => {
      const socket = new WebSocket(`${real.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
        headers: { origin: 'https://evil.test' },
      });
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode));
      socket.on('open', () => resolve('open'));
      socket.on('error', () => {});
    });
    expect(status).toBe(403);
  });

  test('a form or an image of another page runs nothing', async () => {
    const body = JSON.stringify({ query: change });
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ]) {
      const { status } = await send({ method: 'POST', headers: { 'content-type': type }, body });
      expect([type, status >= 400]).toEqual([type, true]);
    }
    const { status } = await send({}, `?query=${encodeURIComponent('{ viewer { id } }')}`);
    expect(status).toBe(400);
  });

  test('a mutation by GET is refused', async () => {
    const { status } = await send(
      { headers: { 'apollo-require-preflight': '1' } },
      `?query=${encodeURIComponent(change)}`,
    );
    expect(status).toBe(405);
  });

  test('a portal’s tokens are in cookies that no script and no other site gets, and not in the answer', async () => {
    const { email, password } = real.acme.owner;
    const query = `mutation ($input: SignInInput!) { signIn(input: $input) { accessToken refreshToken } }`;
    const answer = await send({
      method: 'POST',
      headers: { ...json, 'hosterizer-portal': 'customer' },
      body: JSON.stringify({ query, variables: { input: { email, password } } }),
    });
    const cookies = answer.headers.getSetCookie();
    expect(cookies).toHaveLength(2);
    for (const cookie of cookies) expect(cookie).toMatch(/HttpOnly; SameSite=Strict/);
    expect(await answer.json()).toEqual({ data: { signIn: { accessToken: null, refreshToken: null } } });
  });
});

describe('somebody else’s things', () => {
  test('a guessed id of another customer’s object does not exist', async () => {
    const solar = (await real.signIn(real.solar.owner)).accessToken;
    const { data } = await real.ask(
      `mutation ($input: CreateSiteInput!) { createSite(input: $input) { id } }`,
      {
        token: solar,
        variables: {
          input: {
            ...{ name: 'panels', cloudProvider: 'LOCAL', region: 'local', blueprint: 'website' },
            configuration: { title: 'Panels' },
          },
        },
      },
    );
    const id = data.createSite.id;
    const asked: Array<[query: string, id: string]> = [
      [`query ($id: ID!) { site(id: $id) { id } }`, id],
      [`mutation ($id: ID!) { deleteSite(id: $id) { id } }`, id],
      [`mutation ($id: ID!) { deploySite(input: { siteId: $id }) { id } }`, id],
      [`query ($id: ID!) { customer(id: $id) { name } }`, real.solar.id],
      [`mutation ($id: ID!) { switchCustomer(customerId: $id) { expiresAt } }`, real.solar.id],
    ];
    for (const [query, guessed] of asked) {
      const answer = await real.ask(query, { token: owner, variables: { id: guessed } });
      expect([query, answer.code]).toEqual([query, 'NOT_FOUND']);
    }
    expect((await real.ask(`{ sites { edges { cursor } } }`, { token: owner })).data.sites.edges).toEqual([]);
  });

  test('what the gateway asks for itself is not in the API', async () => {
    const query = `{ credentialHolder(credential: { sessionId: "${sessionId}", ip: "" }) { viewer } }`;
    expect(await real.ask(query, { token: owner })).toMatchObject({ status: 400, code: 'VALIDATION_ERROR' });
    const fields = await real.ask('{ _service { sdl } }', { token: owner });
    expect(fields.code).toBe('VALIDATION_ERROR');
  });

  test('__proto__ and constructor in variables change nothing', async () => {
    const body = `{"query":"query ($f: SiteFilter) { sites(filter: $f) { edges { cursor } } }",
      "variables":{"f":{"__proto__":{"search":"x"}},"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}}`;
    const answer = await fetch(`${real.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${owner}` },
      body,
    });
    expect(answer.status).toBe(400);
    expect(({} as any).admin).toBeUndefined();
  });
});

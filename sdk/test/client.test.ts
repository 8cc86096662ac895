import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClient } from '../src/client.ts';
import { ApiKeysDocument, SiteDocument, ViewerDocument } from '../src/generated/graphql.ts';

type Asked = {
  authorization: string | undefined;
  body: { query: string; variables?: Record<string, unknown> };
};

let asked: Asked[];
let answer: (asked: Asked) => { status?: number; body: unknown };
let url: string;
const server = createServer(
  (request, response) =>
    void reply(request).then(({ status = 200, body }) => {
      response
        .writeHead(status, { 'content-type': 'application/json' })
        .end(typeof body === 'string' ? body : JSON.stringify(body));
    }),
);

async function reply(request: IncomingMessage) {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { authorization } = request.headers;
  const one: Asked = { authorization, body: JSON.parse(Buffer.concat(chunks).toString()) as Asked['body'] };
  asked.push(one);
  return answer(one);
}

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  asked = [];
  answer = () => ({ body: { data: { viewer: null } } });
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const session = (number: number, seconds: number) => ({
  accessToken: `token-${number}`,
  refreshToken: `refresh-${number}`,
  expiresAt: new Date(Date.now() + seconds * 1000).toISOString(),
  viewer: { id: 'v' },
});
const refusal = (code: string) => ({
  body: {
    errors: [{ message: 'No.', extensions: { code, traceId: 't', details: { field: 'id', reason: 'x' } } }],
  },
});

test('a request carries its document, its variables and its token', async () => {
  await createClient({ url: `${url}/`, token: 'key' }).request(ViewerDocument);
  expect(asked[0]).toMatchObject({
    authorization: 'Bearer key',
    body: { query: expect.stringContaining('query Viewer') },
  });
});

test('an API key is sent as it is, and one that does not hold is not tried twice', async () => {
  const client = createClient({ url, token: `hzk_${'0'.repeat(32)}_${'x'.repeat(43)}` });
  await client.request(ApiKeysDocument);
  expect(asked[0]!.authorization).toBe(`Bearer hzk_${'0'.repeat(32)}_${'x'.repeat(43)}`);
  answer = () => refusal('AUTHENTICATION_ERROR');
  await expect(client.request(ViewerDocument)).rejects.toMatchObject({ code: 'AUTHENTICATION_ERROR' });
  expect(asked).toHaveLength(2);
});

test('errors are RequestErrors with code, details and trace id', async () => {
  answer = () => refusal('NOT_FOUND');
  await expect(createClient({ url }).request(SiteDocument, { id: 'x' })).rejects.toMatchObject({
    name: 'RequestError',
    code: 'NOT_FOUND',
    message: 'No.',
    details: { field: 'id', reason: 'x' },
    traceId: 't',
  });
});

test('a platform that is away, or answers nonsense, is a NETWORK_ERROR', async () => {
  await expect(createClient({ url: 'http://127.0.0.1:1' }).request(ViewerDocument)).rejects.toMatchObject({
    code: 'NETWORK_ERROR',
  });
  answer = () => ({ status: 502, body: '<html>' });
  await expect(createClient({ url }).request(ViewerDocument)).rejects.toMatchObject({
    code: 'NETWORK_ERROR',
    message: expect.stringContaining('502'),
  });
});

test('a session that is about to end is renewed once for many requests', async () => {
  let given = 0;
  answer = ({ body }) => {
    if (body.query.includes('signIn')) return { body: { data: { signIn: session(++given, 10) } } };
    if (body.query.includes('refreshSession'))
      return { body: { data: { refreshSession: session(++given, 3600) } } };
    return { body: { data: { viewer: null } } };
  };
  const client = createClient({ url });
  await client.signIn({ email: 'owner@acme.test', password: 'x' });
  await Promise.all(Array.from({ length: 5 }, () => client.request(ViewerDocument)));
  const refreshes = asked.filter(({ body }) => body.query.includes('refreshSession'));
  expect(refreshes.map(({ body }) => body.variables)).toEqual([{ refreshToken: 'refresh-1' }]);
  const views = asked.filter(({ body }) => body.query.includes('query Viewer'));
  expect(views.map(({ authorization }) => authorization)).toEqual(
    Array.from({ length: 5 }, () => 'Bearer token-2'),
  );
});

test('a token that is refused early is renewed and the request sent again, once', async () => {
  let given = 0;
  answer = ({ body, authorization }) => {
    if (body.query.includes('signIn')) return { body: { data: { signIn: session(++given, 3600) } } };
    if (body.query.includes('refreshSession'))
      return { body: { data: { refreshSession: session(++given, 3600) } } };
    return authorization === 'Bearer token-2'
      ? { body: { data: { viewer: null } } }
      : refusal('AUTHENTICATION_ERROR');
  };
  const client = createClient({ url });
  await client.signIn({ email: 'owner@acme.test', password: 'x' });
  expect(await client.request(ViewerDocument)).toEqual({ viewer: null });
  answer = () => refusal('AUTHENTICATION_ERROR');
  await expect(client.request(ViewerDocument)).rejects.toMatchObject({ code: 'AUTHENTICATION_ERROR' });
});

/** A gateway in front of the real subgraphs, on a database of its own. */
import { makePerson, password } from '@hosterizer/accounts/testing';
import { makeLog } from '@hosterizer/kit/log';
import { makeShutdown } from '@hosterizer/kit/shutdown';
import { makeWorld as makeDatabase, type World } from '@hosterizer/kit/testing';
import { makeSubgraphs } from '@hosterizer/standalone/subgraphs';
import { startGateway, type GatewayParts } from '../src/server.ts';

export type Somebody = { id: string; email: string; password: string };

export type Real = World & {
  url: string;
  acme: { id: string; owner: Somebody };
  solar: { id: string; owner: Somebody };
  /** Another owner of acme, and another administrator. */
  newOwner(): Promise<Somebody>;
  newAdministrator(): Promise<Somebody>;
  /** Posts one operation. */
  ask(
    query: string,
    options?: Options,
  ): Promise<{ status: number; data: any; code?: string; message?: string }>;
  /** The tokens of a new session. */
  signIn(who: Somebody): Promise<{ accessToken: string; refreshToken: string }>;
};

export type Options = { variables?: unknown; token?: string; headers?: Record<string, string> };

export async function startReal(parts: Partial<GatewayParts> = {}): Promise<Real> {
  const database = await makeDatabase();
  const log = makeLog('test', process.env['TEST_LOG'] ?? 'silent');
  const world = { ...database, log, settings: { ...database.settings, log } };
  const shutdown = makeShutdown(world.log);
  const subgraphs = await makeSubgraphs(world.settings, shutdown);
  const gateway = await startGateway({
    config: { host: '127.0.0.1', port: 0, origins: [], trustedProxies: [] },
    ...{ subgraphs, events: world.events, tokens: world.settings.tokens, log: world.log },
    ...parts,
  });
  const newOwner = async (id: string) => ({ ...(await makePerson(world, [[id, 'owner']])), password });
  const newAdministrator = async () => ({ ...(await makePerson(world, [], 'administrator')), password });
  const tenant = async () => {
    const id = await world.customer();
    return { id, owner: await newOwner(id) };
  };
  const acme = await tenant();

  async function ask(query: string, { variables, token, headers }: Options = {}) {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token && { authorization: `Bearer ${token}` }),
        ...headers,
      },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as any;
    const [error] = errors ?? [];
    return { status: response.status, data, code: error?.extensions.code, message: error?.message };
  }

  return {
    ...world,
    ...{ url: gateway.url, ask },
    acme,
    solar: await tenant(),
    newOwner: () => newOwner(acme.id),
    newAdministrator,
    async signIn({ email, password: secret }) {
      const query = `mutation ($input: SignInInput!) { signIn(input: $input) { accessToken refreshToken } }`;
      const { data, message } = await ask(query, { variables: { input: { email, password: secret } } });
      if (!data) throw new Error(message);
      return data.signIn;
    },
    async close() {
      await gateway.close();
      await shutdown.run();
      await world.close();
    },
  };
}

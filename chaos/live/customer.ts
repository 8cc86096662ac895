/** One of the customers of a demo installation, with the programs that watch for them. */
import { createClient, type Client } from '@hosterizer/sdk/client';
import { CreateApiKeyDocument } from '@hosterizer/sdk/generated/graphql';
import { demoPassword } from '../platform.ts';
import { kinds, openStation, type Station } from './station.ts';

export type Customer = {
  /** Signed in as the owner. */
  client: Client;
  /** One of each kind, and one more without the SDK. */
  stations: Station[];
  close(): Promise<void>;
};

export async function openCustomer(url: string, email: string): Promise<Customer> {
  const client = createClient({ url });
  await client.signIn({ email, password: demoPassword });
  const { createApiKey } = await client.request(CreateApiKeyDocument, {
    input: {
      name: 'Watching',
      scopes: ['deployments:read'],
      expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
    },
  });
  const login = { key: createApiKey.secret, email, password: demoPassword };
  const stations = await Promise.all(
    [...kinds, kinds[0]].map((kind, number) => openStation(`${email}, ${number + 1}`, kind, url, login)),
  );
  return {
    ...{ client, stations },
    async close() {
      await Promise.all(stations.map((station) => station.close()));
      await client.close();
    },
  };
}

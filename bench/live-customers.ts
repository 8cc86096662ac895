/** The customers whose deployments are watched. */
import { createClient, type Client } from '@hosterizer/sdk/client';
import { demoPassword } from '../chaos/platform.ts';
import { signIn } from '../standalone/test/api.ts';

export type Customer = {
  id: string;
  /** Signed in as the owner. */
  client: Client;
  /** A token of a new session, so that none ends while somebody watches. */
  token(): Promise<string>;
};

const owners = ['owner@acme.test', 'owner@solar.test'];
/** As many of a customer's jobs as can be under way at once at all. */
export const jobsAtOnce = 100;

export async function openCustomers(url: string): Promise<Customer[]> {
  const administrator = await signIn(url, 'admin@hosterizer.test', demoPassword);
  const open = async (email: string): Promise<Customer> => {
    const client = createClient({ url });
    const { viewer } = await client.signIn({ email, password: demoPassword });
    const id = viewer.customer?.id ?? '';
    await administrator(
      `mutation ($input: AllotRunnersInput!) { allotRunners(input: $input) { jobConcurrency } }`,
      { input: { customerId: id, concurrency: jobsAtOnce } },
    );
    return {
      ...{ id, client },
      async token() {
        const { accessToken } = await createClient({ url }).signIn({ email, password: demoPassword });
        if (!accessToken) throw new Error(`Signing ${email} in gave no token.`);
        return accessToken;
      },
    };
  };
  return Promise.all(owners.map(open));
}

/** Asking a platform from outside, as any integrator would. */

export type Ask = <T = Record<string, any>>(query: string, variables?: object) => Promise<T>;

/** Rejects with the first error's message. */
export const asker =
  (url: string, token?: string): Ask =>
  async (query, variables = {}) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as { data: never; errors?: Array<{ message: string }> };
    if (errors?.[0]) throw new Error(errors[0].message);
    return data;
  };

export async function signIn(url: string, email: string, password: string): Promise<Ask> {
  const { signIn } = await asker(url)(
    `mutation ($email: String!, $password: String!) {
      signIn(input: { email: $email, password: $password }) { accessToken }
    }`,
    { email, password },
  );
  return asker(url, signIn.accessToken);
}

/** Orders a site on this machine that nobody deploys yet. Resolves with its id. */
export async function createSite(ask: Ask, input: { name: string; customerId?: string }): Promise<string> {
  const { createSite: made } = await ask(
    `mutation ($input: CreateSiteInput!) { createSite(input: $input) { id } }`,
    {
      input: {
        cloudProvider: 'LOCAL',
        region: 'local',
        blueprint: 'website',
        instanceSize: 'SMALL',
        configuration: { title: 'Hello', body: `This is ${input.name}.` },
        ...input,
      },
    },
  );
  return String(made.id);
}

/** Orders a site on this machine and deploys it. Resolves with both ids. */
export async function orderSite(ask: Ask, input: { name: string; customerId?: string }) {
  const siteId = await createSite(ask, input);
  const { deploySite } = await ask(
    `mutation ($siteId: ID!) { deploySite(input: { siteId: $siteId }) { id } }`,
    { siteId },
  );
  return { siteId, deploymentId: String(deploySite.id) };
}

/** The site as it is now. */
export async function siteOf(ask: Ask, id: string): Promise<{ status: string; url: string | null }> {
  const { site } = await ask<{ site: { status: string; url: string | null } }>(
    `query ($id: ID!) { site(id: $id) { status url } }`,
    { id },
  );
  return site;
}

/** Ordering while answers get lost: what was done although nobody heard of it is found, and not done twice. */
import type { Client } from '@hosterizer/sdk/client';
import {
  CreateSiteDocument,
  DeploySiteDocument,
  SiteDocument,
  SitesDocument,
} from '@hosterizer/sdk/generated/graphql';
import { persist } from './waiting.ts';

/** A local website. Returns the id of the customer's site of that name. */
export async function orderOnce(
  client: Client,
  { name, configuration }: { name: string; configuration: object },
): Promise<string> {
  return persist(async () => {
    const { sites } = await client.request(SitesDocument, { first: 100 });
    const found = sites.edges.find(({ node }) => node.name === name);
    if (found) return found.node.id;
    const { createSite } = await client.request(CreateSiteDocument, {
      input: {
        name,
        configuration,
        blueprint: 'website',
        cloudProvider: 'LOCAL',
        region: 'local',
        instanceSize: 'SMALL',
      },
    });
    return createSite.id;
  });
}

/** Queues a deployment. Returns the id of the one after `before`. */
export function deployOnce(client: Client, siteId: string, before: string | undefined): Promise<string> {
  return askOnce(client, siteId, before, async () => {
    const { deploySite } = await client.request(DeploySiteDocument, { input: { siteId } });
    return deploySite.id;
  });
}

/** Asks for a deployment in whichever way: one that was asked for although the answer was lost is under way by then. */
export async function askOnce<Id extends string | null>(
  client: Client,
  siteId: string,
  before: string | undefined,
  ask: () => Promise<Id>,
): Promise<Id | string> {
  return persist(() =>
    ask().catch(async (error: unknown) => {
      const { site } = await client.request(SiteDocument, { id: siteId });
      const newest = site?.latestDeployment?.id;
      if (newest === undefined || newest === before) throw error;
      return newest;
    }),
  );
}

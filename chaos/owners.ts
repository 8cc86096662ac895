/** The people who order: each of their sites is deployed, changed and deleted all the time, whatever breaks meanwhile. */
import type { Client } from '@hosterizer/sdk/client';
import {
  DeleteSiteDocument,
  DeploySiteDocument,
  SiteDocument,
  UpdateSiteDocument,
} from '@hosterizer/sdk/generated/graphql';
import type { Chance } from './chance.ts';
import { follow, type Followed } from './follower.ts';
import { askOnce, orderOnce } from './orders.ts';
import { eventually, persist } from './waiting.ts';

/** A site and what has been ordered of it; `id` once there is one. */
export type Site = {
  owner: string;
  name: string;
  id: string;
  configuration: { title: string; body: string; database: boolean };
  /** Whether its removal was the last that was asked for. */
  deleted: boolean;
  /** How its newest deployment has ended; null while it has not. */
  status: string | null;
};

export type Story = {
  sites: Site[];
  followed: Followed[];
  /** What was promised and is not so, as sentences. */
  violations: string[];
};

type Parts = { client: Client; chance: Chance; story: Story; stop: AbortSignal };

/** Lives with one site after the other, until it is told to stop; then ends with a deployment that has ended. */
export async function liveWith(owner: string, place: string, { client, chance, story, stop }: Parts) {
  for (let number = 1; !stop.aborted; number += 1) {
    const site: Site = {
      owner,
      name: `${place} ${number}`,
      id: '',
      configuration: { title: `${place} ${number}`, body: 'The first text.', database: chance.happens(0.5) },
      deleted: false,
      status: null,
    };
    site.id = await orderOnce(client, site);
    story.sites.push(site);
    await deploy(client, site, story);
    for (let change = 1; !stop.aborted && !site.deleted; change += 1) {
      if (chance.happens(0.2)) await remove(client, site, story);
      else {
        if (chance.happens(0.8)) await edit(client, site, change, chance);
        await deploy(client, site, story);
      }
    }
  }
}

async function edit(client: Client, site: Site, change: number, chance: Chance): Promise<void> {
  const { configuration } = site;
  configuration.body = `Text ${change}: ${chance.next()}`;
  if (chance.happens(0.3)) configuration.title = `${site.name}, title ${change}`;
  if (chance.happens(0.2)) configuration.database = !configuration.database;
  await persist(() => client.request(UpdateSiteDocument, { input: { id: site.id, configuration } }));
}

/** Deploys the site, watches to the end, and looks at what visitors see. */
export async function deploy(client: Client, site: Site, story: Story): Promise<string> {
  const ask = async () =>
    (await client.request(DeploySiteDocument, { input: { siteId: site.id } })).deploySite.id;
  const followed = await seeThrough(client, site, story, false, ask);
  if (site.status === 'COMPLETED' && !(await shows(client, site)))
    story.violations.push(
      `Deployment ${followed.id} of "${site.name}" completed, and its page does not show it.`,
    );
  return followed.id;
}

/** Has the site removed, and watches to the end. */
export async function remove(client: Client, site: Site, story: Story): Promise<void> {
  await seeThrough(client, site, story, true, async () => {
    const { deleteSite } = await client.request(DeleteSiteDocument, { id: site.id });
    return deleteSite.latestDeployment?.id ?? null;
  });
  site.deleted = site.status === 'COMPLETED';
}

async function seeThrough(
  client: Client,
  site: Site,
  story: Story,
  removal: boolean,
  ask: () => Promise<string | null>,
): Promise<Followed> {
  site.status = null;
  const before = story.followed.findLast(({ siteId }) => siteId === site.id)?.id;
  const id = await askOnce(client, site.id, before, ask);
  if (id === null) throw new Error(`Nothing was queued for "${site.name}".`);
  const followed: Followed = { id, siteId: site.id, removal, sequences: [], breaks: [] };
  story.followed.push(followed);
  site.status = await follow(client, followed);
  return followed;
}

/** Whether visitors see what was ordered. */
export async function shows(client: Client, { id, configuration }: Site): Promise<boolean> {
  const page = await eventually(
    async () => {
      const { site } = await client.request(SiteDocument, { id });
      const text = site?.url ? await (await fetch(site.url)).text() : '';
      return text.includes(configuration.title) && text.includes(configuration.body);
    },
    { within: 15_000, every: 200 },
  );
  return page === true;
}

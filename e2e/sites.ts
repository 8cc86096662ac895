/** What integrators do with the SDK, in a line each. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Client, DeploymentEventBatch } from '@hosterizer/sdk/client';
import {
  CreateSiteDocument,
  DeploymentDocument,
  DeploySiteDocument,
  SiteDocument,
  ViewerDocument,
  type CreateSiteInput,
} from '@hosterizer/sdk/generated/graphql';
import { root } from '@hosterizer/standalone/folders';
import { serversUnder } from '../terraform/modules/local/ctl/system.ts';

export type Event = DeploymentEventBatch['events'][number];

/** Orders a site on this machine. Returns its id. */
export async function order(
  client: Client,
  title: string,
  input: Partial<CreateSiteInput> = {},
): Promise<string> {
  const { createSite } = await client.request(CreateSiteDocument, {
    input: {
      name: title,
      blueprint: 'website',
      cloudProvider: 'LOCAL',
      region: 'local',
      instanceSize: 'SMALL',
      configuration: { title, body: `All about ${title}.` },
      ...input,
    },
  });
  return createSite.id;
}

/** Queues a deployment. Returns its id. */
export async function deploy(client: Client, siteId: string): Promise<string> {
  return (await client.request(DeploySiteDocument, { input: { siteId } })).deploySite.id;
}

/** Every event of a deployment, once it has ended. Throws when the batch that is said to be the last is not. */
export async function followToEnd(client: Client, deploymentId: string, after = 0): Promise<Event[]> {
  const events: Event[] = [];
  let isOver = false;
  for await (const batch of client.follow(deploymentId, { after })) {
    if (isOver) throw new Error('Something came after the end.');
    events.push(...batch.events);
    isOver = batch.ended;
  }
  if (!isOver) throw new Error('The stream ended before the deployment did.');
  return events;
}

/** Follows until an event is what is looked for, and returns all up to it. */
export async function followUntil(
  client: Client,
  deploymentId: string,
  isIt: (event: Event) => boolean,
): Promise<Event[]> {
  const events: Event[] = [];
  for await (const batch of client.follow(deploymentId)) {
    for (const event of batch.events) {
      events.push(event);
      if (isIt(event)) return events;
    }
  }
  throw new Error(`The deployment ended first:\n${events.map(({ message }) => message).join('\n')}`);
}

/** Terraform is at its work, and far from its end. */
export const isFirstResource = ({ kind, phase }: Event) => kind === 'RESOURCE' && phase === 'APPLYING';

export const deploymentOf = async (client: Client, id: string) =>
  (await client.request(DeploymentDocument, { id })).deployment!;

export const siteOf = async (client: Client, id: string) =>
  (await client.request(SiteDocument, { id })).site!;

/** The customer for whom somebody is signed in. */
export const customerOf = async (client: Client) => (await client.request(ViewerDocument)).viewer!.customer!;

/** A site that stands, with its first deployment. */
export type Built = { id: string; url: string; deploymentId: string };

/** Orders, deploys and waits. */
export async function build(client: Client, title: string): Promise<Built> {
  const id = await order(client, title);
  const deploymentId = await deploy(client, id);
  const events = await followToEnd(client, deploymentId);
  const { url } = await siteOf(client, id);
  if (!url) throw new Error(events.map(({ message }) => message).join('\n'));
  return { id, url, deploymentId };
}

/** The text of the site's page; null when nobody answers there. */
export async function pageAt(url: string): Promise<string | null> {
  try {
    return await (await fetch(url)).text();
  } catch {
    return null;
  }
}

/** What differs between the ledger of everything made and removed, and what there is; empty when nothing does. */
export async function audit(sitesFolder: string): Promise<string> {
  const program = join(root, 'terraform/modules/local/ctl/localctl.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [
    program,
    'sites',
    'audit',
    '--root',
    sitesFolder,
  ]).catch((failed: { stdout: string; stderr: string }) => ({ stdout: failed.stdout || failed.stderr }));
  return stdout;
}

/** The web servers of one site; one is right, two are a leak. */
export const serversOf = (sitesFolder: string, siteId: string) =>
  serversUnder(sitesFolder).filter(({ folder }) => folder === join(sitesFolder, siteId));

/** 1, 2, 3 … as many as there are events. */
export const counted = (events: readonly Event[], from = 1) => events.map((_, index) => from + index);

/** What tests of sites ask for. */
import { newId } from '@hosterizer/kit/ids';
import { asker, eventually, makeWorld, member, type Ask, type World } from '@hosterizer/kit/testing';
import type { Subgraph } from '@hosterizer/kit/subgraph';
import { makeSubgraph } from '../src/subgraph.ts';

export const Create = `mutation ($input: CreateSiteInput!) { createSite(input: $input) { id } }`;
export const Update = `mutation ($input: UpdateSiteInput!) { updateSite(input: $input) { id name } }`;
export const Add = `mutation ($siteId: ID!, $environment: Environment!) {
  addEnvironment(input: { siteId: $siteId, environment: $environment }) { id }
}`;
export const SetVariable = `mutation ($input: SetSiteVariableInput!) {
  setSiteVariable(input: $input) { id variables { name value secret updatedAt } }
}`;
export const RemoveVariable = `mutation ($siteId: ID!, $name: String!) {
  removeSiteVariable(input: { siteId: $siteId, name: $name }) { variables { name } }
}`;
export const SetPolicy = `mutation ($siteId: ID!, $policy: ApprovalPolicy!) {
  setApprovalPolicy(input: { siteId: $siteId, policy: $policy }) { approvalPolicy }
}`;

export const order = (more: object = {}) => ({
  ...{ name: `Site ${newId()}`, cloudProvider: 'LOCAL', region: 'local' },
  ...{ configuration: { title: 'Hello', body: 'World' }, ...more },
});

export type Place = { world: World; as: ReturnType<typeof asker>; close(): Promise<void> };

export async function makePlace(): Promise<Place> {
  const world = await makeWorld();
  const subgraph: Subgraph = await makeSubgraph(world.settings);
  return {
    world,
    as: asker(subgraph),
    async close() {
      await subgraph.stop();
      await world.close();
    },
  };
}

/** A customer of its own, how its owner asks, and a site that it has ordered. */
export async function newSite({ world, as }: Place, more: object = {}) {
  const customerId = await world.customer();
  const ask = as(member(customerId));
  return { customerId, ask, id: await idOf(ask, 'createSite', Create, { input: order(more) }) };
}

/** The id of what a mutation answers. */
export async function idOf(ask: Ask, field: string, query: string, variables: object): Promise<string> {
  const { data, message } = await ask(query, { ...variables });
  if (!data) throw new Error(message);
  return data[field].id;
}

/** How often the sites' watchers were told something while `work` ran. */
export async function hintsOf(world: World, ids: string[], work: () => Promise<unknown>): Promise<number[]> {
  const counts = ids.map(() => 0);
  const last = new Set<number>();
  const leaves = ids.map((id, index) =>
    world.events.subscribe(`site:${id}`, (hint) => {
      if ('last' in (hint as object)) last.add(index);
      else counts[index]! += 1;
    }),
  );
  const subscribed = await Promise.all(leaves);
  await work();
  // Whatever was announced before this one has arrived before it.
  for (const id of ids) world.events.publish(`site:${id}`, { last: true });
  await eventually(() => last.size === ids.length);
  for (const leave of subscribed) leave();
  return counts;
}

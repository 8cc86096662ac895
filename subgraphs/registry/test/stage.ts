/** What tests of the registry ask with. */
import { asker, makeWorld, staff, type Ask, type World } from '@hosterizer/kit/testing';
import type { SubgraphSettings } from '@hosterizer/kit/process';
import type { Subgraph } from '@hosterizer/kit/subgraph';
import { makeSubgraph } from '../src/subgraph.ts';

export type Stage = {
  world: World;
  subgraph: Subgraph;
  as: ReturnType<typeof asker>;
  /** As an administrator. */
  ask: Ask;
  close(): Promise<void>;
};

export async function setStage(more: Partial<SubgraphSettings> = {}): Promise<Stage> {
  const world = await makeWorld();
  const subgraph = await makeSubgraph({ ...world.settings, ...more });
  const as = asker(subgraph);
  return {
    ...{ world, subgraph, as, ask: as(staff()) },
    async close() {
      await subgraph.stop();
      await world.close();
    },
  };
}

export const Register = `mutation ($input: RegisterModuleInput!) {
  registerModule(input: $input) {
    id name version digest source gitUrl gitTag gitPath description resources uses runsCommands
    inputs { name type description default required sensitive file line }
    outputs { name description sensitive }
    providers { name source version }
  }
}`;

/** The files of a root module, with a variable `configuration` of this type. */
export const rootModule = (configuration = 'object({ title = string })', more = '') => [
  {
    path: 'variables.tf',
    content: `variable "site_id" { type = string }
variable "site_name" { type = string }
variable "customer_id" { type = string }
variable "region" { type = string }
variable "instance_type" { type = string }
variable "tags" { type = map(string) }

variable "configuration" {
  description = "What the customer configured."
  type = ${configuration}
}
`,
  },
  { path: 'main.tf', content: `# Shows a title.\n${more}` },
];

export const Create = `mutation ($input: CreateBlueprintInput!) { createBlueprint(input: $input) { ${'name draft { id number status configuration problems { file line field reason } }'} } }`;
export const Edit = `mutation ($input: EditBlueprintInput!) { editBlueprint(input: $input) { name draft { id title number notes configuration roots { module { version } } problems { file line field reason } } } }`;
export const Publish = `mutation ($name: String!) { publishBlueprint(name: $name) { name title published { id number configuration cloudProviders } draft { id } } }`;

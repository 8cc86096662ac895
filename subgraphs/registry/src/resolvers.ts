import {
  cloudProvidersOf,
  draftIn,
  findBlueprint,
  listBlueprints,
  publishedIn,
  shownOf,
} from './blueprint-versions.ts';
import * as blueprints from './blueprints.ts';
import { checkBlueprint, derivedFrom } from './check.ts';
import type { Resolvers } from './generated/resolvers.ts';
import { deprecateModule, findModule, listModules } from './modules.ts';
import { readBrought, registerModule } from './register.ts';

export const resolvers: Resolvers = {
  Query: {
    blueprints: (_, _args, { read }) => read(listBlueprints),
    blueprint: (_, { name }, { read }) => read((tx) => findBlueprint(tx, name)),
    modules: (_, { filter, ...page }, { read }) => read((tx) => listModules(tx, page, filter)),
    module: (_, { name }, { read }) => read((tx) => findModule(tx, name)),
  },

  Mutation: {
    registerModule: async (_, { input }, { change, registered, git }) => {
      // Git takes its time, and no transaction waits for it.
      const brought = await readBrought(input, registered, git);
      return change((tx) => registerModule(tx, brought));
    },
    deprecateModule: (_, { input }, { change }) => change((tx) => deprecateModule(tx, input)),
    createBlueprint: (_, { input }, { change }) => change((tx) => blueprints.createBlueprint(tx, input)),
    cloneBlueprint: (_, { input }, { change }) => change((tx) => blueprints.cloneBlueprint(tx, input)),
    editBlueprint: (_, { input }, { change }) => change((tx) => blueprints.editBlueprint(tx, input)),
    publishBlueprint: (_, { name }, { change }) => change((tx) => blueprints.publishBlueprint(tx, name)),
    discardBlueprintDraft: (_, { name }, { change }) =>
      change((tx) => blueprints.discardBlueprintDraft(tx, name)),
    deprecateBlueprint: (_, { input }, { change }) =>
      change((tx) => blueprints.deprecateBlueprint(tx, input)),
  },

  Blueprint: {
    title: (blueprint) => shownOf(blueprint).title,
    description: (blueprint) => shownOf(blueprint).description,
    published: publishedIn,
    draft: draftIn,
  },

  BlueprintVersion: {
    __resolveReference: ({ id }, { versionById }) => versionById.load(id),
    name: ({ blueprint }) => blueprint,
    configuration: ({ schema }) => schema,
    authored: ({ configuration }) => configuration,
    cloudProviders: cloudProvidersOf,
    roots: (version, _args, { rootsOf }) => rootsOf.load(version),
    derived: async (version, _args, { rootsOf }) => derivedFrom(await rootsOf.load(version)),
    // One that was published had none, and neither it nor its modules ever change.
    problems: async (version, _args, { rootsOf }) =>
      version.status === 'DRAFT'
        ? checkBlueprint(await rootsOf.load(version), version.configuration).problems
        : [],
  },

  Module: {
    newest: async ({ name }, _args, { versionsOf }) => {
      const versions = await versionsOf.load(name);
      return versions.find(({ deprecatedAt }) => !deprecatedAt) ?? versions[0]!;
    },
    versions: ({ name }, _args, { versionsOf }) => versionsOf.load(name),
  },

  ModuleVersion: {
    usedBy: (version, _args, { usersOf }) => usersOf.load(version),
  },
};

/** Finding blueprints and their versions. */
import { notFound } from '@hosterizer/kit/errors';
import type { ReadTx } from '@hosterizer/kit/tenancy';
import type { EntityManager } from 'typeorm';
import type { ChosenRoot } from './check.ts';
import {
  BlueprintVersion,
  ModuleVersion,
  type BlueprintVersionRow,
  type ModuleVersionRow,
  type Roots,
} from './entities.ts';
import type { CloudProvider } from './generated/resolvers.ts';
import { providersOf } from './providers.ts';

/** A blueprint with all versions that the viewer may see, the newest first; there is one at least. */
export type BlueprintModel = { name: string; versions: BlueprintVersionRow[] };

/** By name. Those of whom nothing is published are for the platform's staff. */
export async function listBlueprints(tx: ReadTx): Promise<BlueprintModel[]> {
  const rows = await tx.find(BlueprintVersion, { order: { blueprint: 'ASC', number: 'DESC' } });
  const names = [...new Set(rows.map(({ blueprint }) => blueprint))];
  return names.map((name) => ({ name, versions: rows.filter(({ blueprint }) => blueprint === name) }));
}

/** Throws NOT_FOUND. */
export async function findBlueprint(tx: EntityManager, name: string): Promise<BlueprintModel> {
  const versions = await versionsOf(tx, name);
  if (versions.length === 0) throw notFound('Blueprint', name);
  return { name, versions };
}

export const versionsOf = (tx: EntityManager, name: string): Promise<BlueprintVersionRow[]> =>
  tx.find(BlueprintVersion, { where: { blueprint: name }, order: { number: 'DESC' } });

export const publishedIn = ({ versions }: BlueprintModel): BlueprintVersionRow | null =>
  versions.find(({ status }) => status === 'PUBLISHED') ?? null;

export const draftIn = ({ versions }: BlueprintModel): BlueprintVersionRow | null =>
  versions.find(({ status }) => status === 'DRAFT') ?? null;

/** Whose title and description a blueprint has. */
export const shownOf = (blueprint: BlueprintModel): BlueprintVersionRow =>
  publishedIn(blueprint) ?? blueprint.versions[0]!;

/** In the order in which providers are named everywhere. */
export const cloudProvidersOf = ({ roots }: Pick<BlueprintVersionRow, 'roots'>): CloudProvider[] =>
  (Object.keys(providersOf) as CloudProvider[]).filter((provider) => roots[provider] !== undefined);

/** The root modules that each of these names, as they are registered. */
export async function rootsOfAll(tx: EntityManager, all: readonly Roots[]): Promise<ChosenRoot[][]> {
  const wanted = all.flatMap((roots) => Object.values(roots));
  const found = await tx.find(ModuleVersion, {
    where: wanted.map(({ module: name, version }) => ({ name, version })),
  });
  const modules = new Map(found.map((module) => [`${module.name} ${module.version}`, module]));
  return all.map((roots) =>
    cloudProvidersOf({ roots }).map((cloudProvider) => {
      const { module, version } = roots[cloudProvider]!;
      return { cloudProvider, module: modules.get(`${module} ${version}`)! };
    }),
  );
}

/** The root modules that a version names. */
export const rootsOf = async (tx: EntityManager, roots: Roots): Promise<ChosenRoot[]> =>
  (await rootsOfAll(tx, [roots]))[0]!;

/** The versions of blueprints that are built by each of these, by name, the newest first. */
export async function usersOfAll(
  tx: ReadTx,
  modules: ReadonlyArray<Pick<ModuleVersionRow, 'name' | 'version'>>,
): Promise<BlueprintVersionRow[][]> {
  const rows = await tx.find(BlueprintVersion, { order: { blueprint: 'ASC', number: 'DESC' } });
  return modules.map(({ name, version }) =>
    rows.filter(({ roots }) =>
      Object.values(roots).some((root) => root.module === name && root.version === version),
    ),
  );
}

/** Finding blueprints and their versions. */
import { notFound } from '@hosterizer/kit/errors';
import type { ReadTx } from '@hosterizer/kit/tenancy';
import type { EntityManager } from 'typeorm';
import type { ChosenRoot } from './check.ts';
import { BlueprintVersion, ModuleVersion, type BlueprintVersionRow, type Roots } from './entities.ts';
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

/** The root modules that a version names, as they are registered. */
export async function rootsOf(tx: EntityManager, roots: Roots): Promise<ChosenRoot[]> {
  const chosen: ChosenRoot[] = [];
  for (const cloudProvider of cloudProvidersOf({ roots })) {
    const { module: name, version } = roots[cloudProvider]!;
    chosen.push({ cloudProvider, module: await tx.findOneByOrFail(ModuleVersion, { name, version }) });
  }
  return chosen;
}

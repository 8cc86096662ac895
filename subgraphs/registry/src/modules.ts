/** Versions of modules: what is kept of each, and finding them. */
import { packBundle, unpackBundle, type BundleFile } from '@hosterizer/kit/bundle';
import { containing, isUniqueViolation, rowsOf } from '@hosterizer/kit/database';
import { conflict, invalid, notFound } from '@hosterizer/kit/errors';
import { newId } from '@hosterizer/kit/ids';
import { noCursor, pageFrom, windowOf, type Page, type PageArguments } from '@hosterizer/kit/pages';
import type { Deeds, ReadTx } from '@hosterizer/kit/tenancy';
import { In, IsNull, type EntityManager } from 'typeorm';
import type { Collected } from './collect.ts';
import { ModuleVersion, type ModuleVersionRow } from './entities.ts';
import type { DeprecateModuleInput, ModuleFilter } from './generated/resolvers.ts';
import { providersOf } from './providers.ts';

export type ModuleModel = { name: string };

/** Where a version comes from. */
export type Origin = Pick<ModuleVersionRow, 'source' | 'gitUrl' | 'gitTag' | 'gitPath'>;

export const fromFolder: Origin = { source: 'FOLDER', gitUrl: null, gitTag: null, gitPath: null };

/** Keeps a version with its bundle. Throws CONFLICT when there is one of this name and number. */
export async function keepVersion(
  tx: EntityManager,
  { name, version, origin }: { name: string; version: string; origin: Origin },
  { text, files, digest, uses, leave }: Collected,
): Promise<ModuleVersionRow> {
  await tx.query(`insert into registry.bundle (digest, content) values ($1, $2) on conflict do nothing`, [
    digest,
    await packBundle(files),
  ]);
  const id = newId();
  const { description, inputs, outputs, providers, resources } = text;
  try {
    await tx.insert(ModuleVersion, {
      ...{ id, name, version, digest, ...origin, uses, runsCommands: leave.length > 0 },
      ...{ description, inputs, outputs, providers, resources },
    } as object);
  } catch (error) {
    if (isUniqueViolation(error, 'module_version_name_version_key'))
      throw conflict(
        `Version ${version} of ${name} is registered already, and does not change: give a new one.`,
      );
    throw error;
  }
  return tx.findOneByOrFail(ModuleVersion, { id });
}

/** The files of a module's newest version that are its own or below; null when there is no such module. */
export async function filesOf(tx: EntityManager, name: string): Promise<BundleFile[] | null> {
  const newest = await newestOf(tx, name);
  if (!newest) return null;
  const content = await bundleOf(tx, newest.digest);
  const files = await unpackBundle(content!, newest.digest);
  return files.filter(({ path }) => path.startsWith(`${name}/`));
}

export async function bundleOf(tx: EntityManager, digest: string): Promise<Buffer | null> {
  const [row] = await rowsOf<{ content: Buffer }>(
    tx,
    `select content from registry.bundle where digest = $1`,
    [digest],
  );
  return row?.content ?? null;
}

/** The newest that is not deprecated, or else the newest; null when there is no such module. */
export async function newestOf(tx: EntityManager, name: string): Promise<ModuleVersionRow | null> {
  const newest = { order: { id: 'DESC' as const } };
  return (
    (await tx.findOne(ModuleVersion, { where: { name, deprecatedAt: IsNull() }, ...newest })) ??
    (await tx.findOne(ModuleVersion, { where: { name }, ...newest }))
  );
}

/** All versions of each of these modules, the newest first. */
export async function versionsOfAll(tx: ReadTx, names: readonly string[]): Promise<ModuleVersionRow[][]> {
  const rows = await tx.find(ModuleVersion, { where: { name: In([...names]) }, order: { id: 'DESC' } });
  return names.map((name) => rows.filter((row) => row.name === name));
}

/** Throws NOT_FOUND. */
export async function findModule(tx: ReadTx, name: string): Promise<ModuleModel> {
  if (!(await tx.existsBy(ModuleVersion, { name }))) throw notFound('Module', name);
  return { name };
}

/** By name. */
export async function listModules(
  tx: ReadTx,
  page: PageArguments,
  filter?: ModuleFilter | null,
): Promise<Page<ModuleModel>> {
  const window = windowOf(page);
  const query = tx
    .createQueryBuilder(ModuleVersion, 'module')
    .select('module.name', 'name')
    .distinct(true)
    .orderBy('module.name', window.backwards ? 'DESC' : 'ASC')
    .limit(window.size + 1);
  if (filter?.search) query.andWhere('module.name ilike :pattern', { pattern: containing(filter.search) });
  if (filter?.cloudProvider)
    query.andWhere('string_to_array(module.name, :slash) && :folders', {
      slash: '/',
      folders: [providersOf[filter.cloudProvider]],
    });
  if (page.after != null) query.andWhere('module.name > :after', { after: nameIn('after', page.after) });
  if (page.before != null) query.andWhere('module.name < :before', { before: nameIn('before', page.before) });
  return pageFrom(await query.getRawMany<ModuleModel>(), window, page, ({ name }) => cursorOf(name));
}

const cursorOf = (name: string) => Buffer.from(name).toString('base64url');

function nameIn(field: string, cursor: string): string {
  const name = Buffer.from(cursor, 'base64url').toString();
  if (!isName(name)) throw noCursor(field);
  return name;
}

/** Whether a text is the path of a folder where modules may be. */
export const isName = (text: string): boolean =>
  text.length <= 200 && /^(modules|blueprints|environments)(\/[a-z0-9][a-z0-9._-]*){1,5}$/.test(text);

/** Throws NOT_FOUND, CONFLICT for one that is deprecated. */
export async function deprecateModule(
  tx: EntityManager & Deeds,
  { name, version, reason }: DeprecateModuleInput,
): Promise<ModuleVersionRow> {
  const said = reasonOf(reason);
  const found = await tx.findOneBy(ModuleVersion, { name, version });
  if (!found) throw notFound('Module', `${name} ${version}`);
  if (found.deprecatedAt) throw conflict(`Version ${version} of ${name} is deprecated already.`);
  await tx.update(ModuleVersion, found.id, { deprecatedAt: new Date(), deprecationReason: said });
  await tx.audit({
    operation: 'deprecateModule',
    object: { type: 'ModuleVersion', id: found.id },
    after: { name, version, reason: said },
  });
  return tx.findOneByOrFail(ModuleVersion, { id: found.id });
}

/** Throws VALIDATION_ERROR. */
export function reasonOf(text: string): string {
  const reason = text.trim();
  if (reason === '' || reason.length > 500) throw invalid('reason', 'Say why, in 1 to 500 characters.');
  return reason;
}

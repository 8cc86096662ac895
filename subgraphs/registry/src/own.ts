/** What comes with the platform: the modules and blueprints of its terraform folder, registered when it starts. */
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rowsOf } from '@hosterizer/kit/database';
import type { Log } from '@hosterizer/kit/log';
import type { DataSource, EntityManager } from 'typeorm';
import { holdBlueprint } from './blueprints.ts';
import { versionsOf } from './blueprint-versions.ts';
import { checkBlueprint, type ChosenRoot } from './check.ts';
import { collect, isRoot } from './collect.ts';
import { BlueprintVersion, ModuleVersion, type ModuleVersionRow, type Roots } from './entities.ts';
import { filesBelow, folderTree, modulesIn } from './folder-tree.ts';
import type { CloudProvider } from './generated/resolvers.ts';
import type { Schema } from './hcl/json-schema.ts';
import { sentenceOf, type Problem } from './hcl/problems.ts';
import { fromFolder, keepVersion } from './modules.ts';

/** As `blueprint.json` has it. */
type OwnBlueprint = {
  name: string;
  title: string;
  description?: string;
  /** By cloud provider, the folder of the root module for it. */
  providers: Partial<Record<CloudProvider, string>>;
  configuration?: Schema;
};

type Own = { module: ModuleVersionRow; unfit: readonly Problem[] };

const folders = ['modules', 'blueprints', 'environments'];

/**
 * Reads the folder unless it was read before as it is. Throws an Error that says what is wrong with it: better at start
 * than at an order.
 */
export async function registerOwn(app: DataSource, folder: string, log: Log): Promise<void> {
  const digest = fingerprintOf(folder);
  await app.transaction(async (tx) => {
    // One after another, where several processes start at once.
    await tx.query(`select pg_advisory_xact_lock(hashtext('the platform''s own modules'))`);
    const [known] = await rowsOf(tx, `select from registry.folder where digest = $1`, [digest]);
    if (known) return;
    const modules = await registerModules(tx, folder);
    for (const file of globSync('blueprints/*/blueprint.json', { cwd: folder }).sort())
      await publishOwn(tx, JSON.parse(readFileSync(join(folder, file), 'utf8')) as OwnBlueprint, modules);
    await tx.query(`insert into registry.folder (digest) values ($1)`, [digest]);
    log.info({ modules: modules.size }, 'Registered the modules that come with the platform.');
  });
}

function fingerprintOf(folder: string): string {
  const hash = createHash('sha256').update(versionIn(folder));
  for (const name of folders)
    for (const { path, content } of filesBelow(join(folder, name), name) ?? [])
      hash.update(`\n${path} ${content.length}\n`).update(content);
  return hash.digest('hex');
}

function versionIn(folder: string): string {
  const file = join(folder, 'VERSION');
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : '1.0.0';
}

async function registerModules(tx: EntityManager, folder: string): Promise<Map<string, Own>> {
  const tree = folderTree(folder);
  const version = versionIn(folder);
  const registered = new Map<string, Own>();
  const problems: Problem[] = [];
  for (const name of modulesIn(folder)) {
    const collected = (await collect(tree, name))!;
    problems.push(...collected.problems);
    if (problems.length > 0) continue;
    const { digest, unfit } = collected;
    const known =
      (await tx.findOneBy(ModuleVersion, { name, digest })) ??
      (await keepVersion(
        tx,
        {
          name,
          // A folder that was changed without another version is told apart all the same.
          version: (await tx.existsBy(ModuleVersion, { name, version }))
            ? `${version}+${digest.slice(0, 8)}`
            : version,
          origin: fromFolder,
        },
        collected,
      ));
    registered.set(name, { module: known, unfit });
  }
  refuse(problems);
  return registered;
}

/** Publishes it when it is not what was published of it last; one that somebody here has taken over stays theirs. */
async function publishOwn(
  tx: EntityManager,
  blueprint: OwnBlueprint,
  modules: ReadonlyMap<string, Own>,
): Promise<void> {
  const { name, title, description = '', configuration = {} } = blueprint;
  const chosen = rootsOf(blueprint, modules);
  const { schema, problems } = checkBlueprint(chosen, configuration);
  refuse(problems);
  const origin = JSON.stringify([blueprint, chosen.map(({ module }) => module.digest)]);
  await holdBlueprint(tx, name);
  const versions = await versionsOf(tx, name);
  const published = versions.find(({ status }) => status !== 'DRAFT');
  if (published && (published.origin === null || published.origin === origin)) return;

  const number = (published?.number ?? 0) + 1;
  // A draft that somebody is writing comes after it.
  await tx.query(
    `update registry.blueprint_version set number = number + 1, id = blueprint || '@' || (number + 1)
     where blueprint = $1 and status = 'DRAFT'`,
    [name],
  );
  const roots: Roots = Object.fromEntries(
    chosen.map(({ cloudProvider, module }) => [
      cloudProvider,
      { module: module.name, version: module.version },
    ]),
  );
  await tx.insert(BlueprintVersion, {
    ...{ id: `${name}@${number}`, blueprint: name, number, status: 'PUBLISHED', title, description, roots },
    ...{ configuration, schema, origin, publishedAt: new Date() },
    notes: 'Comes with the platform.',
  } as object);
}

function rootsOf({ name, providers }: OwnBlueprint, modules: ReadonlyMap<string, Own>): ChosenRoot[] {
  return Object.entries(providers).map(([cloudProvider, folder]) => {
    const path = `blueprints/${name}/${folder}`;
    const found = modules.get(path);
    if (!found || !isRoot(path))
      throw new Error(`The blueprint ${name} names ${path}, which holds no module.`);
    refuse(found.unfit);
    return { cloudProvider: cloudProvider as CloudProvider, module: found.module };
  });
}

function refuse(problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  throw new Error(`The terraform folder has to be mended:\n  ${problems.map(sentenceOf).join('\n  ')}`);
}

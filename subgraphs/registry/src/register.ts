/** A version of a module that somebody brings: its files, or where Git has them. */
import { posix } from 'node:path';
import { isInside, type BundleFile } from '@hosterizer/kit/bundle';
import { invalid } from '@hosterizer/kit/errors';
import type { Deeds } from '@hosterizer/kit/tenancy';
import type { EntityManager } from 'typeorm';
import { collect, type Collected, type Tree } from './collect.ts';
import type { ModuleVersionRow } from './entities.ts';
import type { RegisterModuleInput } from './generated/resolvers.ts';
import { cloned, type GitSettings } from './git.ts';
import { refusal } from './hcl/problems.ts';
import { isName, keepVersion, type Origin } from './modules.ts';

/** What has been read, and may be kept. */
export type Brought = { name: string; version: string; origin: Origin; collected: Collected };

const semantic = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/;
const mostFiles = 500;

/** Finds what is registered already: modules that are named and not brought along. */
export type Registered = Tree;

/**
 * Reads what is brought and looks at it; nothing is kept yet. Throws VALIDATION_ERROR with file and line, and
 * EXTERNAL_SERVICE_ERROR where Git does not give it.
 */
export async function readBrought(
  input: RegisterModuleInput,
  registered: Registered,
  settings: GitSettings,
): Promise<Brought> {
  const { name, version, git, files, mayRunCommands } = input;
  checkNames(name, version);
  if ((git == null) === (files == null)) throw invalid('files', 'Give either files or git.');
  const read = async (tree: Tree) =>
    looked(await collect(either(tree, registered), name), mayRunCommands, input);
  if (files != null) {
    const collected = await read(treeOf(name, files));
    const origin = { source: 'FILES' as const, gitUrl: null, gitTag: null, gitPath: null };
    return { name, version, origin, collected };
  }
  const collected = await cloned(git!, settings, (repository) => read(mounted(repository, name, git!.path)));
  const origin = { source: 'GIT' as const, gitUrl: git!.url, gitTag: git!.tag, gitPath: git!.path };
  return { name, version, origin, collected };
}

/** Throws CONFLICT when this version is registered already. */
export async function registerModule(
  tx: EntityManager & Deeds,
  { name, version, origin, collected }: Brought,
): Promise<ModuleVersionRow> {
  const kept = await keepVersion(tx, { name, version, origin }, collected);
  const { digest, source, gitUrl, gitTag, runsCommands } = kept;
  await tx.audit({
    operation: 'registerModule',
    object: { type: 'ModuleVersion', id: kept.id },
    after: { name, version, digest, source, ...(gitUrl !== null && { gitUrl, gitTag }), runsCommands },
  });
  return kept;
}

function looked(
  collected: Collected | null,
  mayRunCommands: boolean,
  { git }: RegisterModuleInput,
): Collected {
  const input = git == null ? 'files' : 'git';
  if (!collected) throw invalid(input, 'There is no Terraform in it: a module has a main.tf in its folder.');
  const problems = [...collected.problems, ...collected.unfit];
  if (problems.length > 0) throw refusal(input, problems);
  if (collected.leave.length > 0 && !mayRunCommands) throw refusal('mayRunCommands', collected.leave);
  return collected;
}

function checkNames(name: string, version: string): void {
  if (!isName(name))
    throw invalid('name', 'Give the path of a folder, such as modules/acme/network or blueprints/shop/aws.');
  if (!semantic.test(version) || version.length > 100)
    throw invalid('version', 'Give a semantic version, such as 1.4.0.');
}

function treeOf(name: string, given: NonNullable<RegisterModuleInput['files']>): Tree {
  if (given.length > mostFiles) throw invalid('files', `Send at most ${mostFiles} files; use git for more.`);
  given.forEach(({ path }, index) => {
    if (!isInside(path))
      throw invalid(`files.${index}.path`, 'Give a path in the module’s folder, such as main.tf.');
    if (given.findIndex((other) => other.path === path) !== index)
      throw invalid(`files.${index}.path`, `There are two files ${path}.`);
  });
  const files = given.map(({ path, content }) => ({
    path: `${name}/${path}`,
    content: Buffer.from(content),
  }));
  return async (path) => below(files, path);
}

function below(files: readonly BundleFile[], folder: string): BundleFile[] | null {
  const found = files.filter(({ path }) => path.startsWith(`${folder}/`));
  return found.length > 0 ? found : null;
}

/**
 * A repository whose folder `path` is the module `name`: what stands beside the one stands beside the other.
 * `repository` gives the files of one of its folders, with paths below `as`.
 */
const mounted =
  (repository: (folder: string, as: string) => BundleFile[] | null, name: string, path: string): Tree =>
  async (folder) => {
    const inside = posix.join(path, posix.relative(name, folder));
    return inside.startsWith('..') ? null : repository(inside, folder);
  };

const either =
  (first: Tree, second: Tree): Tree =>
  async (path) =>
    (await first(path)) ?? second(path);

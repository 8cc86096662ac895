/** A module with all modules that it names, as one bundle and as what is known of each. */
import { posix } from 'node:path';
import { bundleLimits, digestOf, isInside, type BundleFile } from '@hosterizer/kit/bundle';
import { interfaceProblems } from './hcl/interface.ts';
import { needsLeave } from './hcl/leave.ts';
import { readModule, type ModuleText } from './hcl/module.ts';
import type { Problem } from './hcl/problems.ts';

/** The files of a module by the path of its folder, with their paths in the bundle; null where there is none. */
export type Tree = (path: string) => Promise<BundleFile[] | null>;

export type Collected = {
  text: ModuleText;
  files: BundleFile[];
  digest: string;
  /** Paths of the modules that it uses itself. */
  uses: string[];
  problems: Problem[];
  /** Why it can be no root module of a blueprint; nothing for one that is not meant to be. */
  unfit: Problem[];
  /** What it may not do without leave. */
  leave: Problem[];
};

/** Where root modules of blueprints are. */
export const isRoot = (name: string): boolean => name.startsWith('blueprints/');

/** Reads the module `name` and whatever it names by relative paths. Null when there is no such module. */
export async function collect(tree: Tree, name: string): Promise<Collected | null> {
  const own = await tree(name);
  if (!own || !own.some(({ path }) => isHclOf(name, path))) return null;
  const found = new Map<string, BundleFile[]>([[name, own]]);
  const problems: Problem[] = [];
  const leave: Problem[] = [];
  const text = await readOne(name, own, { problems, leave });
  const unfit = isRoot(name) ? [...filesOfNoRoot(own), ...interfaceProblems(name, text)] : [];
  const uses = await follow(name, text);

  // A folder may hold another module that it names.
  const files = [...new Map([...found.values()].flat().map((file) => [file.path, file])).values()];
  problems.push(...misnamed(files), ...tooMuch(files));
  return { text, files, digest: digestOf(files), uses, problems, unfit, leave };

  /** The paths of the modules that one names, all of which are read. */
  async function follow(from: string, { sources }: ModuleText): Promise<string[]> {
    const named = new Set<string>();
    for (const { source, file, line, name: field } of sources) {
      if (!/^\.\.?\//.test(source)) continue;
      const path = posix.join(from, source).replace(/\/$/, '');
      named.add(path);
      if (found.has(path)) continue;
      const files = isInside(path) ? await tree(path) : null;
      if (!files) {
        problems.push({
          file,
          line,
          field: null,
          reason: `There is no module ${path}, which the module "${field}" names.`,
        });
        continue;
      }
      found.set(path, files);
      await follow(path, await readOne(path, files, { problems, leave }));
    }
    return [...named].sort();
  }
}

async function readOne(
  path: string,
  files: readonly BundleFile[],
  { problems, leave }: { problems: Problem[]; leave: Problem[] },
): Promise<ModuleText> {
  const own = files.filter((file) => isHclOf(path, file.path));
  const { module, problems: wrong } = await readModule(own);
  problems.push(...wrong, ...unreadable(path, files));
  leave.push(...needsLeave(module));
  return module;
}

const isHclOf = (folder: string, path: string) => posix.dirname(path) === folder && path.endsWith('.tf');

/** What Terraform would read as well, and nobody has looked at. */
const unreadable = (folder: string, files: readonly BundleFile[]): Problem[] =>
  files
    .filter(({ path }) => posix.dirname(path) === folder && /\.(tf\.json|tofu|tofu\.json)$/.test(path))
    .map(({ path }) => ({
      file: path,
      line: null,
      field: null,
      reason: 'Write it as HCL, in a file such as main.tf.',
    }));

/** Values that Terraform would take instead of the platform's. */
const filesOfNoRoot = (files: readonly BundleFile[]): Problem[] =>
  files
    .filter(({ path }) => /(^|\/)(terraform\.tfvars|[^/]*\.auto\.tfvars)(\.json)?$/.test(path))
    .map(({ path }) => ({
      ...{ file: path, line: null, field: null },
      reason: 'The platform gives a root module its values: leave the file out.',
    }));

const misnamed = (files: readonly BundleFile[]): Problem[] =>
  files
    .filter(({ path }) => !isInside(path))
    .map(({ path }) => ({
      ...{ file: path, line: null, field: null },
      reason: 'Name files and folders with letters, digits, dots, dashes and underscores.',
    }));

function tooMuch(files: readonly BundleFile[]): Problem[] {
  const bytes = files.reduce((sum, { content }) => sum + content.length, 0);
  if (files.length <= bundleLimits.files && bytes <= bundleLimits.bytes) return [];
  const most = `${bundleLimits.files} files and ${bundleLimits.bytes / 1024 / 1024} MB`;
  return [
    { file: null, line: null, field: null, reason: `A module has at most ${most}, with all that it uses.` },
  ];
}

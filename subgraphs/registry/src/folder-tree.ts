/** Modules in a folder of this machine. */
import { existsSync, globSync, lstatSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { BundleFile } from '@hosterizer/kit/bundle';
import type { Tree } from './collect.ts';

/** What is of the module's author and not of the module: Terraform never reads it. */
const leftOut = /(^|\/)(tests|\.terraform|\.git)(\/|$)|(^|\/)(README\.md|terraform\.tfstate(\.backup)?)$/;

/** `root` is the terraform folder. Links are not followed. */
export const folderTree =
  (root: string): Tree =>
  async (path) =>
    filesBelow(join(root, path), path);

/** The files of a folder with all folders in it, with paths that begin with `as`; null when there is none. */
export function filesBelow(folder: string, as: string): BundleFile[] | null {
  if (!existsSync(folder)) return null;
  return globSync('**/*', { cwd: folder, exclude: (name) => leftOut.test(name) })
    .map((name) => ({ name: name.split(sep).join('/'), at: join(folder, name) }))
    .filter(({ name, at }) => !leftOut.test(name) && lstatSync(at).isFile())
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, at }) => ({ path: `${as}/${name}`, content: readFileSync(at) }));
}

/** The folders that hold modules, by their paths in the terraform folder. */
export function modulesIn(root: string): string[] {
  const patterns = ['modules/**/*.tf', 'blueprints/**/*.tf', 'environments/**/*.tf'];
  const files = globSync(patterns, { cwd: root, exclude: (name) => leftOut.test(name) });
  return [...new Set(files.map((file) => relative('.', join(file, '..')).split(sep).join('/')))].sort();
}

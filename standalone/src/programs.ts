/** Programs that npm does not bring: found on PATH, or installed where that is possible without asking. */
import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';
import { searchPath } from './config.ts';
import { Sentence } from './sentence.ts';
import { isRoot } from './users.ts';

/** The full path of the first of these programs (names, or paths) that there is; null when there is none. */
export function findProgram(...names: string[]): string | null {
  for (const name of names) {
    const places = isAbsolute(name)
      ? [name]
      : searchPath.split(delimiter).map((folder) => join(folder, name));
    const found = places.find(isProgram);
    if (found) return found;
  }
  return null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Installs a Debian package and returns the program in it. Throws a sentence with the command where that cannot be. */
export async function install(
  packageName: string,
  program: string,
  say: (line: string) => void,
): Promise<string> {
  if (!isRoot || !findProgram('apt-get')) {
    throw new Sentence(`${program} is missing: ${commandFor(packageName)}, then start again.`);
  }
  say(`Installing ${packageName} with apt …`);
  const flags = ['-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120'];
  const apt = (args: string[]) =>
    promisify(execFile)('apt-get', [...flags, ...args], {
      env: { PATH: searchPath, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
      maxBuffer: 64 * 1024 * 1024,
    });
  try {
    await withoutServices(async () => {
      await apt(['install', packageName]).catch(async () => {
        await apt(['update']); // A fresh machine or image knows no packages yet.
        await apt(['install', packageName]);
      });
    });
  } catch (error) {
    const said = String((error as { stderr?: string }).stderr ?? error)
      .trim()
      .split('\n')
      .slice(-4)
      .join('\n');
    throw new Sentence(
      `${said}\n${packageName} could not be installed: run apt-get install ${packageName} and start again.`,
    );
  }
  const found = findProgram(program);
  if (!found) throw new Sentence(`${packageName} is installed, but ${program} is not on PATH.`);
  return found;
}

/** Debian starts a service as soon as its package is there; this file is how one says no. */
async function withoutServices(work: () => Promise<void>): Promise<void> {
  const policy = '/usr/sbin/policy-rc.d';
  const isOurs = !existsSync(policy);
  if (isOurs) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    await work();
  } finally {
    if (isOurs) rmSync(policy, { force: true });
  }
}

function commandFor(packageName: string): string {
  if (process.platform === 'darwin') return `run \`brew install ${packageName.replace('-server', '')}\``;
  if (findProgram('apt-get')) return `run \`sudo apt-get install -y ${packageName}\``;
  if (findProgram('dnf')) return `run \`sudo dnf install -y ${packageName.replace('-server', '')}\``;
  if (findProgram('apk')) return `run \`apk add ${packageName.replace('-server', '')}\``;
  return `install ${packageName} with your system's package manager`;
}

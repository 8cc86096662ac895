/** Modules out of Git, by the program `git`: one tag, without its history, in a folder that is gone afterwards. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { promisify } from 'node:util';
import type { BundleFile } from '@hosterizer/kit/bundle';
import { externalFailure, invalid } from '@hosterizer/kit/errors';
import { filesBelow } from './folder-tree.ts';
import type { ModuleGitInput } from './generated/resolvers.ts';

export type GitSettings = {
  /** Such as `https` and `ssh`. */
  protocols: readonly string[];
};

/** Gives the files of a folder of the repository, with paths below `as`; null when there is none. */
export type Repository = (folder: string, as: string) => BundleFile[] | null;

const run = promisify(execFile);
const patience = 60_000;

/** Lets `work` have the repository at its tag. Throws VALIDATION_ERROR, EXTERNAL_SERVICE_ERROR. */
export async function cloned<T>(
  given: ModuleGitInput,
  { protocols }: GitSettings,
  work: (repository: Repository) => Promise<T>,
): Promise<T> {
  check(given, protocols);
  const folder = mkdtempSync(join(tmpdir(), 'hosterizer-git-'));
  try {
    const tree = join(folder, 'tree');
    await clone(given, { tree, home: folder, protocols });
    return await work((inside, as) => filesBelow(join(tree, inside), as));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function clone(
  { url, tag }: ModuleGitInput,
  { tree, home, protocols }: { tree: string; home: string; protocols: readonly string[] },
): Promise<void> {
  const settings = [
    // Links would lead out of the folder, and nothing of the repository's own runs.
    ...['core.symlinks=false', 'core.hooksPath=/dev/null', 'advice.detachedHead=false'],
  ].flatMap((setting) => ['-c', setting]);
  const options = ['--quiet', '--depth=1', '--single-branch', '--no-recurse-submodules', '--branch', tag];
  try {
    await run('git', [...settings, 'clone', ...options, '--', url, tree], {
      timeout: patience,
      env: {
        PATH: '/usr/local/bin:/usr/bin:/bin',
        HOME: home,
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_TERMINAL_PROMPT: '0',
        GIT_ALLOW_PROTOCOL: protocols.join(':'),
        GIT_SSH_COMMAND: 'ssh -o BatchMode=yes -o StrictHostKeyChecking=yes',
      },
    });
  } catch (error) {
    const { killed, stderr = '' } = error as { killed?: boolean; stderr?: string };
    if (killed) throw externalFailure(`Git did not answer within ${patience / 1000} seconds.`);
    const said = stderr.trim().split('\n').at(-1)?.slice(0, 300);
    throw externalFailure(`Git does not give the tag ${tag}: ${said || (error as Error).message}`);
  }
}

function check({ url, tag, path }: ModuleGitInput, protocols: readonly string[]): void {
  const address = URL.canParse(url) ? new URL(url) : null;
  if (!address || !protocols.includes(address.protocol.slice(0, -1)))
    throw invalid(
      'git.url',
      `Give an address that begins with ${protocols.map((one) => `${one}://`).join(' or ')}.`,
    );
  if (address.password !== '' || (address.username !== '' && address.protocol !== 'ssh:'))
    throw invalid('git.url', 'Leave the password out: it would be kept, and shown to others.');
  if (!/^[A-Za-z0-9][A-Za-z0-9._/+-]{0,199}$/.test(tag))
    throw invalid('git.tag', 'Give a tag, such as v1.4.0.');
  if (path !== '' && (posix.isAbsolute(path) || posix.normalize(path).startsWith('..')))
    throw invalid('git.path', 'Give a folder in the repository, such as terraform/network.');
}

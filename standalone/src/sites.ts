/** `npm run sites:stop` and `npm run sites:list`: the sites that stand on this machine. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readStartConfig, searchPath } from './config.ts';
import { findUsers, openFolders, reachable, root } from './folders.ts';
import { sitesFolder } from './runner.ts';
import { exitWith, Sentence } from './sentence.ts';
import { isRoot } from './users.ts';

/** Ends the web server of every site below `shared` and keeps their files, so that a deployment brings them back. */
export const stopSites = (shared: string) => control('stop', shared);

/** Runs the local provider's own program, as the user to whom the sites belong. Resolves with what it prints. */
async function control(verb: 'list' | 'stop', shared: string): Promise<string> {
  const folder = sitesFolder(shared);
  if (!existsSync(folder)) return '';
  const copy = join(shared, 'terraform');
  const program = join(
    isRoot && existsSync(copy) ? copy : join(root, 'terraform'),
    'modules/local/ctl/localctl.ts',
  );
  const node = reachable(process.execPath, join(shared, 'programs'));
  const { stdout } = await promisify(execFile)(node, [program, 'sites', verb, '--root', folder], {
    env: { PATH: searchPath },
    cwd: '/',
    ...findUsers().runner,
  });
  return stdout;
}

if (process.argv[1] === import.meta.filename) {
  const verb = process.argv[2];
  if (verb !== 'list' && verb !== 'stop') exitWith(new Sentence('Say sites:list or sites:stop.'));
  try {
    const { shared } = openFolders(readStartConfig().HOSTERIZER_DATA);
    process.stdout.write(await control(verb, shared));
  } catch (error) {
    exitWith(error);
  }
}

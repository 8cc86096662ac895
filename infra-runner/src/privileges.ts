import { accessSync, chownSync, constants, mkdirSync } from 'node:fs';
import { ConfigError } from '@hosterizer/kit/config';
import type { RunnerConfig } from './config.ts';

/**
 * Makes the folders that the runner writes to and, started as root with HOSTERIZER_RUNNER_USER, becomes that user for
 * good. Whatever runs under the runner then has no more rights. Nothing may be imported afterwards: the user need not
 * be able to read the program. Throws ConfigError when the user cannot read or write what it must.
 */
export function settleIn(config: RunnerConfig): void {
  const folders = [config.work, ...(config.sites === null ? [] : [config.sites])];
  for (const folder of folders) mkdirSync(folder, { recursive: true, mode: 0o700 });

  if (config.user && process.getuid?.() === 0) {
    const { uid, gid } = config.user;
    for (const folder of folders) chownSync(folder, uid, gid);
    process.setgroups!([]);
    process.setgid!(gid);
    process.setuid!(uid);
  }
  process.umask(0o077);

  const problems = [
    ...folders.map((folder) =>
      problemWith(folder, constants.R_OK | constants.W_OK | constants.X_OK, 'written'),
    ),
    problemWith(config.terraformDir, constants.R_OK | constants.X_OK, 'read'),
    ...(config.sites === null ? [] : [problemWith(config.node, constants.X_OK, 'run')]),
  ].filter((problem) => problem !== null);
  if (problems.length > 0) throw new ConfigError(`Settings to mend:\n  ${problems.join('\n  ')}`);
  process.chdir(config.work);
}

function problemWith(path: string, mode: number, verb: string): string | null {
  try {
    accessSync(path, mode);
    return null;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return `${path} cannot be ${verb} by user ${process.getuid?.() ?? ''} (${code}); its folders above count too`;
  }
}

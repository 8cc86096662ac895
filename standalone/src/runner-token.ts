/** `npm run runner:token -- <name>`: prints what lets a runner of this name claim the jobs of a pool. */
import { parseArgs } from 'node:util';
import { makeTokens } from '@hosterizer/kit/tokens';
import { readTokenConfig } from './config.ts';
import { openFolders } from './folders.ts';
import { openSecrets } from './secrets.ts';
import { exitWith, Sentence } from './sentence.ts';

const usage = 'Say for whom: npm run runner:token -- <name> [--pool default] [--days 366]';
const secondsOfDay = 24 * 3600;

try {
  process.stdout.write(`${await tokenFor(process.argv.slice(2))}\n`);
} catch (error) {
  exitWith(error);
}

/** Throws a Sentence for arguments that cannot be. */
async function tokenFor(args: string[]): Promise<string> {
  const { name, pool, days } = read(args);
  if (!/^[\w.:-]{1,100}$/.test(name)) throw new Sentence(usage);
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(pool))
    throw new Sentence('A pool has a name of small letters, digits and dashes, at most 63.');
  if (!Number.isInteger(days) || days < 1 || days > 3660)
    throw new Sentence('A token holds for 1 to 3660 days.');
  return makeTokens(secret()).sign('runner', { sub: name, pool }, days * secondsOfDay);
}

function read(args: string[]): { name: string; pool: string; days: number } {
  try {
    const { positionals, values } = parseArgs({
      args,
      allowPositionals: true,
      options: { pool: { type: 'string' }, days: { type: 'string' } },
    });
    const [name = ''] = positionals;
    return { name, pool: values.pool ?? 'default', days: Number(values.days ?? 366) };
  } catch {
    throw new Sentence(usage);
  }
}

/** Given, as to the processes that run apart; the installation's own otherwise. */
function secret(): string {
  const { HOSTERIZER_DATA: data, HOSTERIZER_TOKEN_SECRET: given } = readTokenConfig();
  return given ?? openSecrets(openFolders(data).keys).tokenSecret;
}

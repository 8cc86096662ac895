/** Machines with runners on them: a user, a network namespace and a folder of sites each, a work folder each runner. */
import { execFile } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeTokens } from '@hosterizer/kit/tokens';
import { searchPath } from '@hosterizer/standalone/config';
import { reachable, readableCopy, root } from '@hosterizer/standalone/folders';
import { processesIn, send } from '@hosterizer/standalone/processes';
import { isRoot } from '@hosterizer/standalone/users';
import type { ChaosConfig } from './config.ts';
import type { Network } from './network.ts';
import type { Platform } from './platform.ts';
import { supervise, type Supervised } from './supervised.ts';

export type Runner = {
  name: string;
  machine: Machine;
  /** Its work folder. */
  work: string;
  process: Supervised;
};

export type Machine = { name: string; address: string; sites: string; runners: Runner[] };

export type Machines = {
  all: readonly Machine[];
  runners: readonly Runner[];
  /** Starts what does not run yet. */
  start(): void;
  stop(): Promise<void>;
};

/** Two runners share a machine: each may have to go on with what the other one has left. */
const layout = [
  { name: 'north', runners: 2 },
  { name: 'south', runners: 1 },
];

/** Users that the machine need not know by name. */
const firstUser = 61_100;

export async function makeMachines(
  folder: string,
  { platform, network, config }: { platform: Platform; network: Network; config: ChaosConfig },
): Promise<Machines> {
  const repository = join(root, 'terraform');
  const shared = {
    PATH: searchPath,
    HOSTERIZER_URL: platform.url,
    HOSTERIZER_TERRAFORM_DIR: isRoot ? readableCopy(repository, join(folder, 'terraform')) : repository,
    HOSTERIZER_NODE: reachable(process.execPath, join(folder, 'programs')),
    HOSTERIZER_LOCAL: 'on',
    HOSTERIZER_CONCURRENCY: '2',
    HOSTERIZER_LOG_LEVEL: config.logLevel,
    NODE_ENV: 'production',
    ...(config.terraformBin && { TERRAFORM_BIN: config.terraformBin }),
  };
  const tokens = makeTokens(platform.secrets.tokenSecret);
  const starters: Array<() => void> = [];
  const machines: Machine[] = [];

  for (const [index, { name, runners }] of layout.entries()) {
    const user = firstUser + index;
    const { address, enter } = network.add(name);
    const home = ownedFolder(join(folder, name), user);
    const machine: Machine = { name, address, sites: ownedFolder(join(home, 'sites'), user), runners: [] };
    machines.push(machine);
    for (let number = 1; number <= runners; number += 1) {
      const runner = `${name}-${number}`;
      const work = ownedFolder(join(home, runner), user);
      const token = await tokens.sign('runner', { sub: runner, pool: 'default' }, 86_400);
      const [command = '', ...args] = [...enter, process.execPath, join(root, 'infra-runner/src/main.ts')];
      const env = {
        ...shared,
        HOSTERIZER_RUNNER_TOKEN: token,
        HOSTERIZER_RUNNER_NAME: runner,
        HOSTERIZER_RUNNER_DATA: work,
        HOSTERIZER_SITES: machine.sites,
        HOSTERIZER_LOCAL_HOST: address,
        ...(isRoot && { HOSTERIZER_RUNNER_USER: `${user}:${user}` }),
      };
      const record = join(platform.folders.run, `${runner}.json`);
      const output = join(platform.folders.logs, `${runner}.log`);
      starters.push(() => {
        const process = supervise(runner, { command, args, env, cwd: work, record, output });
        machine.runners.push({ name: runner, machine, work, process });
      });
    }
  }

  return {
    all: machines,
    get runners() {
      return machines.flatMap(({ runners }) => runners);
    },
    start: () => starters.splice(0).forEach((start) => start()),
    async stop() {
      await Promise.all(machines.flatMap(({ runners }) => runners.map(({ process }) => process.stop())));
    },
  };
}

function ownedFolder(path: string, user: number): string {
  mkdirSync(path, { recursive: true });
  chmodSync(path, 0o700);
  if (isRoot) chownSync(path, user, user);
  return path;
}

/** A Terraform under a runner: it leads a process group of its own. */
export type Terraform = { pid: number; siteId: string; command: string };

/** Every Terraform that works in this runner's folder, whichever process had started it. */
export function terraformsOf({ work }: Pick<Runner, 'work'>): Terraform[] {
  return processesIn(join(work, 'sites')).flatMap((pid) => {
    try {
      const [program = '', command = ''] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      const siteId = readlinkSync(`/proc/${pid}/cwd`).slice(work.length).split('/')[2] ?? '';
      return /\/(terraform|tofu)$/.test(program) && !command.startsWith('/')
        ? [{ pid, siteId, command }]
        : [];
    } catch {
      return []; // It has ended meanwhile.
    }
  });
}

/** Kills Terraform and everything that it has started in its group. */
export const killGroup = ({ pid }: Terraform) => send(-pid, 'SIGKILL');

/** Ends the web servers of all sites in this folder. Rejects when one does not end. */
export async function endSites(sites: string): Promise<void> {
  const program = join(root, 'terraform/modules/local/ctl/localctl.ts');
  await promisify(execFile)(process.execPath, [program, 'sites', 'stop', '--root', sites]);
}

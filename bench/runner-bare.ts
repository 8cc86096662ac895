/** Terraform by itself, in the folder that a runner has laid out, with the same variables and the same environment. */
import { execFileSync, spawn } from 'node:child_process';
import { closeSync, cpSync, globSync, openSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { newId } from '@hosterizer/kit/ids';
import { ownFolder } from '@hosterizer/standalone/folders';
import { send } from '@hosterizer/standalone/processes';
import { endSites, terraformsOf } from '../chaos/machines.ts';
import { eventually } from '../chaos/waiting.ts';
import { deploy, order, tenResources, type World } from './runner-world.ts';

export type Bare = {
  /** How many resources Terraform makes. */
  resources: number;
  /** Lays out a folder as the runner does, for a site of its own. The result runs init, plan and apply in it. */
  prepare(): Promise<() => Promise<void>>;
  /** Ends the web servers of what has been made. */
  clear(): Promise<void>;
};

const commands =
  'terraform init -input=false && terraform plan -input=false -out=plan.bin && terraform apply -input=false plan.bin';

/** What a run leaves behind, and a fresh folder has not. */
const left = /^(\.terraform.*|terraform\.tfstate.*|plan\.(bin|json)|output\.jsonl|group\.json|job\.json)$/;

/** Below the ports that runners lease, and those that the system gives to whoever asks for any. */
let nextPort = 12_000;

/** Has the runner deploy a site, and takes its folder while Terraform applies. */
export async function learnBare({ client, runner, folder, user }: World): Promise<Bare> {
  const siteId = await order(client, 'ten', tenResources);
  const deploying = deploy(client, siteId);
  const from = join(runner.work, 'sites', siteId);
  const template = join(folder, 'template');
  const bareSites = ownFolder(join(folder, 'bare-sites'), user);
  const found = await eventually(() => terraformsOf(runner).find(({ command }) => command === 'apply'), {
    within: 30_000,
    every: 2,
  });
  if (!found) throw new Error('The runner has not begun to apply.');
  send(found.pid, 'SIGSTOP');
  const root = relative(from, readlinkSync(`/proc/${found.pid}/cwd`));
  const environment = readFileSync(`/proc/${found.pid}/environ`, 'utf8');
  cpSync(from, template, { recursive: true, filter: (path) => !left.test(basename(path)) });
  send(found.pid, 'SIGCONT');
  await deploying;

  const [file] = globSync(`${join(template, root)}/terraform.tfvars.json`);
  const { local } = JSON.parse(readFileSync(file!, 'utf8')) as { local: { port: number } };
  const learnedPort = String(local.port);

  async function layOut(): Promise<{ cwd: string; env: Record<string, string> }> {
    const [id, port] = [newId(), (nextPort += 1)];
    const to = join(folder, 'bare', id);
    cpSync(template, to, { recursive: true });
    const changed = (text: string) =>
      text
        .replaceAll(from, to)
        .replaceAll(runner.sites, bareSites)
        .replaceAll(siteId, id)
        .replaceAll(learnedPort, String(port));
    for (const file of globSync(`${join(to, root)}/*.json`))
      writeFileSync(file, changed(readFileSync(file, 'utf8')));
    if (user) execFileSync('chown', ['-R', `${user.uid}:${user.gid}`, to]);
    // How the runner tunes Terraform is the runner's.
    const env = environment.split('\0').filter((line) => line.includes('=') && !line.startsWith('GOGC='));
    return {
      cwd: join(to, root),
      env: Object.fromEntries(
        env.map((line) => [line.slice(0, line.indexOf('=')), changed(line.slice(line.indexOf('=') + 1))]),
      ),
    };
  }

  return {
    resources: 10,
    async prepare() {
      const { cwd, env } = await layOut();
      const log = join(cwd, 'bare.log');
      return async () => {
        const output = openSync(log, 'a');
        const child = spawn('/bin/sh', ['-c', commands], {
          cwd,
          env,
          stdio: ['ignore', output, output],
          ...user,
        });
        closeSync(output);
        const code = await new Promise((resolve) => child.once('exit', resolve));
        if (code !== 0)
          throw new Error(`Terraform by itself ended with ${String(code)}:\n${readFileSync(log, 'utf8')}`);
      };
    },
    clear: () => endSites(bareSites),
  };
}

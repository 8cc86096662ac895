import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Entry } from '../modules/local/ctl/ledger.ts';

export const terraformFolder = fileURLToPath(new URL('..', import.meta.url));
const localctl = join(terraformFolder, 'modules/local/ctl/localctl.ts');

/** Where the tests' sites listen. Only Linux answers on all of 127.0.0.0/8. */
export const host = process.platform === 'linux' ? '127.0.0.2' : '127.0.0.1';

/** Compiled code that the programs of one test file share: nearly halves its time. */
let compileCache: string;
beforeAll(() => {
  compileCache = mkdtempSync(join(tmpdir(), 'hosterizer-cache-'));
});
afterAll(() => rmSync(compileCache, { recursive: true, force: true }));

export type Result = { code: number | null; signal: string | null; output: string };

/** A folder for the sites of one test, empty and unique. */
export const newRoot = () => realpathSync(mkdtempSync(join(tmpdir(), 'hosterizer-sites-')));

/** The environment that terraform gets, and nothing more: what the runner has to set. */
function environment(rootDir: string, node = process.execPath): Record<string, string> {
  const cliConfig = join(rootDir, 'terraform.rc');
  writeFileSync(cliConfig, '');
  return {
    PATH: process.env['PATH'] ?? '',
    TF_CLI_CONFIG_FILE: cliConfig,
    TF_IN_AUTOMATION: '1',
    CHECKPOINT_DISABLE: '1',
    HOSTERIZER_NODE: node,
    HOSTERIZER_LOCALCTL: localctl,
    NODE_COMPILE_CACHE: compileCache,
  };
}

/** Starts a program as leader of its own process group. */
export function start(command: string, args: string[], cwd: string, env: Record<string, string>) {
  const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const done = new Promise<Result>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, output }));
  });
  return { pid: child.pid!, done };
}

export const terraformProgram = process.env['TERRAFORM_BIN'] ?? 'terraform';

/** Runs terraform to its end. */
export function terraform(rootDir: string, cwd: string, ...args: string[]): Promise<Result> {
  return start(terraformProgram, args, cwd, environment(rootDir)).done;
}

/** A stand-in for node that does what it is told and then, for one verb, fails or never returns. */
export function faultyNode(rootDir: string, verb: string, fault: 'fails' | 'hangs'): string {
  const path = join(rootDir, 'node.sh');
  const after = fault === 'fails' ? 'exit 1' : 'exec sleep 60';
  const script = `#!/bin/sh\n'${process.execPath}' "$@" || exit\ncase "$*" in *'${verb}') ${after} ;; esac\n`;
  writeFileSync(path, script, { mode: 0o700 });
  return path;
}

/** Calls the local provider's program as a provisioner does, with `input`, or as an operator does. */
export function ctl(rootDir: string, verb: string, input?: object, parts: object = {}): Promise<Result> {
  const args = input === undefined ? ['--root', rootDir] : [];
  const env = { ...environment(rootDir), INPUT: JSON.stringify({ root_dir: rootDir, ...input }), ...parts };
  return start(process.execPath, [localctl, ...verb.split(' '), ...args], rootDir, env).done;
}

/** Asks about one site, or accepts it, as a runner does. */
export function inspect(rootDir: string, siteId: string, verb: string, ...flags: string[]): Promise<Result> {
  const args = [localctl, 'site', verb, '--root', rootDir, '--site', siteId, ...flags];
  return start(process.execPath, args, '/', environment(rootDir)).done;
}

export type Observation = { process_generation: string; content_generation: string };

export const observe = async (rootDir: string, siteId: string, ...flags: string[]) =>
  JSON.parse((await inspect(rootDir, siteId, 'observe', ...flags)).output) as Observation;

/** What a provisioner finds in its environment when a text travels in parts. */
export const packed = (value: unknown) => ({
  CONTENT_0: gzipSync(JSON.stringify(value)).toString('base64'),
});

/** The differences between the ledger and what is there; each test expects none. */
export async function audit(rootDir: string): Promise<object[]> {
  const { code, output } = await ctl(rootDir, 'sites audit');
  const differences = linesOf(output).map((line) => JSON.parse(line) as object);
  // The exit code says the same; if it does not, that is a difference too.
  return (code === 0) === (differences.length === 0) ? differences : [...differences, { code, output }];
}

/** The ledger in short, oldest first: `create folder`. */
export function told(rootDir: string): string[] {
  const path = join(rootDir, 'ledger.jsonl');
  const entries = existsSync(path)
    ? linesOf(readFileSync(path, 'utf8')).map((line) => JSON.parse(line) as Entry)
    : [];
  return entries.map(({ action, thing }) => `${action} ${thing}`);
}

const linesOf = (text: string) => text.split('\n').filter((line) => line !== '');

/** What a test gives the provider's verbs: a site, and how its server is to run. */
export type Place = { site_id: string; host: string; port: number; memory_mb: number; generation: string };

export async function newPlace(): Promise<Place> {
  return { site_id: randomUUID(), host, port: await freePort(), memory_mb: 32, generation: '1' };
}

/** The server that the pid file in a site's folder names. */
export const pidIn = (folder: string) =>
  JSON.parse(readFileSync(join(folder, 'process.json'), 'utf8')) as { pid: number; start: string };

type Order = { at?: number; node?: string; environment?: { variables?: object; secrets?: object } };

type Plan = { resource_changes: Array<{ address: string; change: { actions: string[] } }> };

function changesIn({ resource_changes: changes }: Plan): Record<string, string> {
  const real = changes.filter(({ change }) => change.actions.join() !== 'no-op');
  return Object.fromEntries(real.map(({ address, change }) => [address, change.actions.join(' ')]));
}

/** A website with its own copy of the terraform tree, as the runner makes one for each run. */
export async function newSite(rootDir: string, wantedPort?: number) {
  const id = randomUUID();
  const customerId = randomUUID();
  const port = wantedPort ?? (await freePort());
  const url = `http://${host}:${port}/`;
  const copy = join(rootDir, 'work', id);
  const blueprint = join(copy, 'blueprints/website/local');
  copyModules(copy);

  let observed: Observation | undefined;
  const order = (configuration: object, { at = port, environment = {} }: Order = {}) => {
    const local = { root_dir: rootDir, host, port: at, url, ...observed };
    const site = { site_id: id, site_name: 'Shop', customer_id: customerId };
    const { variables = {}, secrets = {} } = environment;
    const given = { ...site, configuration, local, variables };
    writeFileSync(join(blueprint, 'terraform.tfvars.json'), JSON.stringify(given));
    // Apart: Terraform prints the line of a file in which something is wrong.
    writeFileSync(join(blueprint, 'secrets.auto.tfvars.json'), JSON.stringify({ secrets }));
  };
  const startApply = (configuration: object, { node = process.execPath, ...rest }: Order = {}) => {
    order(configuration, rest);
    const args = ['apply', '-auto-approve', '-input=false', '-no-color'];
    return start(terraformProgram, args, blueprint, environment(rootDir, node));
  };

  expect(await terraform(rootDir, blueprint, 'init', '-input=false')).toMatchObject({ code: 0 });
  return {
    id,
    port,
    url,
    blueprint,
    folder: join(rootDir, id),
    lease: join(rootDir, 'ports', `${port}.json`),
    server: () => pidIn(join(rootDir, id)),
    /** Has the next runs told what is there, as the runner does. */
    look: async (...flags: string[]) => void (observed = await observe(rootDir, id, ...flags)),
    accept: () => inspect(rootDir, id, 'accept'),
    /** What Terraform would do if it ran now, by address: `delete create`. */
    plan: async (...args: Parameters<typeof order>) => {
      order(...args);
      const planned = await terraform(rootDir, blueprint, 'plan', '-input=false', '-out=plan.bin');
      expect(planned).toMatchObject({ code: 0 });
      const { output } = await terraform(rootDir, blueprint, 'show', '-json', 'plan.bin');
      return changesIn(JSON.parse(output) as Plan);
    },
    startApply,
    apply: (...args: Parameters<typeof startApply>) => startApply(...args).done,
    destroy: () => terraform(rootDir, blueprint, 'destroy', '-auto-approve', '-input=false', '-no-color'),
  };
}

/** Copies modules and blueprint of the provider local, without what a run by hand may have left in them. */
export function copyModules(to: string): void {
  mkdirSync(to, { recursive: true });
  for (const folder of ['modules/local', 'blueprints/website/local']) {
    cpSync(join(terraformFolder, folder), join(to, folder), {
      recursive: true,
      filter: (path) => !/^(\.terraform|terraform\.tf)/.test(basename(path)),
    });
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().on('error', reject);
    probe.listen(0, host, () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

/** Polls until it is so; fails after twenty seconds. */
export async function until(what: string, isSo: () => boolean): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error(`Not within twenty seconds: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** The pids of all web servers under a folder, asked of the system and not of the program under test. */
export async function serversUnder(rootDir: string): Promise<number[]> {
  const { output } = await start('ps', ['-axww', '-o', 'pid=,stat=,args='], '/', { PATH: '/bin:/usr/bin' })
    .done;
  return linesOf(output)
    .map((line) => line.trim().split(/\s+/))
    .filter(
      ([, state, ...args]) => !state?.startsWith('Z') && args.join(' ').includes(`siteserver.ts ${rootDir}/`),
    )
    .map(([pid]) => Number(pid));
}

/** Ends what a test left behind and tells what it was: a clean test gives an empty list. */
export async function endServers(rootDir: string): Promise<number[]> {
  const left = await serversUnder(rootDir);
  for (const pid of left) process.kill(pid, 'SIGKILL');
  rmSync(rootDir, { recursive: true, force: true });
  return left;
}

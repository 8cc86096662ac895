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
function start(command: string, args: string[], cwd: string, env: Record<string, string>) {
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

const terraformProgram = process.env['TERRAFORM_BIN'] ?? 'terraform';

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
export function ctl(rootDir: string, verb: string, input?: object): Promise<Result> {
  const args = input === undefined ? ['--root', rootDir] : [];
  const env = { ...environment(rootDir), INPUT: JSON.stringify({ root_dir: rootDir, ...input }) };
  return start(process.execPath, [localctl, ...verb.split(' '), ...args], rootDir, env).done;
}

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

/** A website with its own copy of the terraform tree, as the runner makes one for each run. */
export async function newSite(rootDir: string, wantedPort?: number) {
  const id = randomUUID();
  const customerId = randomUUID();
  const port = wantedPort ?? (await freePort());
  const url = `http://${host}:${port}/`;
  const copy = join(rootDir, 'work', id);
  const blueprint = join(copy, 'blueprints/website/local');
  copyModules(copy);

  let generation = 1;
  const startApply = (configuration: object, { at = port, node = process.execPath } = {}) => {
    const local = { root_dir: rootDir, host, port: at, url, process_generation: String(generation) };
    const variables = { site_id: id, site_name: 'Shop', customer_id: customerId, configuration, local };
    writeFileSync(join(blueprint, 'terraform.tfvars.json'), JSON.stringify(variables));
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
    server: () =>
      JSON.parse(readFileSync(join(rootDir, id, 'process.json'), 'utf8')) as { pid: number; start: string },
    bumpGeneration: () => void generation++,
    startApply,
    apply: (...args: Parameters<typeof startApply>) => startApply(...args).done,
    destroy: () => terraform(rootDir, blueprint, 'destroy', '-auto-approve', '-input=false', '-no-color'),
  };
}

/** Copies modules and blueprints, without what a run by hand may have left in them. */
export function copyModules(to: string): void {
  mkdirSync(to, { recursive: true });
  for (const folder of ['modules', 'blueprints']) {
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

/**
 * Every npm script comes through here. It runs on whatever Node the machine has, puts the dependencies in place, and
 * hands over to the Node that is one of them. No imports from node_modules: there may be none yet.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installDependencies } from './dependencies.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Compiled code is kept from one run to the next: half of the work of a start is compiling. */
const compiled = join(root, 'node_modules', '.cache', 'compiled');

/**
 * What each verb runs: the path of its script from the clone's folder, and its first arguments.
 * @type {Record<string, string[]>}
 */
const verbs = {
  start: ['standalone/src/start.ts'],
  test: ['standalone/src/test.ts'],
  demo: ['standalone/src/demo.ts'],
  build: ['standalone/src/build.ts'],
  codegen: ['node_modules/@graphql-codegen/cli/cjs/bin.js', '--config', 'codegen.yml'],
  compose: ['schema/compose.ts'],
  'compose:env': ['standalone/src/compose-env.ts'],
  migrate: ['standalone/src/migrate.ts'],
  gateway: ['gateway/src/main.ts'],
  subgraph: ['standalone/src/subgraph.ts'],
  runner: ['infra-runner/src/main.ts'],
  'runner:token': ['standalone/src/runner-token.ts'],
  'sites:list': ['standalone/src/sites.ts', 'list'],
  'sites:stop': ['standalone/src/sites.ts', 'stop'],
  'audit:verify': ['standalone/src/audit.ts'],
  'data:rotate-key': ['standalone/src/rotate-key.ts'],
  'data:reencrypt': ['standalone/src/reencrypt.ts'],
  'admin:create': ['standalone/src/admin.ts', 'create'],
  'access:matrix': ['standalone/test/access/renew.ts'],
  lint: ['node_modules/eslint/bin/eslint.js', '--max-warnings=0', '.'],
  format: ['node_modules/prettier/bin/prettier.cjs', '--write', '--log-level=warn', '.'],
  types: ['standalone/src/types.ts'],
  jest: ['node_modules/jest/bin/jest.js'],
  bench: ['bench/run.ts'],
  'chaos:runner': ['chaos/runner.ts'],
  'chaos:live': ['chaos/live.ts'],
};

/** Verbs whose process ends by itself when this one is gone, however that happened. */
const tied = ['start', 'test', 'demo'];

const say = (/** @type {string} */ line) => void process.stderr.write(`${line}\n`);

/** @type {import('node:child_process').ChildProcess | undefined} */
let child;

/** In a terminal Ctrl-C reaches every process at once, so what is passed on may come twice; all verbs bear that. */
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    if (child) child.kill(signal);
    else process.exit(128 + constants.signals[signal]);
  });
}

/** npm may be killed, or its shell, without a word to us. */
if (process.env['npm_lifecycle_event']) {
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && child?.kill('SIGTERM'), 500).unref();
}

try {
  await main();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exit(1);
}

async function main() {
  const [verb = '', ...rest] = process.argv.slice(2);
  const [script, ...first] = verbs[verb] ?? [];
  if (!script) throw new Error(`Say what to do: ${Object.keys(verbs).join(', ')}.`);
  if (Number(process.versions.node.split('.')[0]) < 20) {
    throw new Error(`Node ${process.versions.node} is too old: install Node 20 or newer.`);
  }
  await installDependencies(root, { say, adopt: (npm) => (child = npm) });
  run(ownNode(), join(root, script), [...first, ...rest], tied.includes(verb));
}

/** The Node among the dependencies; the running one where no such package exists for the machine. */
function ownNode() {
  const own = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  return existsSync(own) ? own : runningNode();
}

function runningNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  // From here on Node strips types without being asked.
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath;
  throw new Error(`On this machine Node 22.18 or newer is needed, and this is ${process.versions.node}.`);
}

/**
 * @param {string} node
 * @param {string} script
 * @param {string[]} args
 * @param {boolean} isTied
 */
function run(node, script, args, isTied) {
  const path = `${dirname(node)}${delimiter}${process.env['PATH'] ?? ''}`;
  child = spawn(node, [script, ...args], {
    cwd: root,
    stdio: isTied ? ['inherit', 'inherit', 'inherit', 'ipc'] : 'inherit',
    env: { NODE_COMPILE_CACHE: compiled, ...process.env, PATH: path },
  });
  child.on('error', () => {
    // The package's binary is for glibc; on musl the kernel finds no interpreter for it.
    if (node !== process.execPath) run(runningNode(), script, args, isTied);
  });
  child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : (code ?? 1)));
}

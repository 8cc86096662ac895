/** What has to be made from the sources before anything can run: typed operations, and the pages of the portals. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from '../lock.mjs';
import { toolEnvironment } from './config.ts';
import { root } from './folders.ts';
import { Sentence } from './sentence.ts';

type Product = {
  name: string;
  /** Glob patterns of the sources, from the clone's folder. */
  from: string[];
  /** Where the hash of the sources is kept; inside what was made, so that both go together. */
  stamp: string;
  make(): Promise<void>;
};

const codegen: Product = {
  name: 'typed operations',
  from: [
    'codegen.yml',
    'package-lock.json',
    'kit/src/federation.graphql',
    'schema/api.graphql',
    'subgraphs/*/schema.graphql',
    'sdk/operations/*.graphql',
    '{ui,client-admin,client-customer}/src/**/*.{ts,tsx}',
  ],
  stamp: 'sdk/src/generated/.stamp',
  make: () =>
    run(root, 'node_modules/@graphql-codegen/cli/cjs/bin.js', ['--config', 'codegen.yml', '--silent']),
};

const pages = (name: string, folder: string, from: string[]): Product => ({
  name,
  from: [...from, 'package-lock.json', 'sdk/operations/*.graphql', 'schema/api.graphql'],
  stamp: `${folder}/dist/.stamp`,
  async make() {
    const at = join(root, folder);
    // Built aside and swapped, so that a platform that serves the old pages never finds half of the new ones.
    await run(at, 'node_modules/vite/bin/vite.js', [
      'build',
      '--outDir',
      'dist.new',
      '--emptyOutDir',
      '--logLevel',
      'error',
    ]);
    rmSync(join(at, 'dist.old'), { recursive: true, force: true });
    if (existsSync(join(at, 'dist'))) renameSync(join(at, 'dist'), join(at, 'dist.old'));
    renameSync(join(at, 'dist.new'), join(at, 'dist'));
    rmSync(join(at, 'dist.old'), { recursive: true, force: true });
  },
});

const portal = (name: string, folder: string) =>
  pages(name, folder, [
    `${folder}/{src,public}/**/*`,
    `${folder}/{index.html,vite.config.ts,package.json}`,
    'ui/{src,public}/**/*',
    'ui/*.{ts,json}',
  ]);

const builds = [
  portal('customer portal', 'client-customer'),
  portal('admin portal', 'client-admin'),
  pages('GraphiQL', 'gateway/graphiql', ['gateway/graphiql/{src,public}/**/*', 'gateway/graphiql/*']),
];

/** Makes what is missing or older than its sources; two processes of one clone take turns. */
export async function setUp(say: (line: string) => void, { withPages = true } = {}): Promise<void> {
  const stale = () => (withPages ? [codegen, ...builds] : [codegen]).filter(isStale);
  if (stale().length === 0) return;
  await withLock(
    join(root, '.hosterizer', 'setup.lock'),
    () => say('Another process is building; waiting for it …'),
    async () => {
      const todo = stale();
      if (todo.includes(codegen)) await build(codegen);
      await Promise.all(todo.filter((product) => product !== codegen).map(build));
    },
  );

  async function build(product: Product): Promise<void> {
    say(`Building: ${product.name} …`);
    const hash = hashOf(product);
    await product.make();
    writeFileSync(join(root, product.stamp), hash);
  }
}

function isStale(product: Product): boolean {
  const stamp = join(root, product.stamp);
  return !existsSync(stamp) || readFileSync(stamp, 'utf8') !== hashOf(product);
}

function hashOf({ from }: Product): string {
  const hash = createHash('sha256');
  const made = /(^|\/)(generated|dist[^/]*|node_modules)(\/|$)/;
  for (const entry of globSync(from, {
    cwd: root,
    withFileTypes: true,
    exclude: (entry) => made.test(entry.name),
  })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()) {
    hash.update(`${entry}\0`).update(readFileSync(entry)).update('\0');
  }
  return hash.digest('hex');
}

/** Runs one of the tools among the dependencies. Rejects with its last lines. */
function run(folder: string, tool: string, args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, tool), ...args], {
      cwd: folder,
      env: { ...toolEnvironment(), NODE_ENV: 'production', NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const endWithUs = () => child.kill();
    process.once('exit', endWithUs);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (said += String(part)));
    child.on('error', reject);
    child.on('close', (code) => {
      process.off('exit', endWithUs);
      if (code === 0) return resolve();
      const lines = said.trim().split('\n').slice(-20).join('\n');
      reject(new Sentence(`${lines}\n${tool.split('/').at(-1)} failed in ${folder}; it says above why.`));
    });
  });
}

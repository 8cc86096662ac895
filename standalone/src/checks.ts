/** The checks that need no services: each is one line of the result. */
import { spawn } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { toolEnvironment } from './config.ts';
import { root } from './folders.ts';

export type Check = { name: string; run(): Promise<Verdict> };
export type Verdict = { passed: boolean; said: string };

const tool = (name: string, path: string, args: string[], mend: string): Check => ({
  name,
  async run() {
    const verdict = await runTool(path, args);
    return verdict.passed ? verdict : { passed: false, said: `${verdict.said}\n${mend}` };
  },
});

const compiler = 'node_modules/tsgo/bin/tsc';

/** The tsconfig.json of everything that runs in Node, and of each package that runs in a browser. */
export const projects = (): string[] =>
  ['.', ...globSync('{ui,client-*,gateway/graphiql}', { cwd: root })].filter((folder) =>
    existsSync(join(root, folder, 'tsconfig.json')),
  );

export const typeCheck = (project: string): Check =>
  tool(
    `types: ${project === '.' ? 'servers' : project}`,
    compiler,
    ['--project', project, '--pretty', 'false'],
    'The types above do not fit.',
  );

export const checks = (): Check[] => [
  tool(
    'format',
    'node_modules/prettier/bin/prettier.cjs',
    ['--check', '--log-level=warn', '.'],
    'Run: npm run format',
  ),
  tool(
    'lint',
    'node_modules/eslint/bin/eslint.js',
    ['--max-warnings=0', '.'],
    'The rules are in eslint.config.mjs.',
  ),
  tool('composition', 'schema/compose.ts', ['--check'], ''),
  tool(
    'codegen',
    'node_modules/@graphql-codegen/cli/cjs/bin.js',
    ['--config', 'codegen.yml', '--check', '--silent'],
    'Run: npm run codegen',
  ),
  ...projects().map(typeCheck),
];

/** Runs one of the tools among the dependencies and resolves with how it ended and what it said. */
export function runTool(path: string, args: string[]): Promise<Verdict> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, path), ...args], {
      cwd: root,
      env: { ...toolEnvironment(), NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const endWithUs = () => child.kill();
    process.once('exit', endWithUs);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (said += String(part)));
    child.on('error', (error) => resolve({ passed: false, said: String(error) }));
    child.on('close', (code) => {
      process.off('exit', endWithUs);
      resolve({ passed: code === 0, said: said.trim() });
    });
  });
}

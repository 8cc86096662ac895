/** Installs what package-lock.json names, when node_modules holds something else. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.mjs';

/**
 * Resolves once node_modules is what package-lock.json says. Rejects with npm's last lines and a sentence.
 * Two processes of one clone take turns.
 * @param {string} root the clone's folder
 * @param {{ say: (line: string) => void, adopt: (child: import('node:child_process').ChildProcess) => void }} told
 *   where progress goes, and who passes signals on to npm while it works
 */
export async function installDependencies(root, { say, adopt }) {
  if (isInstalled(root)) return;
  const waits = () => say('Another process is installing the dependencies; waiting for it …');
  await withLock(join(root, '.hosterizer', 'setup.lock'), waits, async () => {
    if (isInstalled(root)) return;
    say('Installing dependencies (the first time a minute or two) …');
    const began = Date.now();
    await runNpm(root, adopt);
    say(`Installed dependencies in ${Math.round((Date.now() - began) / 1000)} s.`);
  });
}

/**
 * npm leaves a copy of the lockfile, reduced to what it put there. Optional packages may be for other machines. What
 * somebody has deleted since is looked for on the disk.
 * @param {string} root
 */
function isInstalled(root) {
  const wanted = packagesOf(join(root, 'package-lock.json'));
  const present = packagesOf(join(root, 'node_modules', '.package-lock.json'));
  if (!wanted)
    throw new Error(
      'package-lock.json is missing or damaged: restore it with `git checkout package-lock.json`.',
    );
  if (!present) return false;
  return Object.entries(wanted).every(([path, { version, optional, link, peer }]) => {
    if (!path.includes('node_modules/')) return true;
    const found = present[path];
    if (!found) return optional || peer;
    return (link || found.version === version) && existsSync(join(root, path));
  });
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean, link?: boolean, peer?: boolean }> | null}
 */
function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return null;
  }
}

/**
 * No package's install script is needed, so none is run. Everything here is started from source, so the
 * developer's packages belong to it whatever NODE_ENV says.
 * @param {string} root
 * @param {(child: import('node:child_process').ChildProcess) => void} adopt
 * @returns {Promise<void>}
 */
function runNpm(root, adopt) {
  const npm = process.env['npm_execpath'];
  const [command, ...before] = npm?.endsWith('.js') ? [process.execPath, npm] : ['npm'];
  const flags = ['ci', '--ignore-scripts', '--include=dev', '--include=optional', '--no-audit', '--no-fund'];
  const child = spawn(command ?? 'npm', [...before, ...flags], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  adopt(child);

  return new Promise((resolve, reject) => {
    /** @type {string[]} */
    const last = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
        last.push(...text.split('\n').filter((line) => line.trim() !== '' && !/^npm warn/i.test(line)));
        last.splice(0, last.length - 12);
      });
    }
    child.on('error', () => reject(new Error('npm was not found: install npm 10 or newer.')));
    child.on('close', (code) => {
      if (code === 0) return resolve();
      reject(new Error(`${last.join('\n')}\nThe dependencies could not be installed; npm says above why.`));
    });
  });
}

/** Modules out of real repositories, which the program git serves from this machine's disk. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { unpackBundle } from '@hosterizer/kit/bundle';
import { Register, setStage, type Stage } from './stage.ts';

let stage: Stage;
let folder: string;
let url: string;
beforeAll(async () => {
  stage = await setStage({ gitProtocols: ['file', 'https', 'ssh'] });
  folder = mkdtempSync(join(tmpdir(), 'repository-'));
  url = pathToFileURL(folder).href;
  git('init', '--quiet');
  write('terraform/network/main.tf', '# The network.\nmodule "names" {\n  source = "../names"\n}\n');
  write('terraform/names/main.tf', 'locals {}\n');
  commit('v1.0.0');
  write('terraform/network/main.tf', '# The second.\nmodule "names" {\n  source = "../../../names"\n}\n');
  write('terraform/linked/main.tf', 'locals {}\n');
  symlinkSync('/etc/hostname', join(folder, 'terraform/linked/secret.txt'));
  commit('v2.0.0');
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await stage?.close();
});

function git(...args: string[]) {
  const who = ['-c', 'user.name=Test', '-c', 'user.email=test@example.test'];
  execFileSync('git', [...who, ...args], { cwd: folder, stdio: 'pipe' });
}
function write(path: string, text: string) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}
function commit(tag: string) {
  git('add', '--all');
  git('commit', '--quiet', '--message', tag);
  git('tag', tag);
}

const register = (more: object, name = 'modules/acme/network', version = '1.0.0') =>
  stage.ask(Register, {
    input: { name, version, git: { url, tag: 'v1.0.0', path: 'terraform/network', ...more } },
  });

async function filesOf(digest: string) {
  const { rows } = await stage.world.owner.query(`select content from registry.bundle where digest = $1`, [
    digest,
  ]);
  return unpackBundle(rows[0].content, digest);
}

test('a tag is registered with the modules that stand beside it', async () => {
  const { data } = await register({});
  expect(data!['registerModule']).toMatchObject({
    ...{ source: 'GIT', gitUrl: url, gitTag: 'v1.0.0', gitPath: 'terraform/network' },
    ...{ description: 'The network.', uses: ['modules/acme/names'] },
  });
  const files = await filesOf(data!['registerModule'].digest);
  expect(files.map(({ path }) => path)).toEqual([
    'modules/acme/names/main.tf',
    'modules/acme/network/main.tf',
  ]);
});

test('a link is no way out of the repository', async () => {
  const { data } = await register({ tag: 'v2.0.0', path: 'terraform/linked' }, 'modules/acme/linked');
  const files = await filesOf(data!['registerModule'].digest);
  // Git writes a link as the text that it points to, where links are off.
  expect(files.find(({ path }) => path.endsWith('secret.txt'))?.content.toString()).toBe('/etc/hostname');
});

test('a module above the repository is refused', async () => {
  const answer = await register({ tag: 'v2.0.0' }, 'modules/acme/second');
  expect(answer).toMatchObject({ code: 'VALIDATION_ERROR', details: { field: 'git', line: 2 } });
  expect(answer.message).toContain('There is no module names');
});

test('a tag that there is not is Git’s to say', async () => {
  const answer = await register({ tag: 'v9.0.0' }, 'modules/acme/nothing');
  expect(answer).toMatchObject({ code: 'EXTERNAL_SERVICE_ERROR' });
  expect(answer.message).toContain('v9.0.0');
});

test.each([
  ['another protocol', { url: 'ext::sh -c id' }, 'git.url'],
  ['one that is switched off', { url: 'http://git.test/x.git' }, 'git.url'],
  ['an option', { url: '--upload-pack=id' }, 'git.url'],
  ['a password', { url: 'https://me:secret@git.test/x.git' }, 'git.url'],
  ['a token', { url: 'https://token@git.test/x.git' }, 'git.url'],
  ['a tag that is an option', { tag: '--upload-pack=id' }, 'git.tag'],
  ['a folder above', { path: '../x' }, 'git.path'],
])('%s is refused', async (_what, more, field) => {
  expect(await register(more, 'modules/acme/odd')).toMatchObject({
    code: 'VALIDATION_ERROR',
    details: { field },
  });
});

test('files of this machine are no repository unless that is allowed', async () => {
  const usual = await setStage();
  const answer = await usual.ask(Register, {
    input: { name: 'modules/acme/network', version: '1.0.0', git: { url, tag: 'v1.0.0' } },
  });
  expect(answer).toMatchObject({
    details: { field: 'git.url', reason: expect.stringContaining('https:// or ssh://') },
  });
  await usual.close();
});

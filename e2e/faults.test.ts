/** What a deployment says where Terraform is missing, or cannot read what it is given. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { makeTokens } from '@hosterizer/kit/tokens';
import { findUsers, root } from '@hosterizer/standalone/folders';
import { findProgram } from '@hosterizer/standalone/programs';
import { openSecrets } from '@hosterizer/standalone/secrets';
import { openFolder, people, usePlatform } from './platform.ts';
import { audit, deploy, deploymentOf, followToEnd, followUntil, order, pageAt, siteOf } from './sites.ts';

jest.setTimeout(60_000);

const folder = openFolder('faults');
const programs = join(folder, 'bin');
const terraformProgram = findProgram('terraform', 'tofu')!;
const platform = usePlatform(() => ({ PATH: withoutTerraform() }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A search path on which everything is that this machine has, but Terraform. */
function withoutTerraform(): string {
  mkdirSync(programs);
  for (const place of (process.env['PATH'] ?? '').split(delimiter)) {
    for (const name of listed(place)) {
      if (name !== 'terraform' && name !== 'tofu') link(join(place, name), join(programs, name));
    }
  }
  return programs;
}

function listed(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return []; // A search path may name what does not exist.
  }
}

function link(from: string, to: string): void {
  try {
    symlinkSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** A runner that has Terraform, and blueprints that are not as they should be. */
async function startRunner(terraformDir: string): Promise<ChildProcess> {
  const tokens = makeTokens(openSecrets(platform.folders.keys).tokenSecret);
  const { runner: user } = findUsers();
  const child = spawn(process.execPath, [join(root, 'infra-runner/src/main.ts')], {
    cwd: root,
    env: {
      PATH: process.env['PATH'],
      TERRAFORM_BIN: terraformProgram,
      HOSTERIZER_URL: platform.url,
      HOSTERIZER_RUNNER_TOKEN: await tokens.sign('runner', { sub: 'second', pool: 'default' }, 600),
      HOSTERIZER_RUNNER_NAME: 'second',
      HOSTERIZER_RUNNER_DATA: join(folder, 'work'),
      HOSTERIZER_SITES: join(folder, 'sites'),
      HOSTERIZER_TERRAFORM_DIR: terraformDir,
      HOSTERIZER_LOG_LEVEL: 'silent',
      ...(user && { HOSTERIZER_RUNNER_USER: `${user.uid}:${user.gid}` }),
    },
    stdio: 'ignore',
  });
  await once(child, 'spawn');
  return child;
}

function openToAll(path: string): void {
  chmodSync(path, 0o755);
  for (const entry of readdirSync(path, { recursive: true, withFileTypes: true })) {
    chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644);
  }
}

test("a blueprint that Terraform cannot read ends a deployment with Terraform's own words, in line and file", async () => {
  const broken = join(folder, 'terraform');
  cpSync(join(root, 'terraform'), broken, { recursive: true });
  writeFileSync(
    join(broken, 'blueprints/website/local/outputs.tf'),
    'output "site_url" {\n  value = module.compute.\n}\n',
  );
  openToAll(broken);
  const client = await platform.as(people.acmeOwner);
  const siteId = await order(client, 'Misprint');
  const deploymentId = await deploy(client, siteId);
  const runner = await startRunner(broken);
  try {
    const events = await followToEnd(client, deploymentId);
    const diagnostic = events.find(({ kind, level }) => kind === 'DIAGNOSTIC' && level === 'ERROR');
    expect(diagnostic?.message).toContain('Invalid attribute name');
    expect(diagnostic?.message).toMatch(/outputs\.tf.* 2/);
    expect(await deploymentOf(client, deploymentId)).toMatchObject({
      status: 'FAILED',
      errorMessage: expect.stringContaining('Invalid attribute name'),
    });
    expect(await siteOf(client, siteId)).toMatchObject({ status: 'FAILED', url: null });
  } finally {
    const ended = once(runner, 'exit');
    runner.kill('SIGTERM');
    await ended;
  }
});

test('without Terraform the platform is ready, degraded, and a deployment waits for it and says so', async () => {
  const ready = await fetch(`${platform.url}/health/ready`);
  expect(ready.status).toBe(200);
  expect(await ready.json()).toMatchObject({
    status: 'degraded',
    reason: expect.stringMatching(/terraform/i),
  });

  const client = await platform.as(people.acmeOwner);
  const siteId = await order(client, 'Patience');
  const deploymentId = await deploy(client, siteId);
  const waits = (message: string) => /^Waiting: .*Terraform/.test(message);
  const events = await followUntil(client, deploymentId, ({ message }) => waits(message));
  expect(events.at(-1)).toMatchObject({ level: 'WARN', phase: 'QUEUED' });
  expect((await deploymentOf(client, deploymentId)).status).toBe('QUEUED');

  // It is installed: nobody has to restart anything.
  symlinkSync(terraformProgram, join(programs, 'terraform'));
  const all = await followToEnd(client, deploymentId);
  expect(all.filter(({ message }) => waits(message))).toHaveLength(1);
  expect((await deploymentOf(client, deploymentId)).status).toBe('COMPLETED');
  expect(await pageAt((await siteOf(client, siteId)).url!)).toContain('Patience');
  expect(await (await fetch(`${platform.url}/health/ready`)).json()).toEqual({ status: 'ok' });
  expect(await audit(platform.sites)).toBe('');
});

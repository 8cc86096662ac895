/** What a deployment says where Terraform is missing. */
import { mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { findProgram } from '@hosterizer/standalone/programs';
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

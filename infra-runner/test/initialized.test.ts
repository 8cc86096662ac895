/** `terraform init` is run once for a root module, and again when what it made is not what Terraform wants. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ended, openRoom } from './room.ts';
import type { TestJob } from './platform.ts';

let room: Awaited<ReturnType<typeof openRoom>>;
beforeEach(async () => void (room = await openRoom()));
afterEach(() => room.close());

const said = ({ events }: TestJob) => events.map(({ message }) => message).join('\n');
const inits = () => join(room.folder, 'inits');
const counted = () => (existsSync(inits()) ? readFileSync(inits(), 'utf8').length : 0);
const kept = () => join(room.folder, 'work/initialized');
const resource = 'resource "terraform_data" "x" {}';
const withModule = (source: string) => `module "part" { source = "../../../modules/${source}" }`;

async function deployed(): Promise<TestJob> {
  const job = room.platform.queue({ blueprint: 'parts' });
  expect(await ended(job)).toMatchObject({ outcome: 'COMPLETED' });
  return job;
}

test('jobs of one root module share what the first of them has initialized, until the module changes', async () => {
  room.module('one', resource);
  room.module('two', resource);
  room.blueprint('parts', withModule('one'));
  room.run(room.wrapTerraform('init', `printf i >> ${inits()}`));

  await deployed();
  expect(said(await deployed())).toContain('Initialized before');
  expect(counted()).toBe(1);

  // Another module of the same length: init alone finds out where it is.
  room.blueprint('parts', withModule('two'));
  expect(said(await deployed())).not.toContain('Initialized before');
  expect(counted()).toBe(2);
  expect(readdirSync(kept())).toHaveLength(2);
}, 60_000);

test('what was kept and fits no more is made anew, and the job goes on', async () => {
  room.module('one', resource);
  room.blueprint('parts', withModule('one'));
  room.run(room.wrapTerraform('init', `printf i >> ${inits()}`));
  await deployed();
  const [name] = readdirSync(kept());
  writeFileSync(join(kept(), name!, '.terraform/modules/modules.json'), '{"Modules":[]}');

  const job = await deployed();
  expect(said(job)).toContain('Terraform wants to be initialized anew.');
  expect(counted()).toBe(2);
  expect(said(await deployed())).toContain('Initialized before');
  expect(counted()).toBe(2);
}, 60_000);

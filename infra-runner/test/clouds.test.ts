/** A cloud's credential reaches Terraform's environment and nobody else; plug-ins come from where the operator says. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cliConfigFor } from '../src/providers.ts';
import { cloudEnvironment } from '../src/cloud-environment.ts';
import { runnerConfig } from '../src/config.ts';
import { ended, openRoom, until } from './room.ts';
import type { TestJob } from './platform.ts';

let room: Awaited<ReturnType<typeof openRoom>>;
beforeEach(async () => void (room = await openRoom()));
afterEach(() => room.close());

const text = (job: TestJob) => job.events.map(({ message }) => message).join('\n');
const privateKey =
  '-----BEGIN PRIVATE KEY-----\nMIIplanted5512line1\nMIIplanted5512line2\n-----END PRIVATE KEY-----\n';
const environment = {
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'planted5512/secret+key',
  ARM_SUBSCRIPTION_ID: '22222222-2222-4222-8222-222222222222',
  ARM_CLIENT_SECRET: 'planted5512~azure',
  GOOGLE_CREDENTIALS: JSON.stringify({ type: 'service_account', private_key: privateKey }),
  DIGITALOCEAN_TOKEN: `dop_planted5512`,
  LINODE_TOKEN: 'planted5512linode',
};
const talkative = `
resource "terraform_data" "careless" {
  provisioner "local-exec" {
    command = "env | sort; cd \\"$PLUGIN_UNIX_SOCKET_DIR\\" && echo sockets in $(pwd); printf %s \\"$AWS_SECRET_ACCESS_KEY\\" | base64 -w 0; echo; printf %s \\"$GOOGLE_CREDENTIALS\\""
  }
}`;

/** A blueprint whose root module is the same for a cloud as for here. */
function cloudBlueprint(name: string, hcl: string): void {
  room.blueprint(name, hcl);
  const file = join(room.folder, 'terraform/blueprints', name, 'blueprint.json');
  writeFileSync(file, JSON.stringify({ name, providers: { LOCAL: 'local', AWS: 'local' } }));
}

test('it is in Terraform’s environment, masked in all that is said, and in no plan and no state', async () => {
  cloudBlueprint('talkative', talkative);
  room.run();
  const job = room.platform.queue({ blueprint: 'talkative', cloudProvider: 'AWS', environment });
  expect(await ended(job)).toMatchObject({ outcome: 'COMPLETED' });
  expect(text(job)).toContain('AWS_SECRET_ACCESS_KEY=***');
  expect(text(job)).toContain('LINODE_TOKEN=***');
  // What is no secret stays readable: it is in the name of everything that Azure has.
  expect(text(job)).toContain(`ARM_SUBSCRIPTION_ID=${environment.ARM_SUBSCRIPTION_ID}`);
  expect(text(job)).toContain('AWS_EC2_METADATA_DISABLED=true');
  // However deep the runner's folder is, a plug-in's socket has a path that is short enough.
  expect(text(job)).toContain(`sockets in ${join(room.folder, 'work/sites', job.siteId, 'tmp')}`);
  expect(/PLUGIN_UNIX_SOCKET_DIR=(.*)/.exec(text(job))![1]!.length).toBeLessThan(40);
  const { text: state } = room.platform.siteOf(job.siteId).versions.at(-1)!;
  const said = JSON.stringify([job.events, job.outcome, job.plan, state]);
  const encoded = Buffer.from(environment.AWS_SECRET_ACCESS_KEY).toString('base64').slice(0, 20);
  expect(['planted5512', encoded].filter((form) => said.includes(form))).toEqual([]);
}, 60_000);

test('it is in no file but the runner’s own record of the job, and gone with that', async () => {
  cloudBlueprint(
    'slow',
    'resource "terraform_data" "x" {\n  provisioner "local-exec" { command = "sleep 300" }\n}\n',
  );
  room.run();
  const job = room.platform.queue({ blueprint: 'slow', cloudProvider: 'AWS', environment });
  await until('the slow part', () => text(job).includes('Provisioning with'));
  const folder = join(room.folder, 'work');
  const holding = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    (readSafely(join(folder, name)) ?? '').includes('planted5512'),
  );
  expect(holding).toEqual([join('sites', job.siteId, 'job.json')]);
  job.cancelRequested = true;
  await ended(job);
  await until('an empty work folder', () => readdirSync(join(folder, 'sites')).length === 0);
}, 60_000);

function readSafely(path: string): string | null {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return null;
  }
}

test('nothing but a cloud’s credential gets into the environment', () => {
  const given = { LINODE_TOKEN: 'x', PATH: '/tmp', LD_PRELOAD: 'x.so', TF_CLI_ARGS: '-x', ARM_CLIENT_ID: 7 };
  expect(cloudEnvironment(given)).toEqual({ LINODE_TOKEN: 'x' });
  expect(cloudEnvironment(null)).toEqual({});
});

describe('plug-ins', () => {
  const mirror = () => join(room.folder, 'mirror');
  const mirrored = (...addresses: string[]) =>
    addresses.forEach((address) => mkdirSync(join(mirror(), address), { recursive: true }));

  test('come from where they are published when nothing is said', () => {
    expect(cliConfigFor({ mirror: null, direct: true })).toBe('');
  });

  test('come from the mirror, and only what it does not have from elsewhere', () => {
    mirrored('registry.terraform.io/hashicorp/aws/5.100.0', 'registry.terraform.io/linode/linode');
    const text = cliConfigFor({ mirror: mirror(), direct: true });
    expect(text).toContain(`filesystem_mirror {\n    path = "${mirror()}"`);
    expect(text).toContain(
      'exclude = ["registry.terraform.io/hashicorp/aws", "registry.terraform.io/linode/linode"]',
    );
    expect(cliConfigFor({ mirror: mirror(), direct: false })).not.toContain('direct');
  });

  test('are not looked for elsewhere where that is off, and Terraform says so in the log', async () => {
    mirrored('registry.terraform.io/hashicorp/aws');
    room.blueprint(
      'plugged',
      'terraform {\n  required_providers {\n    random = { source = "hashicorp/random" }\n  }\n}\nresource "random_pet" "x" {}\n',
    );
    room.run({ HOSTERIZER_PROVIDER_MIRROR: mirror(), HOSTERIZER_PROVIDER_DIRECT: 'off' });
    const job = room.platform.queue({ blueprint: 'plugged' });
    expect(await ended(job)).toMatchObject({ outcome: 'FAILED' });
    expect(text(job)).toMatch(/hashicorp\/random/);
    expect(text(job)).not.toMatch(/lookup|dial tcp|could not connect/i);
  }, 60_000);

  test('from a mirror that is not there are a setting to mend', () => {
    const given = {
      ...{ HOSTERIZER_RUNNER_TOKEN: 't', HOSTERIZER_RUNNER_DATA: '/tmp/x', HOSTERIZER_LOCAL: 'off' },
      HOSTERIZER_PROVIDER_MIRROR: join(room.folder, 'nowhere'),
    };
    expect(() => runnerConfig(given)).toThrow(/HOSTERIZER_PROVIDER_MIRROR: there is no folder/);
  });
});

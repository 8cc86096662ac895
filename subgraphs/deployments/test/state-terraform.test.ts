/** The lock at a place against a Terraform that nobody of the platform has told of it: its own S3 backend, at the same key. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { setElsewhere, type ElsewhereStage } from './elsewhere-stage.ts';

let stage: ElsewhereStage;
let folder: string;
beforeAll(async () => {
  stage = await setElsewhere();
  folder = await mkdtemp(join(tmpdir(), 'state-terraform-'));
});
afterAll(async () => {
  await stage?.close();
  await rm(folder, { recursive: true, force: true });
});

/** A configuration of somebody's whose state is to lie where the platform has the site's. */
async function configure(siteId: string): Promise<void> {
  const { bucket, region, endpoint } = stage.servers.s3.place;
  await writeFile(
    join(folder, 'main.tf'),
    `terraform {
  backend "s3" {
    bucket       = "${bucket}"
    key          = "of/acme/${siteId}"
    region       = "${region}"
    endpoints    = { s3 = "${endpoint}" }
    use_lockfile = true
    use_path_style              = true
    skip_credentials_validation = true
    skip_metadata_api_check     = true
    skip_region_validation      = true
    skip_requesting_account_id  = true
    skip_s3_checksum            = true
  }
}
resource "terraform_data" "mine" {
  provisioner "local-exec" { command = "sleep 3" }
}
`,
  );
}

async function terraform(...args: string[]): Promise<{ ok: boolean; said: string }> {
  const { accessKeyId, secretAccessKey } = stage.clouds.good.aws;
  const env = {
    ...{ PATH: process.env['PATH'], HOME: folder, CHECKPOINT_DISABLE: '1', NO_COLOR: '1' },
    ...{ AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey },
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  try {
    const { stdout } = await promisify(execFile)('terraform', args, { cwd: folder, env });
    return { ok: true, said: stdout };
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return { ok: false, said: `${stdout}${stderr}` };
  }
}

test('each refuses the other while it holds the lock, and says who holds it', async () => {
  const { siteId, terraform: door, moveTo } = await stage.connected();
  await moveTo('S3');
  await configure(siteId);
  const init = await terraform('init');
  expect(init).toMatchObject({ ok: true });

  expect((await door.lock('ours')).status).toBe(200);
  const refused = await terraform('apply', '-auto-approve');
  expect(refused.ok).toBe(false);
  expect(refused.said).toMatch(/Error acquiring the state lock/);
  expect(refused.said).toMatch(/Who:\s+ada@laptop/);
  expect((await door.unlock('ours')).status).toBe(200);

  const lockKey = `of/acme/${siteId}.tflock`;
  const set = stage.servers.s3.objects.set.bind(stage.servers.s3.objects);
  const locked = new Promise<void>((resolve) => {
    stage.servers.s3.objects.set = (key, bytes) => {
      if (key === lockKey) resolve();
      return set(key, bytes);
    };
  });
  const applying = terraform('apply', '-auto-approve');
  await locked;
  stage.servers.s3.objects.set = set;
  const answer = await door.lock('ours');
  expect(answer.status).toBe(423);
  expect(JSON.parse(answer.body)).toMatchObject({
    Operation: 'OperationTypeApply',
    ID: expect.stringMatching(/ at the place where the state lies$/),
  });
  expect(await applying).toMatchObject({ ok: true });
  expect((await door.lock('ours')).status).toBe(200);
  await door.unlock('ours');
}, 90_000);

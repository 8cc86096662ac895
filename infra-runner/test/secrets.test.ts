/** What a site's owner has declared secret reaches Terraform, and nobody else. */
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ended, openRoom, until } from './room.ts';
import type { TestJob } from './platform.ts';

let room: Awaited<ReturnType<typeof openRoom>>;
beforeEach(async () => void (room = await openRoom()));
afterEach(() => room.close());

const secrets = { API_KEY: 'sup3r-"s3cr3t"\\value/with+signs', PIN: 'p1n!' };
const inputs = `
variable "variables" {
  type    = map(string)
  default = {}
}
variable "secrets" {
  type      = map(string)
  sensitive = true
  default   = {}
}`;

const text = (job: TestJob) => job.events.map(({ message }) => message).join('\n');

test('secrets reach Terraform and are in nothing that leaves the runner', async () => {
  room.blueprint(
    'talkative',
    `${inputs}
resource "terraform_data" "declared" { input = var.secrets }
resource "terraform_data" "careless" {
  input = nonsensitive(var.secrets)
  provisioner "local-exec" {
    command = "printf %s \\"$INPUT\\"; echo; printf %s \\"$KEY\\" | base64 -w 0; echo; printf %s \\"$KEY\\" | od -An -v -tx1 | tr -d ' \\\\n'; echo; echo greets \${var.variables.GREETING}"
    environment = {
      INPUT = jsonencode(nonsensitive(var.secrets))
      KEY   = nonsensitive(var.secrets.API_KEY)
    }
  }
}
output "open" { value = "it is \${nonsensitive(var.secrets.API_KEY)}" }
output "closed" {
  value     = var.secrets.API_KEY
  sensitive = true
}`,
  );
  room.run();
  const job = room.platform.queue({
    ...{ blueprint: 'talkative', secrets, variables: { variables: { GREETING: 'hello' } } },
  });
  expect(await ended(job)).toEqual({ outcome: 'COMPLETED', outputs: { open: 'it is ***' } });
  expect(text(job)).toContain('greets hello');
  const said = JSON.stringify([job.events, job.outcome, job.plan]);
  const key = Buffer.from(secrets.API_KEY);
  const forms = ['s3cr3t', 'p1n!', key.toString('base64').slice(0, 20), key.toString('hex')];
  expect(forms.filter((form) => said.includes(form))).toEqual([]);
  const { text: state } = room.platform.siteOf(job.siteId).versions.at(-1)!;
  expect(state).toContain('p1n!');
  expect(job.plan!.resources.map(({ address }) => address).sort()).toEqual([
    'terraform_data.careless',
    'terraform_data.declared',
  ]);
}, 60_000);

test('they are written to one file that is the runner’s alone, and are gone with the job', async () => {
  room.blueprint(
    'slow',
    `${inputs}\nresource "terraform_data" "x" {\n  provisioner "local-exec" { command = "sleep 300" }\n}\n`,
  );
  room.run();
  const job = room.platform.queue({ blueprint: 'slow', secrets });
  await until('the slow part', () => text(job).includes('Provisioning with'));
  const folder = join(room.folder, 'work/sites', job.siteId);
  const path = join(folder, 'terraform/blueprints/slow/local/terraform.tfvars.json');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ secrets });
  job.cancelRequested = true;
  await ended(job);
  await until('an empty work folder', () => readdirSync(join(room.folder, 'work/sites')).length === 0);
}, 60_000);

test('a root module without use for variables and secrets is none the wiser', async () => {
  room.blueprint('plain', 'resource "terraform_data" "x" {}\n');
  room.run();
  const variables = { variables: { GREETING: 'hello' } };
  const job = room.platform.queue({ siteId: randomUUID(), blueprint: 'plain', secrets, variables });
  expect(await ended(job)).toMatchObject({ outcome: 'COMPLETED' });
  expect(text(job)).not.toMatch(/undeclared|GREETING|secrets/);
}, 60_000);

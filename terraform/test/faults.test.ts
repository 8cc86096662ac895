import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { mirrored, openClouds, type Clouds } from './clouds.ts';

jest.setTimeout(180_000);

/** A module of each provider, and where in its main.tf an error can be planted. */
const places = {
  aws: {
    folder: 'modules/aws/storage',
    head: 'resource "aws_s3_bucket_versioning" "site" {\n',
    required: '  bucket = aws_s3_bucket.site.id\n\n  versioning_configuration',
    typed: ['force_destroy = true', 'force_destroy = ["yes"]'],
    reference: ['aws_s3_bucket.site.arn,', 'aws_s3_bucket.site.arm,'],
  },
  azure: {
    folder: 'modules/azure/networking',
    head: 'resource "azurerm_virtual_network" "site" {\n',
    required: '  resource_group_name = azurerm_resource_group.site.name\n  address_space ',
    typed: ['address_space       = [var.cidr_block]', 'address_space       = { first = [1] }'],
    reference: ['azurerm_virtual_network.site.id', 'azurerm_virtual_network.site.ident'],
  },
  gcp: {
    folder: 'modules/gcp/storage',
    head: 'resource "google_storage_bucket_object" "file" {\n',
    required: '  bucket        = google_storage_bucket.site.name\n  name ',
    typed: ['uniform_bucket_level_access = true', 'uniform_bucket_level_access = [true]'],
    reference: ['google_storage_bucket.site.name\n  role', 'google_storage_bucket.site.nom\n  role'],
  },
  digitalocean: {
    folder: 'modules/digitalocean/networking',
    head: 'resource "digitalocean_vpc" "site" {\n',
    required: '  region      = module.site.region\n  description ',
    typed: ['tags = [digitalocean_tag.site.name]', 'tags = { first = "a" }'],
    reference: ['digitalocean_tag.site.name]', 'digitalocean_tag.site.nom]'],
  },
  akamai: {
    folder: 'modules/akamai/networking',
    head: 'resource "linode_vpc" "site" {\n',
    required: '  region      = module.site.region\n  description ',
    typed: ['vpc_id = linode_vpc.site.id', 'vpc_id = [linode_vpc.site.id]'],
    reference: ['linode_vpc.site.id', 'linode_vpc.site.ident'],
  },
};
type Place = (typeof places)[keyof typeof places];

/** What is planted, and what Terraform calls it. */
const kinds: Record<string, { plant(text: string, place: Place): string; found: RegExp }> = {
  'an unknown attribute': {
    plant: (text, { head }) => text.replace(head, `${head}  nonsense = 1\n`),
    found: /Unsupported argument/,
  },
  'an unknown block': {
    plant: (text, { head }) => text.replace(head, `${head}  nonsense {\n  }\n`),
    found: /Unsupported block type/,
  },
  'an unknown resource': {
    plant: (text, { head }) => text.replace(/$/, `\n${head.replace(/" "site"|" "file"/, 'x" "x"')}}\n`),
    found: /Invalid resource type/,
  },
  'a wrong type': {
    plant: (text, { typed }) => text.replace(typed[0]!, typed[1]!),
    found: /Incorrect attribute value type/,
  },
  'a missing argument': {
    plant: (text, { required }) => text.replace(required, required.replace(/^.*\n/, '')),
    found: /Missing required argument/,
  },
  'a bad reference': {
    plant: (text, { reference }) => text.replace(reference[0]!, reference[1]!),
    found: /Unsupported attribute/,
  },
};

/** What Terraform has nothing against, and the modules' own tests have. */
const weaknesses: Array<[what: string, folder: string, from: string, to: string]> = [
  [
    'an open bucket',
    'modules/aws/storage',
    'restrict_public_buckets = true',
    'restrict_public_buckets = false',
  ],
  [
    'a database in clear',
    'modules/aws/shared-rds',
    'storage_encrypted     = true',
    'storage_encrypted     = false',
  ],
  [
    'a database in public',
    'modules/aws/database',
    'publicly_accessible    = false',
    'publicly_accessible    = true',
  ],
  ['a disk in clear', 'modules/aws/compute', '    encrypted   = true', '    encrypted   = false'],
  ['a way around TLS', 'modules/aws/cloudfront', '"redirect-to-https"', '"allow-all"'],
  ['a right to everything', 'modules/aws/compute', '"s3:GetObject"', '"s3:*"'],
  ['a limit that is none', 'modules/aws/instance-lambda', 'STARTER = 10', 'STARTER = 1000'],
  ['a late alarm', 'modules/aws/shared-rds', 'var.connections_alarm, period', 'var.max_connections, period'],
  [
    'an application without TLS',
    'modules/azure/compute',
    '= true\n  public_network',
    '= false\n  public_network',
  ],
  ['a public address', 'modules/gcp/database', 'ipv4_enabled    = false', 'ipv4_enabled    = true'],
  ['a database for all machines', 'modules/digitalocean/database', 'type  = "tag"', 'type  = "droplet"'],
  ['an open firewall', 'modules/akamai/networking', 'inbound_policy  = "DROP"', 'inbound_policy  = "ACCEPT"'],
  [
    'a page that runs scripts',
    'modules/web/page',
    'replace(var.title, "&", "&amp;"), "<", "&lt;")',
    'replace(var.title, "&", "&amp;"), "<", "<")',
  ],
];

/** What only a provider itself knows to be wrong. */
const values: Array<[what: string, folder: string, from: string, to: string, found: RegExp]> = [
  [
    'a status',
    'modules/aws/storage',
    'status = "Enabled"\n  }\n}',
    'status = "Perhaps"\n  }\n}',
    /expected .*status to be one/,
  ],
  ['an access control', 'modules/aws/cloudfront', '= "sigv4"', '= "sigv5"', /to be one of/],
];

let planted = 0;

/** A copy of a module beside it, so that it finds the others, with an error in it. */
function plantIn(place: Clouds, folder: string, plant: (text: string) => string): string {
  const copy = join(dirname(folder), `${basename(folder)}-planted-${(planted += 1)}`);
  cpSync(join(place.folder, folder), join(place.folder, copy), {
    recursive: true,
    filter: (path) => basename(path) !== '.terraform',
  });
  const file = join(place.folder, copy, 'main.tf');
  const before = readFileSync(file, 'utf8');
  const after = plant(before);
  if (after === before) throw new Error(`Nothing was planted in ${folder}: it no longer has the place.`);
  writeFileSync(file, after);
  return copy;
}

let clouds: Clouds;

beforeAll(async () => {
  clouds = await openClouds();
});
afterAll(() => clouds.end());

describe.each(Object.entries(places))('at %s, terraform validate finds', (_provider, place) => {
  test.each(Object.entries(kinds))('%s', async (_kind, { plant, found }) => {
    const folder = plantIn(clouds, place.folder, (text) => plant(text, place));
    const said = await clouds.validate(folder);
    expect(said.map(({ summary }) => summary).join('\n')).toMatch(found);
    rmSync(join(clouds.folder, folder), { recursive: true });
  });
});

describe("a module's own tests find", () => {
  test.each(weaknesses)('%s in %s', async (_what, folder, from, to) => {
    const copy = plantIn(clouds, folder, (text) => text.replace(from, () => to));
    expect(await clouds.validate(copy)).toEqual([]);
    const { code, output } = await clouds.run(copy, 'test', '-no-color');
    expect(output).toMatch(/Test assertion failed/);
    expect(code).toBe(1);
    rmSync(join(clouds.folder, copy), { recursive: true });
  });
});

test('a secret that an output would show is found when the module is tested', async () => {
  const folder = 'modules/azure/database';
  const copy = plantIn(
    clouds,
    folder,
    (text) => `${text}\noutput "leak" {\n  value = random_password.administrator[*].result\n}\n`,
  );
  const { output } = await clouds.run(copy, 'init', '-backend=false', '-no-color');
  expect(output).toMatch(/initialized/);
  expect((await clouds.run(copy, 'test', '-no-color')).output).toMatch(/Output refers to sensitive values/);
  rmSync(join(clouds.folder, copy), { recursive: true });
});

describe("a provider's own plug-in finds", () => {
  if (!mirrored.includes('hashicorp/aws'))
    test.skip('a value that there is not, and is skipped: HOSTERIZER_PROVIDER_MIRROR names no folder with hashicorp/aws', () => {});
  else
    test.each(values)('%s that there is not in %s', async (_what, folder, from, to, found) => {
      const copy = plantIn(clouds, folder, (text) => text.replace(from, () => to));
      expect(await clouds.validate(copy)).toEqual([]);
      const real = await openClouds({ real: true });
      const again = plantIn(real, folder, (text) => text.replace(from, () => to));
      const said = await real.validate(again);
      expect(said.map(({ summary, detail }) => `${summary} ${detail}`).join('\n')).toMatch(found);
      await real.end();
    });
});

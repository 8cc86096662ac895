/** The terraform folder that comes with the platform, read when the registry starts. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testConfig } from '@hosterizer/kit/config';
import { makeWorld, type World } from '@hosterizer/kit/testing';
import { registerInto } from '../src/testing.ts';
import { rootModule } from './stage.ts';

let world: World;
let folder: string;
beforeEach(async () => {
  world = await makeWorld();
  folder = mkdtempSync(join(tmpdir(), 'terraform-'));
  write('VERSION', '2.0.0\n');
  write('blueprints/shop/blueprint.json', blueprint());
  for (const { path, content } of rootModule()) write(`blueprints/shop/aws/${path}`, content);
});
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  await world?.close();
});

const blueprint = (more: object = {}) =>
  JSON.stringify({ name: 'shop', title: 'Shop', providers: { AWS: 'aws' }, ...more });

function write(path: string, text: string) {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), text);
}

const read = () => {
  const url = new URL(testConfig().ownerUrl);
  url.pathname = new URL(world.settings.appUrl).pathname;
  return registerInto(url.href, world.log, folder);
};

const versions = async () => {
  const { rows: modules } = await world.owner.query(
    `select version from registry.module_version where name = 'blueprints/shop/aws' order by id`,
  );
  const { rows: published } = await world.owner.query(
    `select id, status, title, roots->'AWS'->>'version' as module from registry.blueprint_version
     where blueprint = 'shop' order by number`,
  );
  return { modules: modules.map(({ version }) => version), published };
};

const first = { id: 'shop@1', status: 'PUBLISHED', title: 'Shop', module: '2.0.0' };

test('what the repository holds is registered with the version that it says, and published', async () => {
  const { rows } = await world.owner.query(
    `select id, roots::text from registry.blueprint_version where status = 'PUBLISHED' order by id`,
  );
  expect(rows.map(({ id }) => id)).toEqual(['solobase@1', 'static-site@1', 'web-app@1', 'website@1']);
  const version = readFileSync(join(__dirname, '../../../terraform/VERSION'), 'utf8').trim();
  expect(JSON.parse(rows.find(({ id }) => id === 'website@1').roots).LOCAL).toEqual({
    module: 'blueprints/website/local',
    version,
  });
  const { rows: kept } = await world.owner.query(
    `select count(*)::int as modules, bool_and(source = 'FOLDER') as own from registry.module_version`,
  );
  expect(kept[0]).toEqual({ modules: expect.any(Number), own: true });
  expect(kept[0].modules).toBeGreaterThan(50);
});

test('reading it again registers nothing, and another version only what has changed', async () => {
  await read();
  await read();
  expect(await versions()).toEqual({ modules: ['2.0.0'], published: [first] });
  write('VERSION', '2.1.0\n');
  await read();
  expect(await versions()).toEqual({ modules: ['2.0.0'], published: [first] });
});

test('a module that was changed without another version is told apart, and its blueprint is published anew', async () => {
  await read();
  write('blueprints/shop/aws/outputs.tf', 'output "site_url" {\n  value = null\n}\n');
  await read();
  const { modules, published } = await versions();
  expect(modules).toEqual(['2.0.0', expect.stringMatching(/^2\.0\.0\+[0-9a-f]{8}$/)]);
  expect(published).toEqual([first, { ...first, id: 'shop@2', module: modules[1] }]);
});

test('a draft of somebody’s comes after it, and a blueprint that they have published stays theirs', async () => {
  await read();
  const draft = (status: string, more: string) =>
    world.owner.query(
      `insert into registry.blueprint_version
         (id, blueprint, number, status, title, description, roots, configuration, schema, notes, published_at)
       select 'shop@2', blueprint, 2, $1, 'Theirs', '', roots, configuration, schema, '', ${more}
       from registry.blueprint_version where id = 'shop@1'`,
      [status],
    );
  await draft('DRAFT', 'null');
  write('blueprints/shop/blueprint.json', blueprint({ title: 'New shop' }));
  await read();
  expect((await versions()).published).toMatchObject([
    { id: 'shop@1' },
    { id: 'shop@2', title: 'New shop', status: 'PUBLISHED' },
    { id: 'shop@3', title: 'Theirs', status: 'DRAFT' },
  ]);
  await world.owner.query(
    `update registry.blueprint_version set status = 'PUBLISHED', published_at = now() where id = 'shop@3'`,
  );
  write('blueprints/shop/blueprint.json', blueprint({ title: 'Newer shop' }));
  await read();
  expect((await versions()).published.map(({ title }) => title)).toEqual(['Shop', 'New shop', 'Theirs']);
});

test.each([
  [
    'a module with a mistake',
    'modules/a/main.tf',
    'locals {\n  a = \n}\n',
    'modules/a/main.tf, line 2: Invalid expression',
  ],
  [
    'a root module without the interface',
    'blueprints/shop/aws/variables.tf',
    'locals {}\n',
    'A root module takes site_id',
  ],
  [
    'a blueprint that names no module',
    'blueprints/shop/blueprint.json',
    blueprint({ providers: { AWS: 'x' } }),
    'names blueprints/shop/x',
  ],
  [
    'a blueprint that does not agree with its module',
    'blueprints/shop/blueprint.json',
    blueprint({ configuration: { properties: { title: { type: 'number' } } } }),
    'blueprints/shop/aws/variables.tf, line 8: The module takes a string, and this is number.',
  ],
])(
  '%s keeps the registry from starting, and nothing of it is registered',
  async (_what, path, text, sentence) => {
    write(path, text);
    await expect(read()).rejects.toThrow(sentence);
    expect(await versions()).toEqual({ modules: [], published: [] });
  },
);

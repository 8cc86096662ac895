import { cpSync, globSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { readModule } from '../tools/hcl.ts';
import { cloudFolders, terraformFolder } from '../tools/readme.ts';
import { openClouds, type Clouds } from './clouds.ts';

jest.setTimeout(60_000);

const files = globSync('blueprints/*/blueprint.prepared.json', { cwd: terraformFolder });

type Prepared = {
  name: string;
  providers: Record<string, string>;
  configuration: { properties: Record<string, unknown>; required: string[] };
};

test('the blueprints that are not offered yet are there', () => {
  expect(files.map((file) => dirname(file).split('/')[1]).sort()).toEqual(['solobase']);
});

describe.each(files)('%s', (file) => {
  const prepared: Prepared = JSON.parse(readFileSync(join(terraformFolder, file), 'utf8'));

  test('names its folder, and a root module for each provider', () => {
    expect(dirname(file)).toBe(`blueprints/${prepared.name}`);
    const roots = Object.values(prepared.providers).map((folder) => `${dirname(file)}/${folder}`);
    expect(cloudFolders().filter((folder) => folder.startsWith(`${dirname(file)}/`))).toEqual(roots.sort());
  });

  test('has a schema of the configuration that each root module takes', () => {
    new Ajv2020({ strict: false }).compile(prepared.configuration);
    for (const folder of Object.values(prepared.providers)) {
      const { inputs } = readModule(join(terraformFolder, dirname(file), folder));
      const { type } = inputs.find(({ name }) => name === 'configuration')!;
      const fields = [...type.matchAll(/[{,] (\w+) = /g)].map(([, name]) => name!);
      expect(fields.length).toBeGreaterThan(0);
      expect(Object.keys(prepared.configuration.properties)).toEqual(expect.arrayContaining(fields));
    }
  });
});

describe('where a runner lays it out, with the modules behind a link,', () => {
  let clouds: Clouds;

  beforeAll(async () => {
    clouds = await openClouds();
    // As infra-runner/src/folder.ts does.
    mkdirSync(join(clouds.folder, 'site'));
    symlinkSync(join(terraformFolder, 'modules'), join(clouds.folder, 'site/modules'));
  });
  afterAll(() => clouds.end());

  test.each(cloudFolders().filter((folder) => folder.startsWith('blueprints/')))(
    '%s is valid',
    async (folder) => {
      const copy = join('site', folder);
      cpSync(join(terraformFolder, folder), join(clouds.folder, copy), {
        recursive: true,
        filter: (path) => !['tests', '.terraform'].includes(basename(path)),
      });
      expect(await clouds.validate(copy)).toEqual([]);
    },
  );
});

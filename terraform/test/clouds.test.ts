import { join } from 'node:path';
import { readModule } from '../tools/hcl.ts';
import { cloudFolders, terraformFolder } from '../tools/readme.ts';
import { differences, type Spoken } from './agreement.ts';
import { mirrored, openClouds, schemaNames, type Clouds } from './clouds.ts';
import { readSchema } from './plugin/serve.ts';

jest.setTimeout(600_000);

let clouds: Clouds;

beforeAll(async () => {
  clouds = await openClouds();
});
afterAll(() => clouds.end());

async function prove(place: Clouds, folder: string): Promise<void> {
  expect(await place.validate(folder)).toEqual([]);
  const { code, output } = await place.run(folder, 'test', '-no-color');
  expect(output).toMatch(/Success! \d+ passed, 0 failed/);
  expect(code).toBe(0);
}

describe('with the schemas of the providers', () => {
  test.each(cloudFolders())('%s is valid and passes its own tests', (folder) => prove(clouds, folder));
});

test.each(schemaNames())('the schema of %s holds what the modules use, and nothing more', (name) => {
  // Run: node terraform/tools/schemas.ts
  const modules = cloudFolders().map((folder) => readModule(join(terraformFolder, folder)));
  const { resources, data } = readSchema(name);
  expect(modules.flatMap((module) => module.resources)).toEqual(
    expect.arrayContaining(Object.keys(resources)),
  );
  expect(modules.flatMap((module) => module.data)).toEqual(expect.arrayContaining(Object.keys(data)));
});

describe('with the plug-ins of a mirror', () => {
  if (!mirrored.includes('hashicorp/aws')) {
    test.skip('hashicorp/aws is skipped: HOSTERIZER_PROVIDER_MIRROR names no folder that holds it', () => {});
    return;
  }
  const folders = cloudFolders().filter((folder) => /\/aws(\/|$)|^environments\//.test(folder));
  let real: Clouds;

  beforeAll(async () => {
    real = await openClouds({ real: true });
  });
  afterAll(() => real.end());

  test.each(folders)('%s is valid and passes its own tests', (folder) => prove(real, folder));

  test('the schema of hashicorp/aws is the one that its plug-in has', async () => {
    const folder = 'modules/aws/storage';
    expect(await real.validate(folder)).toEqual([]);
    const { output } = await real.run(folder, 'providers', 'schema', '-json');
    const [spoken] = Object.values(
      (JSON.parse(output) as { provider_schemas: Record<string, Spoken> }).provider_schemas,
    );
    const { compared, lines } = differences(readSchema('aws'), spoken!);
    expect(compared).toBeGreaterThan(2_000);
    expect(lines).toEqual([]);
  });
});

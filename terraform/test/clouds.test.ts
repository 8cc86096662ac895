import { cloudFolders } from '../tools/readme.ts';
import { mirror, mirrored, openClouds, type Clouds } from './clouds.ts';

jest.setTimeout(180_000);

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

describe('with the plug-ins of a mirror', () => {
  const skipped = 'is skipped: HOSTERIZER_PROVIDER_MIRROR names no folder with such plug-ins';
  const folders = mirrored.includes('hashicorp/aws')
    ? cloudFolders().filter((folder) => /\/aws(\/|$)|^environments\//.test(folder))
    : [];
  let real: Clouds;

  beforeAll(async () => {
    if (mirror) real = await openClouds({ real: true });
  });
  afterAll(() => real?.end());

  if (folders.length === 0) test.skip(`hashicorp/aws ${skipped}`, () => {});
  else test.each(folders)('%s is valid and passes its own tests', (folder) => prove(real, folder));
});

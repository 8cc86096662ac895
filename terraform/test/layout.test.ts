import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { cloudFolders, terraformFolder } from '../tools/readme.ts';
import { openClouds, type Clouds } from './clouds.ts';

jest.setTimeout(60_000);

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

/** Files that are brought along for a module. */
import { readFiles, withFiles } from '../src/modules/files.ts';

const file = (name: string, content: string | Uint8Array<ArrayBuffer>, folder?: string) =>
  Object.assign(
    new File([content], name),
    folder === undefined ? {} : { webkitRelativePath: `${folder}/${name}` },
  );

test('are known by their path in the folder that was chosen', async () => {
  const chosen = [file('main.tf', 'locals {}', 'network'), file('page.html', '<p>é</p>', 'network/page')];
  expect(await readFiles(chosen)).toEqual({
    files: [
      { path: 'main.tf', content: 'locals {}', bytes: 9 },
      { path: 'page/page.html', content: '<p>é</p>', bytes: 9 },
    ],
    problems: [],
  });
});

test('leave out what programs left there, and what is no text', async () => {
  const chosen = [
    file('lock.json', '{}', 'network/.terraform/providers'),
    file('logo.png', new Uint8Array([0x89, 0x50, 0xff])),
    file('main.tf', 'locals {}'),
  ];
  const { files, problems } = await readFiles(chosen);
  expect(files.map(({ path }) => path)).toEqual(['main.tf']);
  expect(problems).toEqual(['logo.png is no text in UTF-8. Bring it by Git, or leave it out.']);
});

test('are refused when they are too many or too much', async () => {
  const many = Array.from({ length: 501 }, (_, index) => file(`${index}.tf`, ''));
  expect(await readFiles(many)).toEqual({
    files: [],
    problems: [expect.stringMatching(/^These are 501 files/)],
  });
  const large = file('large.txt', 'x'.repeat(9 * 1024 * 1024));
  expect(await readFiles([large])).toEqual({
    files: [],
    problems: [expect.stringMatching(/more than 8 MB/)],
  });
});

test('replace those of the same path, and the folder’s own come first', () => {
  const brought = (path: string, content = '') => ({ path, content, bytes: content.length });
  const all = withFiles(
    [brought('a/z.tf'), brought('main.tf', 'old')],
    [brought('main.tf', 'new'), brought('b.tf')],
  );
  expect(all).toEqual([brought('b.tf'), brought('main.tf', 'new'), brought('a/z.tf')]);
});

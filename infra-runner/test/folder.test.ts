import { appendFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderOf, openFolder, writeWhole } from '../src/folder.ts';

const siteId = '00000000-0000-7000-8000-000000000001';
let work: string;
let folder: ReturnType<typeof folderOf>;
beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'hosterizer-folder-'));
  folder = folderOf(work, siteId);
});
afterEach(() => rmSync(work, { recursive: true, force: true }));

/** A runner had the job `a`, wrote ten lines and heard that the platform has the first four. */
function leave(): void {
  const record = openFolder(folder, { id: 'a', nextLine: 1 });
  appendFileSync(folder.output, 'line\n'.repeat(10));
  writeWhole(folder.record, { ...record, nextLine: 5 });
}

test.each<[string, { id: string; nextLine: number }, number, boolean]>([
  ['goes on where the platform stands', { id: 'a', nextLine: 5 }, 1, true],
  ['goes on when the platform has more than was heard', { id: 'a', nextLine: 8 }, 1, true],
  ['counts as the platform does when that begins anew', { id: 'a', nextLine: 1 }, -3, true],
  ['begins its own output when somebody else went further', { id: 'a', nextLine: 30 }, 30, false],
  ['begins its own output for another job', { id: 'b', nextLine: 1 }, 1, false],
])('the next runner %s', (_what, job, firstLine, kept) => {
  leave();
  expect(openFolder(folder, job)).toMatchObject({ firstLine, nextLine: job.nextLine });
  expect(existsSync(folder.output)).toBe(kept);
});

test('a site id that leads elsewhere is refused', () => {
  expect(() => folderOf(work, '../../etc')).toThrow(/site/);
});

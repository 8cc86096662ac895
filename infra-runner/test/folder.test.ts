import { appendFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Job } from '../src/job.ts';
import { folderOf, openFolder } from '../src/folder.ts';

const siteId = '00000000-0000-7000-8000-000000000001';
let work: string;
let folder: ReturnType<typeof folderOf>;
beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'hosterizer-folder-'));
  folder = folderOf(work, siteId);
});
afterEach(() => rmSync(work, { recursive: true, force: true }));

const jobOf = ({ id, nextLine }: { id: string; nextLine: number }) => ({ id, nextLine, fence: 1 }) as Job;

/** A runner had the job `a` and wrote ten lines. */
async function leave(): Promise<void> {
  await openFolder(folder, jobOf({ id: 'a', nextLine: 1 }));
  appendFileSync(folder.output, 'line\n'.repeat(10));
}

test.each<[string, { id: string; nextLine: number }, number, boolean]>([
  ['goes on where the platform stands', { id: 'a', nextLine: 5 }, 1, true],
  ['sends again what never arrived', { id: 'a', nextLine: 1 }, 1, true],
  ['goes on behind what has arrived', { id: 'a', nextLine: 11 }, 1, true],
  ['begins its own output when somebody else went further', { id: 'a', nextLine: 30 }, 30, false],
  ['begins its own output for another job', { id: 'b', nextLine: 1 }, 1, false],
])('the next runner %s', async (_what, job, firstLine, kept) => {
  await leave();
  expect(await openFolder(folder, jobOf(job))).toMatchObject({ firstLine });
  expect(existsSync(folder.output)).toBe(kept);
});

test('a site id that leads elsewhere is refused', () => {
  expect(() => folderOf(work, '../../etc')).toThrow(/site/);
});

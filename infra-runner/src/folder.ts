import {
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { cp, readFile, rm, symlink } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Job } from './job.ts';
import type { LockInfo } from './state.ts';

/** The paths of one site's work folder. Nothing in it may be read by anybody else: state and plans hold secrets. */
export type Folder = ReturnType<typeof folderOf>;

export function folderOf(work: string, siteId: string) {
  if (!/^[0-9a-f-]{36}$/i.test(siteId)) throw new Error(`The platform named a site that is none: ${siteId}`);
  const path = join(work, 'sites', siteId);
  return {
    path,
    /** Which job the output belongs to. */
    record: join(path, 'job.json'),
    output: join(path, 'output.jsonl'),
    /** Until when the job is ours, in whole seconds since 1970. */
    lease: join(path, 'lease'),
    /** Terraform's process group, while it runs. */
    group: join(path, 'group.json'),
    tree: join(path, 'terraform'),
    home: join(path, 'home'),
    temporary: join(path, 'tmp'),
    cliConfig: join(path, 'cli.tfrc'),
    /** The state lies beside what is copied, so that a fresh copy does not touch it. */
    state: join(path, 'terraform.tfstate'),
    plan: join(path, 'plan.bin'),
    shownPlan: join(path, 'plan.json'),
  };
}

/** What a job leaves for the process after this one, in case there is one. */
export type JobRecord = {
  /** With its token: who finds it here may go on under the same lease, while that lasts. */
  job: Job;
  /** Number of the first line in the output file, as the platform counts the job's lines. */
  firstLine: number;
  /** Terraform's application has begun: from here on something may exist that only the folder knows. */
  applying: boolean;
  /** The lock on the state that was asked for under this lease; null before. */
  lock: LockInfo | null;
};

/**
 * Makes the folder the job's own. The output of a lost runner is gone on with if it is this very job's: then the lines
 * that it could not send any more are sent now. Otherwise the output begins with the line that the platform expects.
 */
export async function openFolder(folder: Folder, job: Job): Promise<JobRecord> {
  mkdirSync(folder.path, { recursive: true, mode: 0o700 });
  const before = readJson<JobRecord>(folder.record);
  const goesOn = before?.job.id === job.id && (await reaches(folder, before, job.nextLine));
  if (!goesOn) rmSync(folder.output, { force: true });
  // What was done under this very lease stays.
  const same = goesOn && before.job.fence === job.fence;
  const record = {
    job,
    firstLine: goesOn ? before.firstLine : job.nextLine,
    applying: same && before.applying,
    lock: same ? before.lock : null,
  };
  writeWhole(folder.record, record);
  return record;
}

/** How much later, in milliseconds, the job must be ours to be noted: each note is a file's renaming, which the disk waits for. */
const worthNoting = 2_000;

/** Notes until when the job is ours, for whoever watches over Terraform should this process die. */
export function makeLeaseNote({ path, lease }: Folder): (until: number) => void {
  let noted = -Infinity;
  return (until) => {
    try {
      if (until < noted + worthNoting && existsSync(lease)) return;
      if (!existsSync(path)) return;
      // Whole or not at all: an empty note, were this process killed or stopped at that moment, would say that it is over.
      writeFileSync(`${lease}.new`, `${Math.floor(until / 1000)}\n`, { mode: 0o600 });
      renameSync(`${lease}.new`, lease);
      noted = until;
    } catch {
      // On a full disk the older note stays, and Terraform would be ended the sooner.
    }
  };
}

/** Adds to what is known of the job, here and for the process after this one. */
export function note(folder: Folder, record: JobRecord, more: Partial<JobRecord>): void {
  Object.assign(record, more);
  writeWhole(folder.record, record);
}

/** Whether our lines come up to the one that is expected; if not, somebody else had the job since. */
async function reaches(folder: Folder, { firstLine }: JobRecord, nextLine: number): Promise<boolean> {
  if (!existsSync(folder.output)) return false;
  let lines = 0;
  for await (const chunk of createReadStream(folder.output)) {
    const bytes = chunk as Buffer;
    for (let at = bytes.indexOf(0x0a); at !== -1; at = bytes.indexOf(0x0a, at + 1)) lines += 1;
  }
  return nextLine <= firstLine + lines;
}

/** Writes JSON so that a reader finds the old text or the new one, also when this process is killed on the way. */
export function writeWhole(path: string, value: object): void {
  writeFileSync(`${path}.new`, JSON.stringify(value), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

/**
 * Copies the root module afresh, beside the modules as they are in the bundle's folder, says where the state is, and
 * returns the copy. A root module is written to, by us and by Terraform; modules are only read.
 */
export async function layOut(
  folder: Folder,
  { source, root: path, cliConfig }: { source: string; root: readonly string[]; cliConfig: string },
): Promise<string> {
  const before = [folder.tree, folder.home, folder.temporary, folder.plan, folder.shownPlan];
  await Promise.all(before.map((each) => rm(each, { recursive: true, force: true })));
  for (const each of [folder.home, folder.temporary]) mkdirSync(each, { mode: 0o700 });
  writeFileSync(folder.cliConfig, cliConfig, { mode: 0o600 });

  const root = join(folder.tree, ...path);
  if (!existsSync(join(source, ...path)))
    throw new Error(`The modules that the platform gave hold no ${path.join('/')}.`);
  mkdirSync(root, { recursive: true, mode: 0o700 });
  // Whatever stands beside the way to it is where its relative paths lead.
  for (const [depth, next] of path.entries()) {
    const way = path.slice(0, depth);
    const beside = readdirSync(join(source, ...way)).filter((name) => name !== next);
    for (const name of beside) await symlink(join(source, ...way, name), join(folder.tree, ...way, name));
  }
  await cp(join(source, ...path), root, { recursive: true });
  // Relative, so that a plan that is made in this folder can be applied in another runner's.
  const backend = { terraform: { backend: { local: { path: relative(root, folder.state) } } } };
  writeFileSync(join(root, 'backend_override.tf.json'), JSON.stringify(backend), { mode: 0o600 });
  return root;
}

/** Writes what a root module is given. */
export async function writeInputs(root: string, inputs: Record<string, unknown>): Promise<void> {
  const given = knownTo(await declaredIn(root), inputs);
  // Line by line: Terraform shows the line of a value that it does not take, and nothing else is to stand there.
  writeFileSync(join(root, 'terraform.tfvars.json'), JSON.stringify(given, null, 2), { mode: 0o600 });
}

/** What belongs to a site whatever it is made of is left out where a root module has no use for it. */
function knownTo(declared: Set<string>, given: Record<string, unknown>): Record<string, unknown> {
  const optional = ['variables', 'secrets', 'local'];
  return Object.fromEntries(
    Object.entries(given).filter(([name]) => declared.has(name) || !optional.includes(name)),
  );
}

/** The names of a module's input variables. */
async function declaredIn(root: string): Promise<Set<string>> {
  const names = new Set<string>();
  for (const file of readdirSync(root).filter((name) => name.endsWith('.tf'))) {
    const text = await readFile(join(root, file), 'utf8');
    for (const [, name] of text.matchAll(/^[ \t]*variable[ \t]+"?([\w-]+)"?[ \t]*\{/gm)) names.add(name!);
  }
  return names;
}

/** The text of a file; null when there is none. */
export function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** The JSON in a file; null when there is none, or only half of it. */
export function readJson<T>(path: string): T | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch {
    return null;
  }
}

import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Job } from './job.ts';

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
    /** Terraform's process group, while it runs. */
    group: join(path, 'group.json'),
    tree: join(path, 'terraform'),
    home: join(path, 'home'),
    temporary: join(path, 'tmp'),
    cliConfig: join(path, 'cli.tfrc'),
    /** The state lies beside the copied modules, so that a fresh copy does not touch it. */
    state: join(path, 'terraform.tfstate'),
    plan: join(path, 'plan.bin'),
    shownPlan: join(path, 'plan.json'),
  };
}

/** What a job leaves for the runner after it, in case there is one. */
export type JobRecord = {
  jobId: string;
  /** Number of the first line in the output file, as the platform counts the job's lines. */
  firstLine: number;
};

/**
 * Makes the folder the job's own. The output of a lost runner is gone on with if it is this very job's: then the lines
 * that it could not send any more are sent now. Otherwise the output begins with the line that the platform expects.
 */
export function openFolder(folder: Folder, { id, nextLine }: Pick<Job, 'id' | 'nextLine'>): JobRecord {
  mkdirSync(folder.path, { recursive: true, mode: 0o700 });
  const before = readJson<JobRecord>(folder.record);
  const goesOn = before?.jobId === id && reaches(folder, before, nextLine);
  if (goesOn) return before;
  rmSync(folder.output, { force: true });
  const record = { jobId: id, firstLine: nextLine };
  writeWhole(folder.record, record);
  return record;
}

/** Whether our lines come up to the one that is expected; if not, somebody else had the job since. */
function reaches(folder: Folder, { firstLine }: JobRecord, nextLine: number): boolean {
  if (!existsSync(folder.output)) return false;
  const lines = readFileSync(folder.output).reduce((count, byte) => count + (byte === 0x0a ? 1 : 0), 0);
  return nextLine <= firstLine + lines;
}

/** Writes JSON so that a reader finds the old text or the new one, also when this process is killed on the way. */
export function writeWhole(path: string, value: object): void {
  writeFileSync(`${path}.new`, JSON.stringify(value), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

/** Copies the modules and blueprints afresh, writes what Terraform is given, and returns the root module's folder. */
export async function layOut(
  folder: Folder,
  {
    terraformDir,
    blueprint,
    cloudProvider,
    variables,
  }: { terraformDir: string; blueprint: string; cloudProvider: string; variables: object },
): Promise<string> {
  for (const path of [folder.tree, folder.home, folder.temporary, folder.plan, folder.shownPlan]) {
    rmSync(path, { recursive: true, force: true });
  }
  await cp(terraformDir, folder.tree, {
    recursive: true,
    filter: (path) =>
      !['test', 'tests', '.terraform', 'node_modules'].includes(path.slice(path.lastIndexOf('/') + 1)),
  });
  for (const path of [folder.home, folder.temporary]) mkdirSync(path, { mode: 0o700 });
  writeFileSync(folder.cliConfig, '', { mode: 0o600 });
  const root = await rootModule(folder, blueprint, cloudProvider);
  const backend = { terraform: { backend: { local: { path: folder.state } } } };
  writeFileSync(join(root, 'backend_override.tf.json'), JSON.stringify(backend), { mode: 0o600 });
  writeFileSync(join(root, 'terraform.tfvars.json'), JSON.stringify(variables), { mode: 0o600 });
  return root;
}

async function rootModule(folder: Folder, blueprint: string, cloudProvider: string): Promise<string> {
  // The name comes from the platform, but a path must not be built from it unchecked.
  const path = join(folder.tree, 'blueprints', blueprint);
  if (!/^[a-z0-9][a-z0-9-]*$/.test(blueprint) || !existsSync(join(path, 'blueprint.json'))) {
    throw new Error(`This runner does not know the blueprint "${blueprint}".`);
  }
  type Blueprint = { providers: Record<string, string | undefined> };
  const { providers } = JSON.parse(await readFile(join(path, 'blueprint.json'), 'utf8')) as Blueprint;
  const name = providers[cloudProvider];
  if (name === undefined)
    throw new Error(`The blueprint "${blueprint}" cannot be built on ${cloudProvider}.`);
  return join(path, name);
}

/** The JSON in a file; null when there is none, or only half of it. */
export function readJson<T>(path: string): T | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch {
    return null;
  }
}

import { execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A Terraform that works: its file, and whether `init` speaks JSON too. */
export type Binary = { path: string; version: string; jsonInit: boolean };

export type Found = Binary | { unable: string };

/**
 * Looks for Terraform, then OpenTofu, each time it is asked: what is installed while the runner waits is found
 * without a restart. A binary is only questioned again when its file has changed.
 */
export function makeFinder({
  terraformBin,
  path,
}: {
  terraformBin: string | undefined;
  path: string;
}): () => Promise<Found> {
  let last: { key: string; found: Found } | undefined;

  return async () => {
    const file =
      terraformBin === undefined
        ? (locate('terraform', path) ?? locate('tofu', path))
        : locate(terraformBin, path);
    if (file === null) {
      return {
        unable: terraformBin
          ? `There is no program at ${terraformBin} on the runner's machine; TERRAFORM_BIN must name Terraform or OpenTofu.`
          : "Neither Terraform nor OpenTofu is on the runner's machine; install one of them, or name it in TERRAFORM_BIN.",
      };
    }
    const { mtimeMs, size } = statSync(file);
    const key = `${file} ${mtimeMs} ${size}`;
    if (last?.key !== key) last = { key, found: await question(file) };
    return last.found;
  };
}

function locate(name: string, path: string): string | null {
  const places = isAbsolute(name) ? [name] : path.split(delimiter).map((folder) => join(folder, name));
  return places.find(isProgram) ?? null;
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

async function question(path: string): Promise<Found> {
  const options = { timeout: 20_000, env: { CHECKPOINT_DISABLE: '1', PATH: '/usr/local/bin:/usr/bin:/bin' } };
  try {
    const version = JSON.parse((await run(path, ['version', '-json'], options)).stdout) as {
      terraform_version: string;
    };
    // `init -json` is younger than the oldest versions that the modules run on.
    const help = await run(path, ['init', '-help'], options);
    return { path, version: version.terraform_version, jsonInit: /^\s+-json\b/m.test(help.stdout) };
  } catch (error) {
    return {
      unable: `${path} on the runner's machine does not run as Terraform: ${(error as Error).message.split('\n')[0]}.`,
    };
  }
}

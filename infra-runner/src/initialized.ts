/**
 * What `terraform init` makes of a root module: where its modules are, its providers, its backend. It follows from the
 * module, the modules beside it and the program alone, and from nothing of the site, so it is made once and kept for
 * every later job with the same ones. HashiCorp's guide to running Terraform in automation does so too, with an archive.
 */
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import type { Binary } from './binary.ts';

export type Initialized = {
  /** Gives a root module's folder what is kept for it. False when there is nothing: then `terraform init` makes it. */
  restore(root: string): boolean;
  /** Keeps what `terraform init` has made in that folder. */
  keep(root: string): void;
  /** Keeps it no longer, since Terraform does not take it. */
  forget(root: string): void;
};

/** In a root module: what init makes, and the versions that it has chosen. */
const made = { folder: '.terraform', lock: '.terraform.lock.hcl' };
/** What no job has asked for in so many milliseconds is removed. */
const longestUnused = 7 * 24 * 60 * 60 * 1000;

/** `sources` are all folders from which the root module is made; `work` is the runner's folder. */
export function openInitialized(
  work: string,
  { binary, sources }: { binary: Binary; sources: string[] },
): Initialized {
  const all = join(work, 'initialized');
  const kept = join(all, fingerprintOf(binary, sources));

  function unlink(root: string): void {
    for (const name of Object.values(made)) rmSync(join(root, name), { recursive: true, force: true });
  }

  return {
    restore(root) {
      if (!existsSync(join(kept, made.folder))) return false;
      unlink(root);
      // Terraform only reads it, and providers in it may be large.
      symlinkSync(join(kept, made.folder), join(root, made.folder));
      if (existsSync(join(kept, made.lock))) cpSync(join(kept, made.lock), join(root, made.lock));
      const now = new Date();
      utimesSync(kept, now, now);
      return true;
    },

    keep(root) {
      if (existsSync(kept) || !existsSync(join(root, made.folder))) return;
      const draft = `${kept}.${process.pid}.${basename(join(root, '../../../..'))}`;
      mkdirSync(draft, { recursive: true, mode: 0o700 });
      for (const name of Object.values(made))
        if (existsSync(join(root, name)))
          cpSync(join(root, name), join(draft, name), { recursive: true, verbatimSymlinks: true });
      removeUnused(all);
      try {
        renameSync(draft, kept);
      } catch {
        // Another job was first, with the same.
        rmSync(draft, { recursive: true, force: true });
      }
    },

    forget(root) {
      unlink(root);
      rmSync(kept, { recursive: true, force: true });
    },
  };
}

/** Another one whenever any of their files has changed. */
function fingerprintOf({ path, version }: Binary, sources: readonly string[]): string {
  const print = createHash('sha256').update(JSON.stringify([path, version]));
  for (const source of sources) {
    const names = readdirSync(source, { recursive: true, encoding: 'utf8' }).sort();
    for (const name of names) {
      const { mtimeNs, size } = statSync(join(source, name), { bigint: true });
      print.update(`\n${join(source, name)} ${mtimeNs} ${size}`);
    }
  }
  return print.digest('hex').slice(0, 32);
}

function removeUnused(all: string): void {
  const oldest = Date.now() - longestUnused;
  for (const name of readdirSync(all)) {
    const path = join(all, name);
    if (statSync(path).mtimeMs < oldest) rmSync(path, { recursive: true, force: true });
  }
}

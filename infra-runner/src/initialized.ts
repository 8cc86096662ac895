/**
 * What `terraform init` makes of a root module: where its modules are, its providers, its backend. It follows from the
 * module, the modules beside it and the program alone, and from nothing of the site, so it is made once and kept for
 * every later job with the same ones. HashiCorp's guide to running Terraform in automation does so too, with an archive.
 */
import { createHash, randomUUID } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, renameSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { Binary } from './binary.ts';
import type { Job } from './job.ts';
import { removeUnused } from './unused.ts';

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

/** `work` is the runner's folder. */
export function openInitialized(
  work: string,
  { binary, job }: { binary: Binary; job: Pick<Job, 'bundle' | 'root'> },
): Initialized {
  const all = join(work, 'initialized');
  const kept = join(all, fingerprintOf(binary, job));

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
      const draft = `${kept}.${randomUUID()}`;
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

/** Another one for every root module; a bundle's digest stands for all files in it. */
const fingerprintOf = ({ path, version }: Binary, { bundle, root }: Pick<Job, 'bundle' | 'root'>): string =>
  createHash('sha256')
    .update(JSON.stringify([path, version, bundle, root]))
    .digest('hex')
    .slice(0, 32);

/** Bundles as the registry makes them; part of the platform in memory. */
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf, packBundle, type BundleFile } from '@hosterizer/kit/bundle';

export type Bundles = ReturnType<typeof makeBundles>;

/** `folder` is the terraform folder as it is whenever a job is claimed. */
export function makeBundles(folder: () => string) {
  const made = new Map<string, BundleFile[]>();

  return {
    /** How often each bundle was fetched. */
    fetched: [] as string[],
    /** The bundle of a root module with all modules beside it; its digest. */
    of(root: string): string {
      const files = globSync(['modules/**/*', `${root}/**/*`], { cwd: folder() })
        .filter((path) => !/(^|\/)(tests|README\.md)(\/|$)/.test(path))
        .filter((path) => statSync(join(folder(), path)).isFile())
        .map((path) => ({ path, content: readFileSync(join(folder(), path)) }));
      const digest = digestOf(files);
      made.set(digest, files);
      return digest;
    },
    /** Null for one that there is not. */
    async get(digest: string): Promise<Buffer | null> {
      this.fetched.push(digest);
      const files = made.get(digest);
      return files ? packBundle(files) : null;
    },
  };
}

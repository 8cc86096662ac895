import DataLoader from 'dataloader';
import { actorOf } from '@hosterizer/kit/audit';
import type { Database } from '@hosterizer/kit/database';
import { unauthenticated } from '@hosterizer/kit/errors';
import { asUserAs, inPlatform, reachOf, type Deeds, type Reach } from '@hosterizer/kit/tenancy';
import type { Caller, Viewer } from '@hosterizer/kit/viewer';
import { In, type EntityManager } from 'typeorm';
import { rootsOf } from './blueprint-versions.ts';
import { BlueprintVersion, type BlueprintVersionRow } from './entities.ts';
import type { ChosenRoot } from './check.ts';
import { filesOf } from './modules.ts';
import type { Registered } from './register.ts';
import type { GitSettings } from './git.ts';

export type Context = Pick<Reach, 'read'> & {
  viewer: Viewer | null;
  git: GitSettings;
  /** A mutation of the platform's own tables. */
  change<T>(work: (tx: EntityManager & Deeds) => Promise<T>): Promise<T>;
  registered: Registered;
  versionById: DataLoader<string, BlueprintVersionRow | null>;
  rootsOf: DataLoader<BlueprintVersionRow, ChosenRoot[]>;
};

export const makeContext =
  ({ db, git }: { db: Database; git: GitSettings }) =>
  (caller: Caller): Context => {
    const { read } = reachOf(db, caller);
    return {
      ...{ read, git, viewer: caller.viewer },
      async change(work) {
        if (!caller.viewer) throw unauthenticated();
        return asUserAs(db, actorOf(caller), null, work);
      },
      registered: (path) => inPlatform(db, (tx) => filesOf(tx, path)),
      versionById: new DataLoader(async (ids) => {
        const rows = await read((tx) => tx.findBy(BlueprintVersion, { id: In([...ids]) }));
        return ids.map((id) => rows.find((row) => row.id === id) ?? null);
      }),
      rootsOf: new DataLoader(
        (versions) =>
          read(async (tx) => {
            const all: ChosenRoot[][] = [];
            for (const { roots } of versions) all.push(await rootsOf(tx, roots));
            return all;
          }),
        { cache: false },
      ),
    };
  };

import DataLoader from 'dataloader';
import type { Database } from '@hosterizer/kit/database';
import { inPlatform, reachOf, type Reach } from '@hosterizer/kit/tenancy';
import type { Caller, Viewer } from '@hosterizer/kit/viewer';
import { In } from 'typeorm';
import { rootsOfAll, usersOfAll } from './blueprint-versions.ts';
import { BlueprintVersion, type BlueprintVersionRow, type ModuleVersionRow } from './entities.ts';
import type { ChosenRoot } from './check.ts';
import { filesOf, versionsOfAll } from './modules.ts';
import type { Registered } from './register.ts';
import type { GitSettings } from './git.ts';

export type Context = Pick<Reach, 'read' | 'change'> & {
  viewer: Viewer | null;
  git: GitSettings;
  registered: Registered;
  versionById: DataLoader<string, BlueprintVersionRow | null>;
  rootsOf: DataLoader<BlueprintVersionRow, ChosenRoot[]>;
  /** By the name of the module, the newest first. */
  versionsOf: DataLoader<string, ModuleVersionRow[]>;
  usersOf: DataLoader<ModuleVersionRow, BlueprintVersionRow[]>;
};

/** A mutation later in the same request must not be answered with what was there before it. */
const fresh = { cache: false };

export const makeContext =
  ({ db, git }: { db: Database; git: GitSettings }) =>
  (caller: Caller): Context => {
    const { read, change } = reachOf(db, caller);
    return {
      ...{ read, change, git, viewer: caller.viewer },
      registered: (path) => inPlatform(db, (tx) => filesOf(tx, path)),
      versionById: new DataLoader(async (ids) => {
        const rows = await read((tx) => tx.findBy(BlueprintVersion, { id: In([...ids]) }));
        return ids.map((id) => rows.find((row) => row.id === id) ?? null);
      }),
      rootsOf: new DataLoader(
        (versions) =>
          read((tx) =>
            rootsOfAll(
              tx,
              versions.map(({ roots }) => roots),
            ),
          ),
        fresh,
      ),
      versionsOf: new DataLoader((names) => read((tx) => versionsOfAll(tx, names)), fresh),
      usersOf: new DataLoader((modules) => read((tx) => usersOfAll(tx, modules)), fresh),
    };
  };

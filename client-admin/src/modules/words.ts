import type { State } from '@hosterizer/ui/status';
import type { ModuleRowFragment, ModuleSource } from '../generated/graphql.ts';

export const sourceNames: Record<ModuleSource, string> = {
  FOLDER: 'The platform',
  GIT: 'Git',
  FILES: 'Files',
};

export const deprecated: State = { label: 'Deprecated', tone: 'orange', mark: 'line' };

export const modulePath = (name: string, version?: string): string =>
  `/modules/${name}${version === undefined ? '' : `?version=${encodeURIComponent(version)}`}`;

/** Names of the blueprints that any version of the module builds. */
export const blueprintsOf = ({ versions }: ModuleRowFragment): string[] => [
  ...new Set(versions.flatMap(({ usedBy }) => usedBy.map(({ name }) => name))),
];

/** `1 blueprint`, `3 blueprints`; a word of its own for a plural that is not made with an s. */
export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`;

/** A default as its author would write it in HCL's data language; empty where there is none. */
export const sayDefault = (value: unknown): string => (value == null ? '' : JSON.stringify(value));

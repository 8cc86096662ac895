/** docker-compose.yml as Docker reads it: merged, with the settings of .env filled in. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { root } from '../src/folders.ts';

export type Service = {
  image?: string;
  command?: string[];
  entrypoint?: string[];
  /** Null where a setting is empty. */
  environment?: Record<string, string | null>;
};

export type ComposeFile = { services: Record<string, Service> };

export const composeText = readFileSync(join(root, 'docker-compose.yml'), 'utf8');

/** Throws an Error with the file's own words when a setting that it demands is missing. */
export function readCompose(settings: Record<string, string>): ComposeFile {
  const filled = composeText.replace(
    /\$\$|\$\{([A-Z_]+)(?::([-?])([^}]*))?\}/g,
    (whole, name: string, kind: string, rest: string) => {
      if (whole === '$$') return '$';
      const value = settings[name];
      if (value) return value;
      if (kind === '-') return rest;
      throw new Error(`${name}: ${rest}`);
    },
  );
  return parse(filled, { merge: true }) as ComposeFile;
}

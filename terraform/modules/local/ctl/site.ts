import { isAbsolute, join, resolve } from 'node:path';

/** One site on this machine. `rootDir` is the absolute folder of all sites, `siteId` a lower-case UUID. */
export type Site = { rootDir: string; siteId: string };

/**
 * Where the web server listens, what it may use, and the generation that asked for it. `variables` and `secrets` say
 * which write of them it was started with, by an id that changes with each; null without any.
 */
export type Settings = {
  host: string;
  port: number;
  memoryMb: number;
  generation: string;
  variables: string | null;
  secrets: string | null;
};

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const isSiteId = (name: unknown): name is string => typeof name === 'string' && UUID.test(name);

/** Every path that belongs to one site. */
export function pathsOf({ rootDir, siteId }: Site) {
  const folder = join(rootDir, siteId);
  return {
    folder,
    content: join(folder, 'content', 'site.json'),
    published: join(folder, 'content.json'),
    variables: join(folder, 'variables.json'),
    secrets: join(folder, 'secrets.json'),
    database: join(folder, 'site.sqlite'),
    pidFile: join(folder, 'process.json'),
    log: join(folder, 'site.log'),
  };
}

/** The folder of all sites, normalised. Throws when it is not an absolute path. */
export function rootDirOf(path: unknown): string {
  // A relative path would mean another folder for each caller, and one of the verbs removes folders.
  if (typeof path !== 'string' || !isAbsolute(path))
    throw new Error('The folder of all sites must be an absolute path.');
  return resolve(path);
}

/** The site that a module's input `{ root_dir, site_id }` names. Throws when either is malformed. */
export function siteOf(input: Record<string, unknown>): Site {
  const siteId = input['site_id'];
  if (!isSiteId(siteId)) throw new Error('The site id must be a lower-case UUID.');
  return { rootDir: rootDirOf(input['root_dir']), siteId };
}

/** The port in a module's input `{ port }`. Throws unless it is a whole number from 1024 to 65535. */
export function portOf(input: Record<string, unknown>): number {
  const port = Number(input['port']);
  if (!Number.isInteger(port) || port < 1024 || port > 65535)
    throw new Error('The port must be from 1024 to 65535.');
  return port;
}

/** The settings in a module's input `{ host, port, memory_mb, generation, variables, secrets }`; memory in MiB. */
export function settingsOf(input: Record<string, unknown>): Settings {
  return {
    host: String(input['host']),
    port: portOf(input),
    memoryMb: Number(input['memory_mb']),
    generation: String(input['generation']),
    variables: idOf(input['variables']),
    secrets: idOf(input['secrets']),
  };
}

const idOf = (value: unknown) => (typeof value === 'string' ? value : null);

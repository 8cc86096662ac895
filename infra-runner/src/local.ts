/** Where sites of the local provider stand on this machine. */
import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Whether the site's process and files are as the state says; a text that the state does not hold says no. */
export type Observation = { process_generation: string; content_generation: string };

/** What the local modules are told, as their variable `local`. */
export type LocalVariables = Observation & { root_dir: string; host: string; port: number; url: string };

/** How to ask the machine about a site: the Node of local sites, and the folder of the modules. */
export type Localctl = { node: string; terraformDir: string; work: string };

const range = { first: 20_000, count: 10_000 };

/**
 * Leases a port and says where and how the site stands. `rootDir` holds all sites of this machine. `starting`: the site
 * is to run afterwards, also where somebody has taken its stop for what was meant.
 */
export async function placeSite(
  { rootDir, host, starting }: { rootDir: string; host: string; starting: boolean },
  siteId: string,
  ctl: Localctl,
): Promise<LocalVariables> {
  mkdirSync(rootDir, { recursive: true, mode: 0o700 });
  const [port, observed] = await Promise.all([
    leasePort(rootDir, host, siteId),
    observe(rootDir, siteId, starting, ctl),
  ]);
  return { root_dir: rootDir, host, port, url: urlOf(host, port, siteId), ...observed };
}

async function observe(
  rootDir: string,
  siteId: string,
  starting: boolean,
  ctl: Localctl,
): Promise<Observation> {
  // Of a site that was never built there is nothing to see, and it is not worth the start of a program.
  if (!existsSync(join(rootDir, siteId)))
    return { process_generation: randomUUID(), content_generation: randomUUID() };
  const text = await askSite(ctl, 'observe', rootDir, siteId, starting ? ['--starting'] : []);
  return JSON.parse(text) as Observation;
}

/** Takes what is there now for what was meant: edited files, and a process that was stopped. */
export async function acceptSite(rootDir: string, siteId: string, ctl: Localctl): Promise<void> {
  await askSite(ctl, 'accept', rootDir, siteId, []);
}

async function askSite(
  { node, terraformDir, work }: Localctl,
  verb: 'observe' | 'accept',
  rootDir: string,
  siteId: string,
  more: string[],
): Promise<string> {
  const program = join(terraformDir, 'modules/local/ctl/localctl.ts');
  const args = [program, 'site', verb, '--root', rootDir, '--site', siteId, ...more];
  const env = { PATH: '/usr/local/bin:/usr/bin:/bin', NODE_COMPILE_CACHE: join(work, 'compiled') };
  try {
    return (await run(node, args, { env, timeout: 30_000 })).stdout;
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    throw new Error(`The site cannot be looked at on its machine: ${stderr?.trim() || message}`);
  }
}

/**
 * The platform's cookies do not care for ports, so a site must not share its host: another loopback address, or
 * where there is only one, a name of its own that every browser resolves to it.
 */
function urlOf(host: string, port: number, siteId: string): string {
  if (host === '127.0.0.1') return `http://${siteId}.localhost:${port}`;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

const leases = (rootDir: string) => join(rootDir, 'ports');

/** The port that the site has, or the next one that is free, leased by a file that only one can make. */
export async function leasePort(rootDir: string, host: string, siteId: string): Promise<number> {
  mkdirSync(leases(rootDir), { recursive: true, mode: 0o700 });
  const [own] = portsOf(rootDir, siteId);
  if (own !== undefined) return own;

  // Two installations on one machine do not see each other's leases: they begin at different places.
  const start = createHash('sha256').update(`${rootDir}\n${siteId}`).digest().readUInt32BE() % range.count;
  for (let step = 0; step < range.count; step++) {
    const port = range.first + ((start + step) % range.count);
    if ((await isFree(host, port)) && take(rootDir, port, siteId)) return port;
  }
  throw new Error(`All ports from ${range.first} to ${range.first + range.count - 1} on ${host} are taken.`);
}

/** Gives back whatever the site has leased. Only for a site that does not exist any more. */
export function releasePorts(rootDir: string, siteId: string): void {
  for (const port of portsOf(rootDir, siteId)) rmSync(join(leases(rootDir), `${port}.json`), { force: true });
}

function portsOf(rootDir: string, siteId: string): number[] {
  const names = listed(leases(rootDir)).filter((name) => /^\d+\.json$/.test(name));
  const own = names.filter((name) => readObject(join(leases(rootDir), name))['siteId'] === siteId);
  return own.map((name) => parseInt(name, 10)).sort((a, b) => a - b);
}

function take(rootDir: string, port: number, siteId: string): boolean {
  const draft = join(leases(rootDir), `.${port}.${siteId}`);
  writeFileSync(draft, `${JSON.stringify({ siteId })}\n`, { mode: 0o600 });
  try {
    // A link appears with its text and fails where the name exists: never half a lease, never two.
    linkSync(draft, join(leases(rootDir), `${port}.json`));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  } finally {
    rmSync(draft, { force: true });
  }
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRNOTAVAIL')
        reject(new Error(`${host} is no address of this machine; see HOSTERIZER_LOCAL_HOST.`));
      else resolve(false);
    });
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** A JSON object in a file, empty when there is none. */
function readObject(path: string): Record<string, unknown> {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  } catch {
    return {};
  }
}

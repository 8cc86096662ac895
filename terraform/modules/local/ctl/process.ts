import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { environmentOf } from './environment.ts';
import { readIfThere } from './files.ts';
import { record } from './ledger.ts';
import { recordedServer, recordStop, removePidFile, writePidFile } from './pidfile.ts';
import type { Server } from './pidfile.ts';
import { pathsOf } from './site.ts';
import type { Settings, Site } from './site.ts';
import { isAlive, serversUnder, system } from './system.ts';
import type { Identity } from './system.ts';

/** How long a server may take to answer, and to end when asked to; then how long when killed. Milliseconds. */
const PATIENCE = { answer: 10_000, end: 5_000, kill: 5_000 };

const SITE_SERVER = fileURLToPath(new URL('./siteserver.ts', import.meta.url));

/** The id of a process in the ledger: its pid alone would come again. */
export const processIdOf = ({ pid, start }: Identity) => `${pid}@${start}`;

/** The address that a server answers on. */
export function addressOf({ host, port }: Pick<Settings, 'host' | 'port'>): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}/`;
}

/**
 * Makes sure that exactly one server with these settings runs and answers. One that runs already is kept;
 * one with other settings is replaced. Throws, and leaves none running, when it does not answer in time.
 * `environment` is all that the server gets beside the site's own variables and secrets.
 */
export async function startProcess(
  site: Site,
  wanted: Settings,
  environment: Record<string, string>,
): Promise<void> {
  const began = performance.now();
  let server = recordedServer(site);
  if (server && isAlive(server) && isEqual(server, wanted)) {
    console.log(`The web server already runs on ${addressOf(wanted)}`);
  } else {
    await stopProcess(site);
    console.log(`Starting the web server on ${addressOf(wanted)}`);
    server = launch(site, wanted, { ...environmentOf(site, wanted), ...environment });
  }
  record(site, { process: processIdOf(server) });

  const answers = await until(
    async () => !isAlive(server) || (await siteAt(wanted)) === site.siteId,
    PATIENCE.answer,
  );
  if (!answers || !isAlive(server)) {
    await stopProcess(site);
    const failure = answers ? 'ended while it started' : 'does not answer';
    throw new Error(`The web server on ${addressOf(wanted)} ${failure}. Its log ends with:\n${tailOf(site)}`);
  }
  console.log(`The site answers after ${Math.round(performance.now() - began)} ms.`);
}

function isEqual(a: Settings, b: Settings): boolean {
  const keys = ['host', 'port', 'memoryMb', 'generation', 'variables', 'secrets'] as const;
  // A server of an earlier release was recorded without the last two.
  return keys.every((key) => (a[key] ?? null) === b[key]);
}

function launch(site: Site, settings: Settings, env: Record<string, string>): Server {
  const { folder, log } = pathsOf(site);
  const output = openSync(log, 'a', 0o600);
  const child = spawn(
    process.execPath,
    [
      `--max-old-space-size=${settings.memoryMb}`,
      '--max-semi-space-size=1',
      SITE_SERVER,
      folder,
      settings.host,
      String(settings.port),
    ],
    // A session of its own, so that no signal to the deployment reaches the site.
    { detached: true, stdio: ['ignore', output, output], cwd: '/', env },
  );
  closeSync(output);
  child.unref();

  const { pid } = child;
  const start = pid === undefined ? null : system.startOf(pid);
  if (pid === undefined || start === null) throw new Error(`The web server ended at once.\n${tailOf(site)}`);
  const server = { pid, start, ...settings };
  // Written before anything waits: a program that is killed from here on leaves a server that can be found.
  writePidFile(site, server);
  return server;
}

/** Ends every server of the site, also one that was started by a program that was killed before it told. */
export async function stopProcess(site: Site): Promise<void> {
  await endServers(site);
  removePidFile(site);
  record(site, { process: null });
}

/** Ends every server of the site and keeps how it ran, so that its stop can be accepted. */
export async function pauseProcess(site: Site): Promise<void> {
  await endServers(site);
  recordStop(site, false);
  record(site, { process: null });
}

async function endServers(site: Site): Promise<void> {
  const { folder } = pathsOf(site);
  const servers: Identity[] = serversUnder(site.rootDir).filter((server) => server.folder === folder);
  const recorded = recordedServer(site);
  // The pid file too: a server of an earlier release may have been started with other arguments.
  if (recorded && !servers.some(({ pid }) => pid === recorded.pid)) servers.push(recorded);
  await Promise.all(servers.map(end));
}

async function end(server: Identity): Promise<void> {
  for (const [signal, patience] of [
    ['SIGTERM', PATIENCE.end],
    ['SIGKILL', PATIENCE.kill],
  ] as const) {
    if (!isAlive(server)) return;
    console.log(`Stopping the web server (process ${server.pid}, ${signal}).`);
    signalTo(server.pid, signal);
    if (await until(async () => !isAlive(server), patience)) return;
  }
  throw new Error(`Process ${server.pid} does not end.`);
}

function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // It ended by itself in the meantime, which is what was wanted.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Asks every 10 ms until the answer is yes (true) or the time, in milliseconds, is up (false). */
async function until(isSo: () => Promise<boolean>, patience: number): Promise<boolean> {
  const deadline = performance.now() + patience;
  while (!(await isSo())) {
    if (performance.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return true;
}

/** The id of the site that answers on an address, or null. A stranger on the port has none. */
async function siteAt({ host, port }: Settings): Promise<string | null> {
  // Loaded here: it takes longer than all the other verbs together, and only this one asks.
  const { get } = await import('node:http');
  return new Promise((resolve) => {
    const request = get({ host, port, path: '/healthz', agent: false, timeout: 1_000 }, (response) => {
      response.resume();
      resolve(String(response.headers['hosterizer-site']));
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(null));
  });
}

const tailOf = (site: Site) =>
  (readIfThere(pathsOf(site).log) ?? '').trimEnd().split('\n').slice(-5).join('\n');

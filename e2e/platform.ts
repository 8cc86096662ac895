/** One platform for a test file: started as anybody starts it, on a free port and a data folder of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type Client } from '@hosterizer/sdk/client';
import { openFolders, root, type Folders } from '@hosterizer/standalone/folders';
import { endRecorded, processesIn, send } from '@hosterizer/standalone/processes';
import { sitesFolder } from '@hosterizer/standalone/runner';
import { withoutRates } from '@hosterizer/standalone/testing/platform';
import { serversUnder } from '../terraform/modules/local/ctl/system.ts';
import { until } from './until.ts';

/** The people of a demo installation. */
export const people = {
  acmeOwner: 'owner@acme.test',
  acmeViewer: 'viewer@acme.test',
  solarOwner: 'owner@solar.test',
  admin: 'admin@hosterizer.test',
} as const;
export const password = 'hosterizer-demo';

export type Platform = {
  /** Where its one door is, as `http://127.0.0.1:4000`. */
  url: string;
  folders: Folders;
  /** Where the sites of the local provider are kept. */
  sites: string;
  /** A client that is signed in as this person; the same one each time. */
  as(email: string): Promise<Client>;
  /** The pid of one of its processes, as the platform itself has recorded it. */
  pidOf(part: 'runner' | 'postgres' | 'redis'): number;
  /** SIGKILL for all of its processes at once. Terraform and the sites are left as they are. */
  kill(): Promise<void>;
  /** Starts it again on the same data and the same port. */
  start(): Promise<void>;
  /** What its log calls an error so far, a line each. */
  errors(): string;
  /** Runs one of the verbs of the launcher on this platform's data. Rejects when it fails. */
  run(verb: string): Promise<string>;
  /** Ends everything, the sites included, and throws when anything is left. */
  close(): Promise<void>;
};

/** The first start of a clone builds the portals. */
const startWithin = 240_000;
const stopWithin = 15_000;

/** Starts a platform before the tests of a file and removes it after them. Its fields are there when tests run. */
export function usePlatform(environment: () => Record<string, string> = () => ({})): Platform {
  const platform = {} as Platform;
  beforeAll(async () => void Object.assign(platform, await openPlatform(environment())), startWithin);
  afterAll(() => platform.close?.(), 60_000);
  return platform;
}

async function openPlatform(settings: Record<string, string>): Promise<Platform> {
  const data = mkdtempSync(join(tmpdir(), 'hosterizer-e2e-'));
  const folders = openFolders(data);
  const sites = sitesFolder(folders.shared);
  const clients = new Map<string, Promise<Client>>();
  const environment = environmentFor({
    ...withoutRates,
    HOSTERIZER_DATA: data,
    HOST: '127.0.0.1',
    ...settings,
  });
  let port = 0;
  let launcher: ChildProcess | undefined;

  async function start(): Promise<void> {
    launcher = launch('start', { ...environment, PORT: String(port) });
    const said = listen(launcher);
    await until('the start of the platform', () => addressIn(said.all()) ?? hasEnded(launcher!), startWithin);
    const address = addressIn(said.all());
    if (!address) throw new Error(`The platform did not start:\n${said.all()}`);
    port = Number(new URL(address).port);
  }

  async function signedIn(email: string): Promise<Client> {
    const client = createClient({ url: `http://127.0.0.1:${port}` });
    await client.signIn({ email, password });
    return client;
  }

  async function run(verb: string): Promise<string> {
    const child = launch(verb, {
      ...environment,
      HOSTERIZER_URL: `http://127.0.0.1:${port}`,
      PORT: String(port),
    });
    const said = listen(child);
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0) throw new Error(`${verb} ended with ${code}:\n${said.all()}`);
    return said.all();
  }

  const recorded = (file: string) =>
    (JSON.parse(readFileSync(join(folders.run, file), 'utf8')) as { pid: number }).pid;

  async function stop(): Promise<void> {
    if (!launcher || hasEnded(launcher)) return;
    const ended = once(launcher, 'exit') as Promise<[code: number | null]>;
    launcher.kill('SIGTERM');
    const late = setTimeout(() => launcher!.kill('SIGKILL'), stopWithin);
    const [code] = await ended;
    clearTimeout(late);
    if (code !== 0) throw new Error(`The platform ended with ${code}; ${join(folders.logs, 'platform.log')}`);
  }

  async function close(): Promise<void> {
    const problems: unknown[] = [];
    const note = (error: unknown) => void problems.push(error);
    for (const client of clients.values()) await client.then((open) => open.close()).catch(note);
    await stop().catch(note);
    await run('sites:stop').catch(note);
    for (const part of ['runner', 'redis', 'postgres']) {
      if (await endRecorded(join(folders.run, `${part}.json`), [['SIGKILL', 2_000]]))
        note(new Error(`${part} was left`));
    }
    const left = [
      ...processesIn(data),
      ...processesIn(folders.shared),
      ...serversUnder(sites).map(({ pid }) => pid),
    ];
    for (const pid of new Set(left)) {
      note(new Error(`Process ${pid} was left: ${commandOf(pid)}`));
      send(pid, 'SIGKILL');
    }
    for (const folder of [data, folders.shared]) rmSync(folder, { recursive: true, force: true });
    if (problems.length > 0) throw problems[0];
  }

  await start().catch(async (error: unknown) => {
    await close().catch(() => {});
    throw error;
  });
  return {
    url: `http://127.0.0.1:${port}`,
    folders,
    sites,
    as(email) {
      if (!clients.has(email)) clients.set(email, signedIn(email));
      return clients.get(email)!;
    },
    pidOf: (part) =>
      (JSON.parse(readFileSync(join(folders.run, `${part}.json`), 'utf8')) as { pid: number }).pid,
    async kill() {
      const ended = once(launcher!, 'exit');
      const pids = [
        ...['platform.lock', 'runner.json', 'postgres.json', 'redis.json'].map(recorded),
        launcher!.pid!,
      ];
      for (const pid of pids) send(pid, 'SIGKILL');
      await ended;
    },
    start,
    errors: () =>
      readFileSync(join(folders.logs, 'platform.log'), 'utf8')
        .split('\n')
        .filter((line) => line.includes('"level":"error"'))
        .join('\n'),
    run,
    close,
  };
}

/** What a person's shell would have, and not what Jest or the run of the tests has put there. */
function environmentFor(settings: Record<string, string>): NodeJS.ProcessEnv {
  const {
    NODE_ENV: _,
    DATABASE_URL: _database,
    REDIS_URL: _redis,
    TERRAFORM_BIN: _terraform,
    ...rest
  } = process.env;
  return { ...rest, ...settings };
}

function launch(verb: string, env: NodeJS.ProcessEnv): ChildProcess {
  return spawn(process.execPath, [join(root, 'standalone/launch.mjs'), verb], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Collects what a process prints, so that its pipe never fills. */
function listen(child: ChildProcess): { all(): string } {
  let said = '';
  for (const stream of [child.stdout!, child.stderr!])
    stream.setEncoding('utf8').on('data', (part) => (said += part));
  return { all: () => said };
}

/** The platform's address, once its last words have told it. */
const addressIn = (said: string) => /is ready\.[^]*?Customer portal\s+(http:\S+)/.exec(said)?.[1];

const hasEnded = ({ exitCode, signalCode }: ChildProcess) => exitCode !== null || signalCode !== null;

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return 'gone meanwhile';
  }
}

/** A temporary folder that every user of the machine may pass through. */
export function openFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `hosterizer-${name}-`));
  chmodSync(folder, 0o755);
  return folder;
}

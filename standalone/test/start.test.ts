import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { eventually } from '@hosterizer/kit/testing';
import { processesIn } from '../src/processes.ts';
import { makeHome, type Home, type Started } from '../src/testing/platform.ts';
import { sharedFolder } from '../src/folders.ts';
import { isRoot } from '../src/users.ts';
import { orderSite, signIn, siteOf } from './api.ts';

const password = 'hosterizer-demo';
let home: Home;
beforeEach(() => {
  home = makeHome();
});
afterEach(() => home.remove(), 30_000);

const patience = 150_000;

/** What the platform's processes work in: PostgreSQL in its data, the runner in its folder. */
const workers = () => processesIn(isRoot ? sharedFolder(home.data) : home.data);

/** The pid of the platform itself, which is the launcher's child. */
const platformPid = ({ process }: Started): number =>
  Number(readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8').trim().split(' ')[0]);

test(
  'a first start is ready to sign in and to deploy; a stop within ten seconds leaves the site alone',
  async () => {
    // A person whose umask closes everything that they make: others have to get through all the same.
    const umask = process.umask(0o077);
    const platform = await home.start().finally(() => process.umask(umask));
    const owner = await signIn(platform.url, 'owner@acme.test', password);
    const { siteId } = await orderSite(owner, { name: 'Stays up' });
    const { url } = await eventually(async () => {
      const site = await siteOf(owner, siteId);
      return site.status === 'ACTIVE' && site;
    });

    const began = Date.now();
    expect(await platform.end()).toBe(0);
    expect(Date.now() - began).toBeLessThan(10_000);
    expect(workers()).toEqual([]);
    expect((await fetch(String(url))).status).toBe(200);
    expect(platform.said()).toContain('owner@acme.test');

    const again = await home.start();
    expect((await siteOf(await signIn(again.url, 'owner@acme.test', password), siteId)).url).toBe(url);
  },
  patience,
);

test(
  'a site whose process is gone comes back by itself with the next start',
  async () => {
    const platform = await home.start();
    const owner = await signIn(platform.url, 'owner@solar.test', password);
    const { siteId } = await orderSite(owner, { name: 'Comes back' });
    const { url } = await eventually(async () => {
      const site = await siteOf(owner, siteId);
      return site.status === 'ACTIVE' && site;
    });
    await platform.end();
    const pidFile = join(isRoot ? sharedFolder(home.data) : home.data, 'sites', siteId, 'process.json');
    process.kill((JSON.parse(readFileSync(pidFile, 'utf8')) as { pid: number }).pid, 'SIGKILL');
    await eventually(async () => (await fetch(String(url)).catch(() => null)) === null);

    await home.start();
    const answer = await eventually(() => fetch(String(url)).catch(() => null));
    expect(await answer.text()).toContain('This is Comes back.');
  },
  patience,
);

test(
  'after kill -9 of the platform, a second start takes over what was left',
  async () => {
    const first = await home.start();
    process.kill(platformPid(first), 'SIGKILL');
    await eventually(() => first.process.exitCode !== null);
    expect(workers().length).toBeGreaterThan(0);

    const second = await home.start();
    await signIn(second.url, 'owner@acme.test', password);
    expect(await second.end()).toBe(0);
    expect(workers()).toEqual([]);
  },
  patience,
);

test(
  'PostgreSQL and Redis that are killed come back, and the platform with them',
  async () => {
    const platform = await home.start();
    const owner = await signIn(platform.url, 'owner@acme.test', password);
    for (const name of ['postgres', 'redis']) {
      const pid = () =>
        (JSON.parse(readFileSync(join(home.data, 'run', `${name}.json`), 'utf8')) as { pid: number }).pid;
      const before = pid();
      process.kill(before, 'SIGKILL');
      await eventually(async () => {
        const { checks } = (await (await fetch(`${platform.url}/health`)).json()) as {
          checks: Array<{ name: string; status: string }>;
        };
        const isBack = checks.every(({ name, status }) => name === 'runner' || status === 'ok');
        return existsSync(join(home.data, 'run', `${name}.json`)) && pid() !== before && isBack;
      });
    }
    await owner('{ sites(first: 1) { edges { node { id } } } }');
  },
  patience,
);

test(
  'after kill -9 of the launcher, the platform ends by itself',
  async () => {
    const platform = await home.start();
    process.kill(Number(platform.process.pid), 'SIGKILL');
    await eventually(() => workers().length === 0);
  },
  patience,
);

describe('one sentence says what to mend, and nothing is left running', () => {
  const refusal = async (settings: Record<string, string>) => {
    const error = await home.start(settings).then(
      () => new Error('It started.'),
      (reason: Error) => reason,
    );
    const lines = error.message.split('\n').filter((line) => line !== '' && !/^\[\d\/6\] | {6}\S/.test(line));
    expect(workers()).toEqual([]);
    return lines.join('\n');
  };
  const ended = 'The platform ended with 1:';

  test('when the port is taken', async () => {
    const squatter = createServer().listen(0, '127.0.0.1');
    await eventually(() => squatter.listening);
    const { port } = squatter.address() as { port: number };
    const said = await refusal({ PORT: String(port) });
    squatter.close();
    expect(said).toBe(
      `${ended}\nPort ${port} is taken: stop what listens there, or set PORT to another one.`,
    );
  });

  test('when the data folder cannot be written', async () => {
    expect(await refusal({ HOSTERIZER_DATA: '/proc/hosterizer' })).toMatch(
      /^The platform ended with 1:\nThe data folder \/proc\/hosterizer cannot be written \(\w+\): set HOSTERIZER_DATA to a folder that can\.$/,
    );
  });

  test('when the database does not answer', async () => {
    expect(await refusal({ DATABASE_URL: 'postgres://owner:secret@127.0.0.1:1/none' })).toMatch(
      /^The platform ended with 1:\nCannot connect to the database postgres:\/\/owner:\*\*\*@127\.0\.0\.1:1\/none: .*$/,
    );
  });

  test('when Redis does not answer', async () => {
    expect(await refusal({ REDIS_URL: 'redis://127.0.0.1:1' })).toBe(
      `${ended}\nRedis does not answer at redis://127.0.0.1:1: start it, or mend REDIS_URL.`,
    );
  }, 30_000);
});

test(
  'a data folder serves one platform at a time',
  async () => {
    await home.start();
    await expect(home.start()).rejects.toThrow(/runs a platform on .* already/);
  },
  patience,
);

test(
  'without Terraform the platform starts, says so, and stays ready',
  async () => {
    const { url } = await home.start({ TERRAFORM_BIN: '/nowhere/terraform' });
    const answer = await fetch(`${url}/health/ready`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      status: 'degraded',
      reason: expect.stringContaining('TERRAFORM_BIN names /nowhere/terraform'),
    });
  },
  patience,
);

/** Every service of docker-compose.yml as a process of this machine: its command, its environment, other addresses. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { newId } from '@hosterizer/kit/ids';
import pg from 'pg';
import { composeSettings } from '../src/compose-settings.ts';
import { searchPath, testConfig } from '../src/config.ts';
import { root } from '../src/folders.ts';
import { freePort } from '../src/ports.ts';
import { withoutRates } from '../src/testing/platform.ts';
import { readCompose, type Service } from './compose-file.ts';

export type Apart = {
  /** The gateway. */
  url: string;
  /** Runs a service that ends by itself; resolves with what it printed. Rejects when it fails. */
  run(service: string, ...more: string[]): Promise<string>;
  /** Starts a service that stays, and waits until it says that it is ready. */
  start(service: string): Promise<void>;
  /** Ends one of them by SIGTERM and resolves with its exit code, or the signal that killed it. */
  stop(service: string): Promise<number | string | null>;
  close(): Promise<void>;
};

/** Makes the database that the services expect; nothing runs yet. */
export async function makeApart(): Promise<Apart> {
  const { ownerUrl = '', redisUrl = '' } = testConfig();
  const database = `apart_${newId().replaceAll('-', '')}`;
  const maintenance = new URL('/postgres', ownerUrl).href;
  await query(maintenance, `create database ${database}`);

  const { services } = readCompose(await composeSettings());
  const ports: Record<string, number> = {};
  for (const name of Object.keys(services)) ports[name] = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'apart-'));
  const running = new Map<string, ChildProcess>();
  const printed = new Map<string, string>();

  /** Where the containers would find each other, this machine's addresses. */
  const here = (name: string, value: string): string => {
    if (name === 'DATABASE_URL') return new URL(`/${database}`, ownerUrl).href;
    if (value.startsWith('postgres://')) {
      const url = new URL(value);
      url.host = new URL(ownerUrl).host;
      url.pathname = `/${database}`;
      return url.href;
    }
    if (name === 'REDIS_URL') return redisUrl;
    if (name === 'HOST') return '127.0.0.1';
    if (name === 'HOSTERIZER_URL' || name === 'HOSTERIZER_PUBLIC_URL')
      return `http://127.0.0.1:${ports['gateway']}`;
    return value
      .replace(/^http:\/\/(\w+):4000$/, (_, service: string) => `http://127.0.0.1:${ports[service]}`)
      .replace(/^\/var\/lib\/hosterizer/, folder);
  };

  const launch = (name: string, words: string[], { environment = {} }: Service) => {
    const own = Object.entries(environment).map(([key, value]) => {
      const isPort = key === 'PORT' || key === 'HOSTERIZER_HEALTH_PORT';
      return [key, isPort ? String(ports[name]) : here(key, value ?? '')];
    });
    // What the image sets, and nothing of ours.
    const env = {
      PATH: searchPath,
      NODE_ENV: 'production',
      ...withoutRates,
      ...Object.fromEntries(own),
    } as Record<string, string>;
    const [program, ...args] = words;
    const child = spawn(program === 'node' ? process.execPath : String(program), args, { cwd: root, env });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (part) => printed.set(name, `${printed.get(name) ?? ''}${String(part)}`));
    }
    return child;
  };

  const find = (name: string): Service => {
    const service = services[name];
    if (!service) throw new Error(`docker-compose.yml has no service ${name}.`);
    return service;
  };

  const stop = async (name: string): Promise<number | string | null> => {
    const child = running.get(name);
    running.delete(name);
    if (!child) return null;
    const ended = new Promise((resolve) => child.once('close', resolve));
    if (!child.kill('SIGTERM')) throw new Error(`${name} had ended already:\n${printed.get(name)}`);
    await ended;
    return child.exitCode ?? child.signalCode;
  };

  return {
    url: `http://127.0.0.1:${ports['gateway']}`,

    async run(name, ...more) {
      const service = find(name);
      const child = launch(
        name,
        [...(service.entrypoint ?? []), ...(service.command ?? []), ...more],
        service,
      );
      const code = await new Promise((resolve) => child.once('close', resolve));
      if (code !== 0) throw new Error(`${name} ended with ${String(code)}:\n${printed.get(name)}`);
      return printed.get(name) ?? '';
    },

    async start(name) {
      const service = find(name);
      const child = launch(name, service.command ?? [], service);
      running.set(name, child);
      // Six processes load at once on a machine that may be busy with other tests.
      for (const until = Date.now() + 60_000; ; await wait(50)) {
        if (child.exitCode !== null)
          throw new Error(`${name} ended with ${child.exitCode}:\n${printed.get(name)}`);
        const answer = await fetch(`http://127.0.0.1:${ports[name]}/health/ready`).catch(() => null);
        if (answer?.ok) return;
        if (Date.now() > until)
          throw new Error(`${name} is not ready:\n${await answer?.text()}\n${printed.get(name)}`);
      }
    },

    stop,

    async close() {
      await Promise.all([...running.keys()].map(stop));
      await query(maintenance, `drop database ${database} with (force)`);
    },
  };
}

async function query(connectionString: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

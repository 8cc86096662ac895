/** The platform as a person starts it, for tests and benchmarks: `npm start` without npm, on folders of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { testConfig, toolEnvironment } from '../config.ts';
import { root, sharedFolder } from '../folders.ts';
import { freePort } from '../ports.ts';
import { isRoot } from '../users.ts';

/** Tests and benchmarks ask more often than people do. */
export const withoutRates = {
  HOSTERIZER_RATE_API: '0',
  HOSTERIZER_RATE_SIGN_IN: '0',
  HOSTERIZER_RATE_SEARCH: '0',
  HOSTERIZER_RATE_BULK: '0',
};

export type Started = {
  url: string;
  /** The platform's own process, below the launcher. */
  process: ChildProcess;
  /** What it has printed so far. */
  said(): string;
  /** Sends a signal to the launcher and resolves with its exit code once it has ended. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
};

export type Home = {
  data: string;
  /** Starts a platform and resolves when /health/ready answers 200. Rejects with what it said when it ends instead. */
  start(settings?: Record<string, string>): Promise<Started>;
  /** Ends what still runs, sites included, and removes all folders. */
  remove(): Promise<void>;
};

/** A data folder for platforms that are started one after the other, from this clone or another one. */
export function makeHome(clone = root): Home {
  const data = mkdtempSync(join(testConfig().temporary, 'platform-'));
  const running = new Set<Started>();

  return {
    data,

    async start(settings = {}) {
      const port = Number(settings['PORT'] ?? (await freePort()));
      const child = run('start', clone, {
        ...withoutRates,
        HOSTERIZER_DATA: data,
        PORT: String(port),
        ...settings,
      });
      let said = '';
      for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part) => (said += String(part)));
      const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
      const started: Started = {
        url: `http://127.0.0.1:${port}`,
        process: child,
        said: () => said,
        async end(signal = 'SIGTERM') {
          child.kill(signal);
          running.delete(started);
          return ended;
        },
      };
      running.add(started);
      for (const until = Date.now() + 600_000; Date.now() < until; await wait(20)) {
        if (child.exitCode !== null || child.signalCode !== null) {
          running.delete(started);
          throw new Error(`The platform ended with ${await ended}:\n${said}`);
        }
        const answer = await fetch(`${started.url}/health/ready`, {
          signal: AbortSignal.timeout(2_000),
        }).catch(() => null);
        if (answer?.ok) return started;
      }
      throw new Error(`The platform is not ready:\n${said}`);
    },

    async remove() {
      await Promise.all([...running].map((started) => started.end()));
      const stopping = run('sites:stop', clone, { HOSTERIZER_DATA: data });
      await new Promise((resolve) => stopping.once('close', resolve));
      rmSync(data, { recursive: true, force: true });
      if (isRoot) rmSync(sharedFolder(data), { recursive: true, force: true });
    },
  };
}

/** Runs a verb of the launcher with the person's environment and these settings, and none of the test run's stores. */
function run(verb: string, clone: string, settings: Record<string, string>): ChildProcess {
  const { DATABASE_URL: _d, REDIS_URL: _r, NODE_ENV: _n, ...environment } = toolEnvironment();
  return spawn(process.execPath, [join(clone, 'standalone/launch.mjs'), verb], {
    cwd: clone,
    env: { ...environment, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** A place for one test: a platform, folders, and a runner in this process or in one of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeLog } from '@hosterizer/kit/log';
import { runnerConfig } from '../src/config.ts';
import { settleIn } from '../src/privileges.ts';
import { startRunner, type Runner } from '../src/runner.ts';
import { openPlatform, runnerToken, type TestJob } from './platform.ts';

export async function openRoom({ leaseSeconds = 5 } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'hosterizer-runner-'));
  const platform = await openPlatform({ leaseSeconds, terraform: join(folder, 'terraform') });
  const here = process.cwd();
  // Whoever settles in closes what it makes to others; the tests after this one must not.
  const umask = process.umask();
  const runners: Runner[] = [];
  const children: ChildProcess[] = [];

  function environment(extra: Record<string, string> = {}): Record<string, string> {
    return {
      PATH: process.env['PATH'] ?? '',
      HOSTERIZER_URL: platform.url,
      HOSTERIZER_RUNNER_TOKEN: runnerToken,
      HOSTERIZER_RUNNER_NAME: 'test',
      HOSTERIZER_RUNNER_DATA: join(folder, 'work'),
      HOSTERIZER_SITES: join(folder, 'sites'),
      HOSTERIZER_TERRAFORM_DIR: join(folder, 'terraform'),
      HOSTERIZER_LOG_LEVEL: process.env['HOSTERIZER_TEST_LOG'] ?? 'silent',
      HOSTERIZER_CONCURRENCY: '2',
      ...extra,
    };
  }

  /** A Terraform that runs something else before the given command. Returns the setting that names it. */
  function wrapTerraform(command: string, before: string): Record<string, string> {
    const path = join(folder, 'terraform.sh');
    const cases = ['*-help*|*-refresh-only*) ;;', `${command}*) ${before};;`];
    const lines = ['#!/bin/sh', 'case "$*" in', ...cases, 'esac', 'exec terraform "$@"', ''];
    writeFileSync(path, lines.join('\n'), { mode: 0o755 });
    return { TERRAFORM_BIN: path };
  }

  cpSync(join(__dirname, '../../terraform'), join(folder, 'terraform'), { recursive: true });

  return {
    platform,
    folder,
    /** Adds a blueprint with a root module of the test's own. */
    blueprint(name: string, hcl: string) {
      const path = join(folder, 'terraform/blueprints', name);
      mkdirSync(join(path, 'local'), { recursive: true });
      writeFileSync(join(path, 'local/main.tf'), hcl);
    },
    /** Adds a module beside those of the product. */
    module(name: string, hcl: string) {
      const path = join(folder, 'terraform/modules', name);
      mkdirSync(path, { recursive: true });
      writeFileSync(join(path, 'main.tf'), hcl);
    },
    /**
     * A Terraform that hangs in the given command until it is interrupted, or until it is killed. With `after`, it does
     * first what it is asked for. Returns the setting that names it.
     */
    hangingTerraform(command: string, { deaf = false, after = false } = {}): Record<string, string> {
      const hang = deaf ? `trap '' INT TERM; while :; do sleep 1; done` : 'sleep 300';
      return wrapTerraform(command, `${after ? 'terraform "$@";' : ''} ${hang}`);
    },
    wrapTerraform,
    run(extra?: Record<string, string>): Runner {
      const config = runnerConfig(environment(extra));
      settleIn(config);
      const runner = startRunner(config, makeLog('runner', config.logLevel));
      runners.push(runner);
      return runner;
    },
    /** A runner as a process of its own, which may be killed. */
    spawn(extra?: Record<string, string>): ChildProcess {
      const output = process.env['HOSTERIZER_TEST_LOG'] ? 'inherit' : 'ignore';
      const child = spawn(process.execPath, [join(__dirname, '../src/main.ts')], {
        env: environment(extra),
        stdio: ['ignore', output, output],
      });
      children.push(child);
      return child;
    },
    async close() {
      await Promise.all(runners.map((runner) => runner.stop()));
      await Promise.all(children.map((child) => end(child)));
      process.chdir(here);
      process.umask(umask);
      for (const pid of processesUnder(folder)) process.kill(pid, 'SIGKILL');
      await platform.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function end(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await exit;
}

/** Polls until `look` gives something; fails with `what` after `seconds`. */
export async function until<T>(
  what: string,
  look: () => T | Promise<T>,
  seconds = 40,
): Promise<NonNullable<T>> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`Waited ${seconds} s for this: ${what}`);
    await sleep(20);
  }
}

/** Waits for a job's end and returns its outcome. */
export function ended(job: TestJob, seconds?: number): Promise<NonNullable<TestJob['outcome']>> {
  return until(`the end of a ${job.type}`, () => job.outcome, seconds);
}

/** Processes that work in a folder, or name it in their arguments. */
export function processesUnder(folder: string): number[] {
  const pids = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  return pids.filter((pid) => {
    if (pid === process.pid) return false;
    try {
      const state = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.[0];
      const line =
        readFileSync(`/proc/${pid}/cmdline`, 'utf8') + readFileSync(`/proc/${pid}/environ`, 'utf8');
      return state !== 'Z' && line.includes(folder);
    } catch {
      return false;
    }
  });
}

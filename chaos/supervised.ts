/** A process that is started again whenever it has ended, as a supervisor such as systemd does it. */
import { setTimeout as wait } from 'node:timers/promises';
import { startChild, type Child, type Steps } from '@hosterizer/standalone/processes';

export type Start = {
  command: string;
  args: string[];
  env: Record<string, string>;
  cwd: string;
  record: string;
  output: string;
};

export type Supervised = {
  name: string;
  /** Null while it is away. */
  pid(): number | null;
  /** Kills it at once, and lets it stay away for so long (milliseconds). Null when it is away already. */
  kill(away: number): number | null;
  /** What is away comes back at once, and from now on soon. */
  comeBack(): void;
  /** How often it has been started. */
  starts(): number;
  /** Ends it for good. Resolves with its exit code. */
  stop(): Promise<number | null>;
};

/** How soon one comes back that ended by itself, in milliseconds. */
const soon = 300;

const endings: Steps = [
  ['SIGTERM', 12_000],
  ['SIGKILL', 1_000],
];

export function supervise(name: string, start: Start): Supervised {
  const stopping = new AbortController();
  let child: Child | undefined;
  let starts = 0;
  let away = soon;
  let returning = new AbortController();
  let isBack = false;
  const running = run();

  async function run(): Promise<number | null> {
    for (;;) {
      returning = new AbortController();
      child = startChild(start.command, start.args, start);
      starts += 1;
      const code = await child.ended.catch(() => null);
      child = undefined;
      if (stopping.signal.aborted) return code;
      const signal = AbortSignal.any([stopping.signal, returning.signal]);
      await wait(isBack ? soon : away, undefined, { signal }).catch(() => {});
      away = soon;
      if (stopping.signal.aborted) return code;
    }
  }

  return {
    name,
    pid: () => child?.pid ?? null,
    kill(time) {
      if (!child) return null;
      away = time;
      const { pid } = child;
      process.kill(pid, 'SIGKILL');
      return pid;
    },
    comeBack() {
      isBack = true;
      returning.abort();
    },
    starts: () => starts,
    async stop() {
      stopping.abort();
      await child?.end(endings);
      return running;
    },
  };
}

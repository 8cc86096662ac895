/** The infra-runner as a child: restarted when it dies, and told nothing but what it needs. */
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '@hosterizer/kit/log';
import type { Tokens } from '@hosterizer/kit/tokens';
import { searchPath } from './config.ts';
import { ownFolder, reachable, readableCopy, root } from './folders.ts';
import { endRecorded, processesIn, send, startChild, type Child, type Steps } from './processes.ts';
import type { Installation } from './stores.ts';
import { isRoot } from './users.ts';

/** How long the runner may take to end; it interrupts Terraform, tells how that went, and leaves. */
const stopSeconds = 5;
const endings: Steps = [
  ['SIGTERM', stopSeconds * 1000 + 500],
  ['SIGKILL', 300],
];

/** A year: the token of a child that is restarted with the platform. */
const tokenSeconds = 366 * 24 * 3600;

export type Runner = { stop(): Promise<void> };

export const sitesFolder = (shared: string) => join(shared, 'sites');

/** `url` is the gateway's address. Returns at once; the runner asks for work as soon as it is up. */
export async function superviseRunner(
  { config, folders, users }: Installation,
  { url, tokens, log }: { url: string; tokens: Tokens; log: Log },
): Promise<Runner> {
  const work = ownFolder(join(folders.shared, 'runner'), users.runner);
  const sites = ownFolder(sitesFolder(folders.shared), users.runner);
  const repository = join(root, 'terraform');
  const environment: Record<string, string> = {
    PATH: searchPath,
    HOSTERIZER_URL: url,
    HOSTERIZER_RUNNER_TOKEN: await tokens.sign(
      'runner',
      { sub: 'standalone', pool: 'default' },
      tokenSeconds,
    ),
    HOSTERIZER_RUNNER_NAME: 'standalone',
    HOSTERIZER_RUNNER_DATA: work,
    HOSTERIZER_SITES: sites,
    HOSTERIZER_TERRAFORM_DIR: isRoot
      ? readableCopy(repository, join(folders.shared, 'terraform'))
      : repository,
    HOSTERIZER_NODE: reachable(process.execPath, join(folders.shared, 'programs')),
    HOSTERIZER_LOCAL: config.HOSTERIZER_LOCAL,
    HOSTERIZER_STOP_SECONDS: String(stopSeconds),
    HOSTERIZER_LOG_LEVEL: config.HOSTERIZER_LOG_LEVEL,
    NODE_ENV: config.NODE_ENV,
    ...(config.TERRAFORM_BIN && { TERRAFORM_BIN: config.TERRAFORM_BIN }),
    ...(config.HOSTERIZER_PROVIDER_MIRROR && {
      HOSTERIZER_PROVIDER_MIRROR: config.HOSTERIZER_PROVIDER_MIRROR,
    }),
    HOSTERIZER_PROVIDER_DIRECT: config.HOSTERIZER_PROVIDER_DIRECT,
    ...(config.OTEL_EXPORTER_OTLP_ENDPOINT && {
      OTEL_EXPORTER_OTLP_ENDPOINT: config.OTEL_EXPORTER_OTLP_ENDPOINT,
    }),
    // It is started as root, since it has to read the clone, and becomes this user before it does anything.
    ...(users.runner && { HOSTERIZER_RUNNER_USER: `${users.runner.uid}:${users.runner.gid}` }),
  };

  const stopping = new AbortController();
  let child: Child | undefined;
  const supervision = supervise();
  return {
    async stop() {
      stopping.abort();
      await child?.end(endings);
      await supervision;
      await endWorkers(work);
    },
  };

  async function supervise(): Promise<void> {
    const record = join(folders.run, 'runner.json');
    await endRecorded(record, endings);
    for (let delay = 500; !stopping.signal.aborted; delay = Math.min(delay * 2, 15_000)) {
      const began = Date.now();
      child = startChild(process.execPath, [join(root, 'infra-runner/src/main.ts')], {
        record,
        env: environment,
        cwd: work,
        output: join(folders.logs, 'runner.log'),
      });
      const code = await child.ended.catch(() => null);
      if (stopping.signal.aborted) return;
      if (Date.now() - began > 60_000) delay = 500;
      log.error({ code, retryMilliseconds: delay }, 'The runner has ended; starting it again.');
      await wait(delay, undefined, { signal: stopping.signal }).catch(() => {});
    }
  }
}

/**
 * Ends Terraform that a runner has left behind: an interrupt first, so that it writes down what it has made. Only when
 * the platform stops: a runner that is started again goes on from what the one before it has left.
 */
async function endWorkers(work: string): Promise<void> {
  for (const [signal, patience] of [
    ['SIGINT', 2_000],
    ['SIGKILL', 500],
  ] as const) {
    const left = processesIn(work);
    for (const pid of left) send(pid, signal);
    for (const until = Date.now() + patience; processesIn(work).length > 0 && Date.now() < until;)
      await wait(20);
  }
}

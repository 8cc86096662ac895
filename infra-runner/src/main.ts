import { ConfigError } from '@hosterizer/kit/config';
import { makeLog } from '@hosterizer/kit/log';
import { makeShutdown, stopOnSignal } from '@hosterizer/kit/shutdown';
import { runnerConfig, type RunnerConfig } from './config.ts';
import { openHealth } from './health.ts';
import { settleIn } from './privileges.ts';
import { startRunner } from './runner.ts';
import { openTracing } from './tracing.ts';

async function start(config: RunnerConfig): Promise<void> {
  const tracing = await openTracing(config);
  settleIn(config);
  const log = makeLog('infra-runner', config.logLevel);
  const shutdown = makeShutdown(log, config.stopWithin / 1000);
  shutdown.add('tracing', tracing.stop);
  const runner = startRunner(config, log, tracing);
  shutdown.add('runner', runner.stop);
  stopOnSignal(shutdown, log);
  if (config.healthPort !== undefined) shutdown.add('health', await openHealth(config.healthPort, runner));
  log.info({ url: config.url, runner: config.name, local: config.sites !== null }, 'Waiting for jobs.');
}

try {
  await start(runnerConfig());
} catch (error) {
  // What an operator can mend needs no stack trace.
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
}

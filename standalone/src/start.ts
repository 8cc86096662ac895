/** `npm start`: the whole platform on one machine. */
import { join } from 'node:path';
import { makeLog } from '@hosterizer/kit/log';
import { makeShutdown } from '@hosterizer/kit/shutdown';
import { tryLock } from '../lock.mjs';
import { banner } from './banner.ts';
import { readStartConfig } from './config.ts';
import { findUsers, openFolders } from './folders.ts';
import { makeFileLog } from './log.ts';
import { makePhases } from './phases.ts';
import { phaseCount, startPlatform } from './platform.ts';
import { openSecrets } from './secrets.ts';
import { exitWith, Sentence } from './sentence.ts';
import { forgetFormer } from './former.ts';

/** Everything has to be gone ten seconds after Ctrl-C. */
const stopSeconds = 9;

try {
  await start();
} catch (error) {
  exitWith(error);
}

async function start(): Promise<void> {
  const began = performance.now();
  const config = readStartConfig();
  const folders = openFolders(config.HOSTERIZER_DATA);
  const { release, holder } = tryLock(join(folders.run, 'platform.lock'));
  if (!release) {
    throw new Sentence(
      `Process ${holder.pid} runs a platform on ${folders.data} already: stop it, or set HOSTERIZER_DATA to another folder.`,
    );
  }

  const level = config.HOSTERIZER_LOG_LEVEL;
  const log =
    config.HOSTERIZER_LOG === 'stdout'
      ? makeLog('platform', level)
      : makeFileLog('platform', level, join(folders.logs, 'platform.log'));
  const shutdown = makeShutdown(log, stopSeconds);
  shutdown.add('lock', release);
  const stop = async (code: number, why: string) => {
    log.info({ why }, 'Stopping.');
    await shutdown.run();
    process.exit(code);
  };
  // Ctrl-C may arrive twice, from the terminal and from the launcher; the second one changes nothing.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => void stop(0, signal));
  process.once('disconnect', () => void stop(0, 'the launcher is gone'));
  process.channel?.unref();

  const secrets = openSecrets(folders.keys);
  try {
    const users = findUsers();
    await forgetFormer(folders, secrets.installation);
    const { url } = await startPlatform(
      { config, folders, users, secrets },
      {
        shutdown,
        log,
        phases: makePhases(phaseCount, process.stdout),
      },
    );
    log.info({ url, milliseconds: Math.round(performance.now() - began) }, 'Ready.');
    process.stdout.write(banner(url, config, { development: config.NODE_ENV !== 'production' }));
  } catch (error) {
    log.error({ err: error }, 'Could not start.');
    await shutdown.run();
    throw error;
  }
}

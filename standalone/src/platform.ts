/** The whole platform, in the order in which its parts need each other. */
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { crowdOf, ratesOf } from '@hosterizer/gateway/config';
import { startGateway } from '@hosterizer/gateway/server';
import { connectEvents } from '@hosterizer/kit/events';
import { archiveSettings, mailSettings } from '@hosterizer/kit/config';
import type { HealthReport } from '@hosterizer/kit/health';
import type { Log } from '@hosterizer/kit/log';
import type { Shutdown } from '@hosterizer/kit/shutdown';
import { makeTokens } from '@hosterizer/kit/tokens';
import type { Phases } from './phases.ts';
import { portProblem } from './ports.ts';
import { reviveSites } from './revival.ts';
import { superviseRunner } from './runner.ts';
import { seedDemo } from './seed.ts';
import { Sentence } from './sentence.ts';
import { setUp } from './setup.ts';
import { migrateDatabase, openDatabase, openRedis, type Installation } from './stores.ts';
import { makeSubgraphs } from './subgraphs.ts';
import { terraformCheck } from './terraform.ts';
import { root } from './folders.ts';

export type Platform = { url: string; port: number };

/** How long open requests may keep the gateway from closing; the process ends soon after, and they with it. */
const drainMilliseconds = 2_000;

const firstAskMilliseconds = 3_000;

export const phaseCount = 6;

/** Resolves when everything answers. Whatever has been started by then is in `shutdown`, also when this throws. */
export async function startPlatform(
  installation: Installation,
  { shutdown, phases, log }: { shutdown: Shutdown; phases: Phases; log: Log },
): Promise<Platform> {
  const { config, secrets } = installation;
  const development = config.NODE_ENV !== 'production';
  const { say } = phases;
  await mustBeFree(config.HOST, config.PORT);

  await phases.run('Checking what is built', () => setUp(say));
  const owner = await phases.run('Starting PostgreSQL', () => openDatabase(installation, shutdown, log));
  const urls = await phases.run('Migrating the database', async () => {
    const migrated = await migrateDatabase(owner, secrets, log);
    if (development) await seedDemo(owner, secrets, config.HOSTERIZER_DEMO_PASSWORD);
    return migrated;
  });
  const redisUrl = await phases.run('Starting Redis', () => openRedis(installation, shutdown, { say, log }));

  const tokens = makeTokens(secrets.tokenSecret);
  const events = connectEvents(redisUrl, log);
  shutdown.add('events', () => events.close());
  const gateway = await phases.run('Opening the gateway', async () => {
    const settings = {
      appUrl: urls.app,
      platformUrl: urls.platform,
      stateKeys: secrets.stateKeys,
      dataKeys: secrets.dataKeys,
      indexKey: secrets.indexKey,
      publicUrl: config.HOSTERIZER_PUBLIC_URL ?? `http://localhost:${config.PORT}`,
      // A cookie that may travel in clear would do so at the first address that is typed without its https.
      secureCookies: config.HOSTERIZER_PUBLIC_URL?.startsWith('https:') ?? false,
      mail: mailSettings({
        // In production, mail that has no way to leave waits, and the log says so.
        ...(development && { HOSTERIZER_MAIL_FOLDER: join(config.HOSTERIZER_DATA, 'mail') }),
        ...config,
      }),
      archive: archiveSettings({
        ...config,
        HOSTERIZER_ARCHIVE: config.HOSTERIZER_ARCHIVE ?? join(config.HOSTERIZER_DATA, 'archive'),
      }),
      development,
      terraformDir: join(root, 'terraform'),
      gitProtocols: config.HOSTERIZER_GIT_PROTOCOLS,
      customerConcurrency: config.HOSTERIZER_CUSTOMER_CONCURRENCY,
      cloudEndpoints: config.HOSTERIZER_CLOUD_ENDPOINTS,
    };
    // Before anybody can see us ready: from then on a store that goes away must come back unnoticed.
    await reviveSites(urls, secrets, { events, log });
    const opened = await startGateway({
      config: {
        host: config.HOST,
        port: config.PORT,
        origins: config.HOSTERIZER_ORIGIN,
        trustedProxies: config.HOSTERIZER_TRUST_PROXY,
      },
      limits: { redisUrl, rates: ratesOf(config), sockets: crowdOf(config) },
      subgraphs: await makeSubgraphs({ ...settings, events, tokens, log }, shutdown),
      checks: [terraformCheck(config.TERRAFORM_BIN)],
      events,
      tokens,
      log,
    }).catch((error: NodeJS.ErrnoException) => {
      throw isAddressError(error) ? portTaken(config.HOST, config.PORT, error) : error;
    });
    shutdown.add('gateway', () =>
      Promise.race([opened.close(), wait(drainMilliseconds, undefined, { ref: false })]),
    );
    return opened;
  });

  await phases.run('Starting the runner', async () => {
    const runner = await superviseRunner(installation, {
      url: `http://${hostFor(config.HOST)}:${gateway.port}`,
      tokens,
      log,
    });
    shutdown.add('runner', () => runner.stop());
    await firstAsk(`http://${hostFor(config.HOST)}:${gateway.port}/health`);
  });
  return { url: `http://${hostFor(config.HOST, 'localhost')}:${gateway.port}`, port: gateway.port };
}

/** Waits a moment for the runner to ask for work, so that whoever sees us ready does not find us degraded by a second. */
async function firstAsk(health: string): Promise<void> {
  for (const until = Date.now() + firstAskMilliseconds; Date.now() < until; await wait(50)) {
    const report = await fetch(health).then(
      async (answer) => (await answer.json()) as HealthReport,
      () => null,
    );
    const runner = report?.checks.find(({ name }) => name === 'deployments.runner');
    if (report && (runner?.status === 'ok' || !runner?.reason?.startsWith('No runner'))) return;
  }
}

/** The host under which this machine reaches a server that listens on `host`. */
function hostFor(host: string, loopback = '127.0.0.1'): string {
  if (['0.0.0.0', '::', '127.0.0.1', 'localhost'].includes(host)) return loopback;
  return host.includes(':') ? `[${host}]` : host;
}

async function mustBeFree(host: string, port: number): Promise<void> {
  const problem = port === 0 ? null : await portProblem(host, port);
  if (problem) throw portTaken(host, port, problem);
}

const isAddressError = ({ code }: NodeJS.ErrnoException) =>
  code === 'EADDRINUSE' || code === 'EACCES' || code === 'EADDRNOTAVAIL';

function portTaken(host: string, port: number, { code }: NodeJS.ErrnoException): Sentence {
  if (code === 'EACCES')
    return new Sentence(`This user may not listen on port ${port}: set PORT to one above 1023.`);
  if (code === 'EADDRNOTAVAIL') return new Sentence(`${host} is not an address of this machine: mend HOST.`);
  return new Sentence(`Port ${port} is taken: stop what listens there, or set PORT to another one.`);
}

/** A subgraph as a process of its own: settings from the environment, connections, the HTTP door, an orderly end. */
import { archiveSettings, mailSettings, subgraphConfig, type ArchiveSettings } from './config.ts';
import type { CloudEndpoints } from './cloud-endpoints.ts';
import { connectEvents, type Events } from './events.ts';
import { makeLog, type Log } from './log.ts';
import { serveSubgraph } from './serve.ts';
import { makeShutdown, stopOnSignal } from './shutdown.ts';
import type { MailSettings } from './mail.ts';
import type { Subgraph } from './subgraph.ts';
import type { SubgraphName } from './sdl.ts';
import { makeTokens, type Tokens } from './tokens.ts';

/** What a subgraph is made of, whether in the gateway's process or in one of its own. */
export type SubgraphSettings = {
  appUrl: string;
  platformUrl: string;
  events: Events;
  tokens: Tokens;
  log: Log;
  /** For columns that only the application can read: see SealerKeys. */
  dataKeys: string;
  indexKey: string;
  /** Where people reach the platform, without a slash at the end; links in mail begin with it. */
  publicUrl: string;
  /** How mail leaves; without it nobody gets any. */
  mail?: MailSettings | undefined;
  /** Whether browsers reach the platform over TLS. */
  secureCookies?: boolean;
  /** `<id>:<base64 of 32 bytes>`, newest first; the deployments subgraph needs them. */
  stateKeys?: string;
  /** Where the deployments subgraph moves old logs; without it they stay in the database. */
  archive?: ArchiveSettings | undefined;
  /** Whether the platform may show what only its developers should see, such as the mail that it would have sent. */
  development?: boolean;
  /** Where modules and blueprints are; the repository's own unless given. */
  terraformDir?: string;
  /** How the registry may reach Git; https and ssh unless given. */
  gitProtocols?: readonly string[];
  /** How many jobs of a customer may be under way at once, where the staff allot it no number of its own; 10. */
  customerConcurrency?: number;
  /** Where the deployments subgraph asks about credentials of clouds; the public clouds unless given. */
  cloudEndpoints?: CloudEndpoints;
};

/** What the environment says of it. */
export const settingsOf = (
  config: ReturnType<typeof subgraphConfig>,
  shared: Pick<SubgraphSettings, 'events' | 'tokens' | 'log'>,
): SubgraphSettings => ({
  ...shared,
  appUrl: config.DATABASE_APP_URL,
  platformUrl: config.DATABASE_PLATFORM_URL,
  dataKeys: config.HOSTERIZER_DATA_KEYS,
  indexKey: config.HOSTERIZER_INDEX_KEY,
  publicUrl: config.HOSTERIZER_PUBLIC_URL,
  mail: mailSettings(config),
  archive: archiveSettings(config),
  secureCookies: config.HOSTERIZER_SECURE_COOKIES,
  ...(config.HOSTERIZER_STATE_KEYS && { stateKeys: config.HOSTERIZER_STATE_KEYS }),
  ...(config.HOSTERIZER_TERRAFORM_DIR && { terraformDir: config.HOSTERIZER_TERRAFORM_DIR }),
  gitProtocols: config.HOSTERIZER_GIT_PROTOCOLS,
  customerConcurrency: config.HOSTERIZER_CUSTOMER_CONCURRENCY,
  cloudEndpoints: config.HOSTERIZER_CLOUD_ENDPOINTS,
});

export async function runSubgraph(
  name: SubgraphName,
  make: (settings: SubgraphSettings) => Promise<Subgraph>,
): Promise<void> {
  const log = makeLog(name, 'info');
  const shutdown = makeShutdown(log);
  try {
    const config = subgraphConfig();
    log.level = config.HOSTERIZER_LOG_LEVEL;
    const events = connectEvents(config.REDIS_URL, log);
    shutdown.add('events', () => events.close());
    const tokens = makeTokens(config.HOSTERIZER_TOKEN_SECRET);

    const subgraph = await make(settingsOf(config, { events, tokens, log }));
    shutdown.add('subgraph', () => subgraph.stop());

    const served = await serveSubgraph(subgraph, { host: config.HOST, port: config.PORT, tokens, log });
    shutdown.add('server', () => served.close());
    stopOnSignal(shutdown, log);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    await shutdown.run();
    process.exit(1);
  }
}

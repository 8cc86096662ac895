/** Gateway and all subgraphs in one process, as `npm start` runs them, with the settings of a subgraph's process. */
import { startGateway } from '@hosterizer/gateway/server';
import { subgraphConfig } from '@hosterizer/kit/config';
import { connectEvents } from '@hosterizer/kit/events';
import { makeLog } from '@hosterizer/kit/log';
import { settingsOf } from '@hosterizer/kit/process';
import { makeShutdown, stopOnSignal } from '@hosterizer/kit/shutdown';
import { makeTokens } from '@hosterizer/kit/tokens';
import { makeSubgraphs } from '@hosterizer/standalone/subgraphs';

const config = subgraphConfig();
const log = makeLog('platform', config.HOSTERIZER_LOG_LEVEL);
const shutdown = makeShutdown(log);
const events = connectEvents(config.REDIS_URL, log);
shutdown.add('events', () => events.close());
const tokens = makeTokens(config.HOSTERIZER_TOKEN_SECRET);
const gateway = await startGateway({
  config: { host: config.HOST, port: config.PORT, origins: [], trustedProxies: [] },
  subgraphs: await makeSubgraphs(settingsOf(config, { events, tokens, log }), shutdown),
  ...{ events, tokens, log },
});
shutdown.add('gateway', () => gateway.close());
stopOnSignal(shutdown, log);

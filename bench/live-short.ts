/** The short way to the log: what the subgraph does with the lines of a runner, without the doors before it. */
import { connectDatabase } from '@hosterizer/kit/database';
import { connectEvents } from '@hosterizer/kit/events';
import { makeLog } from '@hosterizer/kit/log';
import { inTenant } from '@hosterizer/kit/tenancy';
import { entities } from '@hosterizer/deployments/entities';
import { appendDeploymentEvents, type HeldJob } from '@hosterizer/deployments/jobs';
import type { AppendDeploymentEventsInput } from '@hosterizer/sdk/generated/graphql';

export type ShortWay = {
  append(customerId: string, job: HeldJob, input: AppendDeploymentEventsInput): Promise<void>;
  close(): Promise<void>;
};

/** `environment` is that of the deployments subgraph. */
export async function openShortWay(environment: Record<string, string>): Promise<ShortWay> {
  const setting = (name: string) => environment[name] ?? '';
  const log = makeLog('bench', 'warn');
  const hints = connectEvents(setting('REDIS_URL'), log);
  const database = await connectDatabase(
    {
      ...{ appUrl: setting('DATABASE_APP_URL'), platformUrl: setting('DATABASE_PLATFORM_URL'), entities },
      ...{ dataKeys: setting('HOSTERIZER_DATA_KEYS'), indexKey: setting('HOSTERIZER_INDEX_KEY') },
    },
    { events: hints, log },
  );
  return {
    async append(customerId, job, { fromLine, events }) {
      const input = { fromLine, events: events.map((event) => ({ ...event, at: new Date(event.at) })) };
      await inTenant(database, customerId, (tx) => appendDeploymentEvents(tx, job, input));
    },
    async close() {
      await database.close();
      await hints.close();
    },
  };
}

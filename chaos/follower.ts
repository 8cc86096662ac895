/** Somebody who watches a deployment from its first line to its last. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Client } from '@hosterizer/sdk/client';
import { DeploymentDocument } from '@hosterizer/sdk/generated/graphql';
import { persist } from './waiting.ts';

export type Followed = {
  id: string;
  siteId: string;
  /** Whether it removes the site. */
  removal: boolean;
  /** The numbers of the events, in the order in which they came. */
  sequences: number[];
  /** Why the stream broke, each time; it was taken up again behind the last event. */
  breaks: string[];
};

/** Follows to the end, into `followed`. Resolves with the status in which the deployment has ended. */
export async function follow(client: Client, followed: Followed): Promise<string> {
  for (let ended = false; !ended;) {
    try {
      for await (const batch of client.follow(followed.id, { after: followed.sequences.at(-1) ?? 0 })) {
        followed.sequences.push(...batch.events.map(({ sequence }) => sequence));
        ended = batch.ended;
      }
    } catch (error) {
      followed.breaks.push((error as Error).message);
      await wait(200);
    }
  }
  const { deployment } = await persist(() => client.request(DeploymentDocument, { id: followed.id }));
  return deployment?.status ?? 'GONE';
}

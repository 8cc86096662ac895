/** Hints that never leave the process, for tests that are not about Redis. */
import type { Events } from '@hosterizer/kit/events';
import { silence } from './world.ts';

export type LocalEvents = Events & {
  /** How often the channel is followed. */
  followers(channel: string): number;
  /** Resolves when nobody follows the channel any more. */
  left(channel: string): Promise<void>;
};

export function localEvents(): LocalEvents {
  const channels = new Map<string, Set<(hint: unknown) => void>>();
  const leaving = new Set<() => void>();
  const followers = (channel: string) => channels.get(channel)?.size ?? 0;
  return {
    ...silence,
    publish(channel, hint = {}) {
      channels.get(channel)?.forEach((onHint) => onHint(hint));
    },
    async subscribe(channel, onHint) {
      const listening = channels.get(channel) ?? new Set();
      channels.set(channel, listening.add(onHint));
      return () => {
        listening.delete(onHint);
        leaving.forEach((look) => look());
      };
    },
    followers,
    left: (channel) =>
      new Promise((resolve) => {
        function look(): void {
          if (followers(channel) > 0) return;
          leaving.delete(look);
          resolve();
        }
        leaving.add(look);
        look();
      }),
  };
}

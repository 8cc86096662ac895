/** Follows channels: one Redis subscription for each, however many watch it. */
import type { Events } from '@hosterizer/kit/events';
import type { Log } from '@hosterizer/kit/log';

export type Hub = {
  /**
   * Resolves once Redis has confirmed the channel, with the way to leave it. Rejects when Redis refuses.
   * A hint is called from then on, and at times earlier.
   */
  join(channel: string, onHint: () => void): Promise<() => void>;
  /** How many channels are being followed. */
  readonly channels: number;
};

type Channel = { watchers: Set<() => void>; subscribed: Promise<() => unknown> };

export function makeHub(events: Pick<Events, 'subscribe'>, log: Log): Hub {
  const open = new Map<string, Channel>();

  function channelOf(name: string): Channel {
    const known = open.get(name);
    if (known) return known;
    const watchers = new Set<() => void>();
    const subscribed = events.subscribe(name, () => watchers.forEach((onHint) => onHint()));
    const channel = { watchers, subscribed };
    open.set(name, channel);
    subscribed.catch(() => forget(name, channel)); // Whoever joins next tries again.
    return channel;
  }

  function forget(name: string, channel: Channel): void {
    if (open.get(name) === channel) open.delete(name);
  }

  function leave(name: string, channel: Channel, watcher: () => void): void {
    channel.watchers.delete(watcher);
    if (channel.watchers.size > 0 || open.get(name) !== channel) return;
    forget(name, channel);
    channel.subscribed
      .then((unsubscribe) => unsubscribe())
      .catch((error: unknown) => log.debug({ err: error, channel: name }, 'Could not leave a channel.'));
  }

  return {
    async join(name, onHint) {
      const channel = channelOf(name);
      // One function may watch twice; each time is a watcher of its own.
      const watcher = () => onHint();
      channel.watchers.add(watcher);
      try {
        await channel.subscribed;
      } catch (error) {
        leave(name, channel, watcher);
        throw error;
      }
      return () => leave(name, channel, watcher);
    },
    get channels() {
      return open.size;
    },
  };
}

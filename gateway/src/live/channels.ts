/** Follows channels: one Redis subscription for each, however many watch it. */
import type { Events } from '@hosterizer/kit/events';
import type { Log } from '@hosterizer/kit/log';

export type OnHint = (hint: unknown) => void;

export type Channels = {
  /**
   * Resolves once Redis has confirmed the channel, with the way to leave it. Rejects when Redis refuses.
   * A hint is given from then on, and at times earlier.
   */
  join(channel: string, onHint: OnHint): Promise<() => void>;
  /** How many channels are being followed. */
  readonly size: number;
};

type Channel = { listeners: Set<OnHint>; subscribed: Promise<() => unknown> };

export function makeChannels(events: Pick<Events, 'subscribe'>, log: Log): Channels {
  const open = new Map<string, Channel>();

  function channelOf(name: string): Channel {
    const known = open.get(name);
    if (known) return known;
    const listeners = new Set<OnHint>();
    const subscribed = events.subscribe(name, (hint) => listeners.forEach((onHint) => onHint(hint)));
    const channel = { listeners, subscribed };
    open.set(name, channel);
    subscribed.catch(() => forget(name, channel)); // Whoever joins next tries again.
    return channel;
  }

  function forget(name: string, channel: Channel): void {
    if (open.get(name) === channel) open.delete(name);
  }

  function leave(name: string, channel: Channel, listener: OnHint): void {
    channel.listeners.delete(listener);
    if (channel.listeners.size > 0 || open.get(name) !== channel) return;
    forget(name, channel);
    channel.subscribed
      .then((unsubscribe) => unsubscribe())
      .catch((error: unknown) => log.debug({ err: error, channel: name }, 'Could not leave a channel.'));
  }

  return {
    async join(name, onHint) {
      const channel = channelOf(name);
      // One function may listen twice; each time is a listener of its own.
      const listener: OnHint = (hint) => onHint(hint);
      channel.listeners.add(listener);
      try {
        await channel.subscribed;
      } catch (error) {
        leave(name, channel, listener);
        throw error;
      }
      return () => leave(name, channel, listener);
    },
    get size() {
      return open.size;
    },
  };
}

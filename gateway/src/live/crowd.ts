/** How many sockets one address, and one viewer, may have open at a time. */
import { networkOf } from '../limits/limits.ts';

/** 0 for any number. */
export type CrowdLimits = { perAddress: number; perViewer: number };

export type Crowd = {
  /** False when the address has as many as it may have. */
  enter(ip: string): boolean;
  /** Says whose a socket is; false when they have as many as they may have. */
  settle(viewerId: string): boolean;
  leave(ip: string, viewerId: string | undefined): void;
};

export function makeCrowd({ perAddress, perViewer }: CrowdLimits): Crowd {
  const addresses = new Map<string, number>();
  const viewers = new Map<string, number>();

  function more(counts: Map<string, number>, key: string, most: number): boolean {
    const count = counts.get(key) ?? 0;
    if (most > 0 && count >= most) return false;
    counts.set(key, count + 1);
    return true;
  }

  function less(counts: Map<string, number>, key: string): void {
    const count = counts.get(key) ?? 0;
    if (count > 1) counts.set(key, count - 1);
    else counts.delete(key);
  }

  return {
    enter: (ip) => more(addresses, networkOf(ip), perAddress),
    settle: (viewerId) => more(viewers, viewerId, perViewer),
    leave(ip, viewerId) {
      less(addresses, networkOf(ip));
      if (viewerId !== undefined) less(viewers, viewerId);
    },
  };
}

import { useSyncExternalStore } from 'react';

/** One timer for every ticking label of one period, so that a table of them wakes the page once. */
function makeClock(period: number) {
  const listeners = new Set<() => void>();
  let now = Date.now();
  let timer: ReturnType<typeof setInterval> | undefined;

  const tick = () => {
    now = Date.now();
    for (const listener of listeners) listener();
  };
  return {
    subscribe(listener: () => void) {
      if (listeners.size === 0) {
        now = Date.now();
        timer = setInterval(tick, period);
      }
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) clearInterval(timer);
      };
    },
    now: () => now,
  };
}

const seconds = makeClock(1000);
const slow = makeClock(15_000);
const stopped = { subscribe: () => () => {}, now: () => 0 };

/** Milliseconds since 1970, renewed every second, every 15 seconds, or never (then 0). */
export function useNow(pace: 'second' | 'slow' | 'never'): number {
  const clock = pace === 'second' ? seconds : pace === 'slow' ? slow : stopped;
  return useSyncExternalStore(clock.subscribe, clock.now);
}

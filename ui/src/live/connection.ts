import { useSyncExternalStore } from 'react';

export type ConnectionState = 'idle' | 'connecting' | 'open' | 'lost';

/** Whether live updates flow. `idle` is a page that follows nothing. */
export function createConnection() {
  const listeners = new Set<() => void>();
  let state: ConnectionState = 'idle';
  let opened = 0;
  return {
    /** Counts the sockets so far: who holds a number knows whether its socket is still the one. */
    serial: () => opened,
    next: () => void (opened += 1),
    get: () => state,
    set(next: ConnectionState) {
      if (next === state) return;
      state = next;
      for (const listener of listeners) listener();
    },
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

export type Connection = ReturnType<typeof createConnection>;

export const useConnection = (connection: Connection): ConnectionState =>
  useSyncExternalStore(connection.subscribe, connection.get);

/** Keeps what the tabs of one portal share: when the access cookie ends. */
export type Memory = { read: () => number | null; write: (expiresAt: number | null) => void };

export type SessionDeps = {
  /** Trades the refresh cookie for new ones: when those end, or null when the session is over. Throws when nobody answers. */
  refresh: () => Promise<string | null>;
  memory: Memory;
  /** Runs the work while no other tab runs it: a refresh token is good for one refresh. */
  alone: <T>(work: () => Promise<T>) => Promise<T>;
  now: () => number;
};

export type Session = ReturnType<typeof createSession>;

/** Refreshed this long before the access cookie ends, in milliseconds. */
const ahead = 60_000;

/**
 * The life of a browser session. Cookies carry it and scripts cannot read them, so all that is known here is when
 * the access cookie ends, whether a refresh was refused, and who waits for the person to sign in again.
 */
export function createSession({ refresh, memory, alone, now }: SessionDeps) {
  const listeners = new Set<() => void>();
  let lapsed = false;
  let renewing: Promise<boolean> | null = null;
  let waiting: Array<() => void> = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  const setLapsed = (value: boolean) => {
    if (lapsed === value) return;
    lapsed = value;
    for (const listener of listeners) listener();
  };

  function schedule(): void {
    clearTimeout(timer);
    const expiresAt = memory.read();
    if (expiresAt === null) return;
    const due = () => {
      // Another tab may have renewed meanwhile.
      if (memory.read() !== expiresAt) schedule();
      else renew().catch(schedule);
    };
    timer = setTimeout(due, Math.max(5_000, expiresAt - now() - ahead));
  }

  function began(expiresAt: string): void {
    memory.write(Date.parse(expiresAt));
    schedule();
    setLapsed(false);
    for (const go of waiting) go();
    waiting = [];
  }

  function ended(): void {
    clearTimeout(timer);
    memory.write(null);
    setLapsed(false);
  }

  /** One refresh however many ask for it. True when requests may go on, false when the session is over. */
  function renew(): Promise<boolean> {
    const known = memory.read();
    renewing ??= alone(async () => {
      const found = memory.read();
      if (found !== known && found !== null && found > now() + ahead) {
        schedule();
        return true;
      }
      const expiresAt = await refresh();
      if (expiresAt !== null) began(expiresAt);
      return expiresAt !== null;
    }).finally(() => {
      renewing = null;
    });
    return renewing;
  }

  /** For a request that was refused: resolves once it may be sent again, if need be after the person has signed in. */
  async function recover(): Promise<void> {
    if (!lapsed && (await renew())) return;
    setLapsed(true);
    await new Promise<void>((go) => waiting.push(go));
  }

  return {
    began,
    ended,
    renew,
    recover,
    schedule,
    /** Whether somebody seems to have signed in here before. */
    remembered: () => memory.read() !== null,
    /** Whether the access cookie has ended or is about to. */
    stale: () => (memory.read() ?? Infinity) < now() + 5_000,
    isLapsed: () => lapsed,
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

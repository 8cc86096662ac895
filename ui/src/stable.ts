import { useRef } from 'react';

type Calls = Record<string, (...parameters: never[]) => unknown>;

/**
 * The same functions at every render, each calling the newest: a memoised child that is dear to draw is then not
 * drawn again only because its parent was.
 */
export function useStable<T extends Calls>(calls: T): T {
  const newest = useRef(calls);
  newest.current = calls;
  const stable = useRef<T>(undefined);
  stable.current ??= Object.fromEntries(
    Object.keys(calls).map((name) => [
      name,
      (...parameters: never[]) => newest.current[name]!(...parameters),
    ]),
  ) as unknown as T;
  return stable.current;
}

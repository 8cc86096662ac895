import { useDeferredValue, useMemo, useState, useSyncExternalStore } from 'react';
import { compileQuery, createSearch, type Query } from './search.ts';
import type { LogStore } from './store.ts';
import type { LogRows } from './view.ts';

const never = () => () => {};

/** The search of one viewer: what is looked for and which lines have it. Kept up with the log only while there is one. */
export function useSearch(store: LogStore, rows: LogRows) {
  const [query, setQuery] = useState<Query>({ text: '', matchCase: false, regex: false });
  // A long log takes a moment to search; typing goes first.
  const deferred = useDeferredValue(query);
  const compiled = useMemo(() => compileQuery(deferred), [deferred]);
  const matcher = typeof compiled === 'function' ? compiled : null;
  useSyncExternalStore(matcher ? store.subscribeSlow : never, store.slowVersion);
  const search = useMemo(() => (matcher ? createSearch(store, rows, matcher) : null), [store, rows, matcher]);
  search?.catchUp();
  return {
    query,
    setQuery,
    matcher,
    /** Another object for every other search. */
    search,
    hits: search?.hits() ?? [],
    /** Why a pattern cannot be used. */
    problem: typeof compiled === 'string' ? compiled : null,
  };
}

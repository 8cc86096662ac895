/** A map that forgets what was used longest ago, for caches whose keys strangers choose. */
export type Bounded<Key, Value> = {
  get(key: Key): Value | undefined;
  set(key: Key, value: Value): Value;
  delete(key: Key): void;
  deleteWhere(matches: (value: Value) => boolean): void;
  readonly size: number;
};

/** Holds at most `limit` entries. */
export function boundedMap<Key, Value>(limit: number): Bounded<Key, Value> {
  // A Map keeps the order of insertion: the first key is the one to forget.
  const entries = new Map<Key, Value>();

  return {
    get(key) {
      const value = entries.get(key);
      if (value === undefined) return undefined;
      entries.delete(key);
      entries.set(key, value);
      return value;
    },
    set(key, value) {
      entries.delete(key);
      entries.set(key, value);
      if (entries.size > limit) entries.delete(entries.keys().next().value!);
      return value;
    },
    delete: (key) => void entries.delete(key),
    deleteWhere(matches) {
      for (const [key, value] of entries) if (matches(value)) entries.delete(key);
    },
    get size() {
      return entries.size;
    },
  };
}

/** What became of one value: `before` and `after` are undefined where there was or is none. */
export type Change = { path: string; before: unknown; after: unknown; kind: 'added' | 'removed' | 'changed' };

/** The values that differ between two states of an object, by dotted path; lists are compared as a whole. */
export function changesBetween(before: unknown, after: unknown): Change[] {
  const old = flat(before);
  const now = flat(after);
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((path) => {
    const change = { path, before: old.get(path), after: now.get(path) };
    if (!now.has(path)) return { ...change, kind: 'removed' as const };
    if (!old.has(path)) return { ...change, kind: 'added' as const };
    return say(change.before) === say(change.after) ? [] : { ...change, kind: 'changed' as const };
  });
}

function flat(value: unknown, path = ''): Map<string, unknown> {
  if (value === null || value === undefined) return new Map(path === '' ? [] : [[path, value]]);
  if (typeof value !== 'object' || Array.isArray(value)) return new Map([[path || 'value', value]]);
  const entries = Object.entries(value);
  if (entries.length === 0) return new Map(path === '' ? [] : [[path, value]]);
  return new Map(entries.flatMap(([key, part]) => [...flat(part, path === '' ? key : `${path}.${key}`)]));
}

/** A value as it is shown: text as it is, everything else as JSON. */
export const say = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);

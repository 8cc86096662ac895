/** What differs between two values out of JSON, attribute by attribute. */
import type { AttributeChange } from './generated/resolvers.ts';

export const mostChanges = 200;
export const longestValue = 4_096;
/** Nobody reads deeper, and what is nested without end must not be followed to it. */
const deepest = 100;

type Difference = Pick<AttributeChange, 'path' | 'before' | 'after' | 'sensitive'>;

/**
 * The attributes that differ, at most 200, texts cut to 4,096 characters. An attribute that is missing is null, and so
 * is a null. What `isSensitive` names by its path is masked with everything in it: only that it differs is told.
 */
export function differencesOf(
  before: unknown,
  after: unknown,
  isSensitive: (path: string) => boolean,
): AttributeChange[] {
  const changes: AttributeChange[] = [];
  for (const difference of differing(before, after, isSensitive, '', 0)) {
    changes.push({ ...difference, unknown: false, replaces: false });
    if (changes.length === mostChanges) break;
  }
  return changes;
}

function* differing(
  before: unknown,
  after: unknown,
  isSensitive: (path: string) => boolean,
  path: string,
  depth: number,
): Generator<Difference, undefined> {
  if (before === after || depth > deepest) return;
  if (isSensitive(path)) {
    const same = differing(before, after, () => false, path, depth).next().done;
    if (!same) yield { path, before: null, after: null, sensitive: true };
    return;
  }
  const [own, other] = [ownOf(before, after), ownOf(after, before)];
  if (own !== other) yield { path, before: cut(own), after: cut(other), sensitive: false };
  for (const [step, inBefore, inAfter] of membersOf(before, after)) {
    yield* differing(
      inBefore,
      inAfter,
      isSensitive,
      path + (path ? step : step.replace(/^\./, '')),
      depth + 1,
    );
  }
}

/** What is to be told of a value itself; null for one that is told by its members, or by those of the other. */
function ownOf(value: unknown, other: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (typeof value !== 'object') return value;
  const alike = Array.isArray(value) ? Array.isArray(other) : isObject(other);
  return alike || Object.keys(value).length > 0 ? null : value;
}

const cut = (value: unknown): unknown =>
  typeof value === 'string' && value.length > longestValue ? `${value.slice(0, longestValue - 1)}…` : value;

/** The members of two values with the step that leads to each, those of a list by their place. */
function* membersOf(
  before: unknown,
  after: unknown,
): Generator<[step: string, before: unknown, after: unknown]> {
  const lists = [before, after].filter(Array.isArray);
  for (let place = 0; place < Math.max(0, ...lists.map(({ length }) => length)); place++) {
    yield [`[${place}]`, memberOf(before, place, true), memberOf(after, place, true)];
  }
  const names = [before, after].filter(isObject).flatMap((value) => Object.keys(value));
  for (const name of new Set(names)) {
    yield [stepTo(name), memberOf(before, name, false), memberOf(after, name, false)];
  }
}

function memberOf(value: unknown, key: string | number, ofList: boolean): unknown {
  if (ofList ? !Array.isArray(value) : !isObject(value)) return undefined;
  return Object.hasOwn(value as object, key) ? (value as Record<string | number, unknown>)[key] : undefined;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const stepTo = (name: string) =>
  /^[A-Za-z_][\w-]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;

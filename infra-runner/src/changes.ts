/** What Terraform changes in one resource, attribute by attribute, with what is secret left out. */
import type { Mask } from './redact.ts';

/** One attribute as the platform stores and shows it. */
export type Change = {
  path: string;
  before: unknown;
  after: unknown;
  sensitive: boolean;
  unknown: boolean;
  replaces: boolean;
};

/** As `terraform show -json` tells of a resource. */
export type ShownChange = {
  actions: string[];
  before?: unknown;
  after?: unknown;
  after_unknown?: unknown;
  before_sensitive?: unknown;
  after_sensitive?: unknown;
  replace_paths?: unknown[][];
};

type Step = string | number;

/** The five trees at one place: values, and what is marked in them. */
type Place = {
  before: unknown;
  after: unknown;
  unknown: unknown;
  hiddenBefore: unknown;
  hiddenAfter: unknown;
};

const most = { changes: 200, path: 1_000, characters: 4_096, depth: 60 };

/** An attribute of such a name is taken for secret, also where nobody has declared it. */
const secretName = /passw|secret|token|credential|private_?key|api_?key|access_?key/i;

/** At most 200 changes of attributes. `mask` takes known secrets and what looks like one out of texts. */
export function changesOf(shown: ShownChange, mask: Mask): Change[] {
  const found: Change[] = [];
  const replacing = shown.replace_paths ?? [];

  function note(path: Step[], { before, after, unknown }: Partial<Place>, hidden: boolean): void {
    found.push({
      path: mask(describePath(path)).slice(0, most.path).replaceAll('\0', '').toWellFormed(),
      before: hidden ? null : shownValue(before, mask),
      after: hidden || unknown === true ? null : shownValue(after, mask),
      sensitive: hidden,
      unknown: unknown === true,
      replaces: replacing.some((steps) => overlap(steps, path)),
    });
  }

  function walk(path: Step[], place: Place): void {
    if (found.length >= most.changes) return;
    const { before, after, unknown, hiddenBefore, hiddenAfter } = place;
    const settled = unknown !== true && !holdsUnknown(unknown) && isSame(before, after);
    if (settled) return;
    const leaf = typeof before === 'string' || typeof after === 'string';
    if (hiddenBefore === true || hiddenAfter === true || (leaf && path.some(soundsSecret)))
      return note(path, place, true);
    const parts = keysOf(before, after, unknown);
    if (parts.length === 0) return note(path, place, false);
    // Nobody reads that deep, and what is hidden further down would have to be looked for.
    if (path.length >= most.depth) return note(path, place, true);
    // A value that becomes a list, or the other way round: the value itself is a change beside those inside.
    if (isValue(before) || isValue(after)) {
      note(path, { before: isValue(before) ? before : null, after: isValue(after) ? after : null }, false);
    }
    for (const part of parts) {
      walk([...path, part], {
        before: at(before, part),
        after: at(after, part),
        unknown: at(unknown, part),
        hiddenBefore: at(hiddenBefore, part),
        hiddenAfter: at(hiddenAfter, part),
      });
    }
  }

  walk([], {
    before: shown.before ?? null,
    after: shown.after ?? null,
    unknown: shown.after_unknown ?? false,
    hiddenBefore: shown.before_sensitive ?? false,
    hiddenAfter: shown.after_sensitive ?? false,
  });
  return found.slice(0, most.changes);
}

const soundsSecret = (step: Step) => typeof step === 'string' && secretName.test(step);

const isContainer = (value: unknown): value is object => typeof value === 'object' && value !== null;
const isValue = (value: unknown) => value !== null && value !== undefined && !isContainer(value);

function at(tree: unknown, part: Step): unknown {
  // What is marked as a whole is marked in all its parts.
  if (tree === true) return true;
  return isContainer(tree) ? (tree as Record<Step, unknown>)[part] : undefined;
}

function keysOf(before: unknown, after: unknown, unknown: unknown): Step[] {
  const lists = [before, after].some(Array.isArray);
  const trees = [before, after, unknown].filter(isContainer);
  const keys = new Set(trees.flatMap((tree) => Object.keys(tree)));
  return lists ? [...keys].map(Number) : [...keys];
}

function holdsUnknown(unknown: unknown): boolean {
  return unknown === true || (isContainer(unknown) && Object.values(unknown).some(holdsUnknown));
}

/** Whether two values are the same; what is left out is null. */
function isSame(one: unknown, other: unknown): boolean {
  if (!isContainer(one) || !isContainer(other)) return (one ?? null) === (other ?? null);
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  if (Array.isArray(one) && one.length !== (other as unknown[]).length) return false;
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].every((key) =>
    isSame(at(one, key), at(other, key)),
  );
}

function shownValue(value: unknown, mask: Mask): unknown {
  if (typeof value !== 'string') {
    if (!isContainer(value)) return value ?? null;
    return shownValue(JSON.stringify(value), mask);
  }
  // A secret that the end cuts in two is cut off as well: twice the length is looked at.
  const clean = mask(value.slice(0, 2 * most.characters));
  if (clean.length <= most.characters) return clean;
  return `${clean.slice(0, most.characters - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** `tags["env"]`, `rules[0].port`. */
function describePath(path: Step[]): string {
  const parts = path.map((step) => {
    if (typeof step === 'number') return `[${step}]`;
    return /^[a-z_][\w-]*$/i.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
  });
  return parts.join('').replace(/^\./, '');
}

/** Whether one path is the other's beginning. */
function overlap(one: unknown[], other: Step[]): boolean {
  const shorter = Math.min(one.length, other.length);
  return one.slice(0, shorter).every((step, index) => String(step) === String(other[index]));
}

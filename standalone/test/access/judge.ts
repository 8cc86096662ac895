/** Whether an answer is the one that the contract promises. */
import { nameOf, type Cell, type Expected } from './cells.ts';
import { valuesAt, type Inner } from './inner.ts';
import type { Somebody } from './people.ts';
import type { Answer } from './platform.ts';
import { secret } from './site-rows.ts';
import type { Tenant } from './tenants.ts';

export type Examined = {
  cell: Cell;
  /** What is wrong with the answer; none when it is as promised. */
  violations: string[];
  allowed: boolean;
  /** Whether nothing at all went wrong. */
  done: boolean;
};

const refusals = new Set(['AUTHENTICATION_ERROR', 'AUTHORIZATION_ERROR', 'NOT_FOUND']);

/** The code with which what was asked for was refused; null when it was not. */
export function refusalOf({ target, expected }: Cell, { data, errors }: Answer): string | null {
  const [first] = errors;
  if (expected === 'refused' && first) return first.code;
  if (expected === 'VALIDATION_ERROR' && first?.code === expected) return first.code;
  if (first && refusals.has(first.code)) return first.code;
  // Where there is no place for it, nobody can see it.
  if (target.what === 'inner' && expected !== 'allowed' && valuesAt(data, placeOf(target.inner)).length === 0)
    return expected;
  if (target.what === 'entity' && !first) {
    const [found] = (data?.['_entities'] ?? []) as unknown[];
    return found ? null : 'NOT_FOUND';
  }
  return null;
}

const isRefusal = (expected: Expected): boolean => expected !== 'allowed' && expected !== 'nothing foreign';

/** Whether anything is in the place of what was asked for. */
function shown({ target }: Cell, { data }: Answer): boolean {
  const path =
    target.what === 'root'
      ? [target.field.name]
      : target.what === 'inner'
        ? placeOf(target.inner)
        : ['_entities'];
  return valuesAt(data, path).some((value) => value !== null);
}

/** Whether there is nothing in it but what was sent, and lists without an item. */
function isBare(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isBare);
  if (typeof value !== 'object' || value === null) return value === null;
  return Object.entries(value).every(
    ([key, inner]) => ['id', '__typename', 'pageInfo'].includes(key) || isBare(inner),
  );
}

const placeOf = ({ start, path }: Inner): string[] => [start.field?.name ?? '_entities', ...path];

/** What is wrong with the answer; at most one thing. */
export function judge(cell: Cell, answer: Answer): string[] {
  const { expected, target, whose, foreign } = cell;
  const refused = refusalOf(cell, answer);
  const said = answer.errors
    .map(({ code, path, message }) => `${code} at ${path}: ${message.replace(/id [0-9a-f]{32}/, 'id')}`)
    .join(' ')
    .slice(0, 500);
  const got = refused ?? (said || 'an answer');
  const wrong = (promised: string) => [
    `${nameOf(cell)}: ${promised}, got ${got}${refused ? ` (${said})` : ''}`,
  ];

  if (isRefusal(expected) && shown(cell, answer)) return wrong(`promised ${expected}, and nothing else`);
  if (expected === 'nothing foreign') {
    const kept = refused ? refused === 'NOT_FOUND' : isBare(answer.data);
    return kept ? [] : wrong(expected);
  }
  if (expected === 'refused') {
    const [first] = answer.errors;
    return first && first.code !== 'INTERNAL_ERROR' ? [] : wrong('promised to be refused');
  }
  // Who may not ask at all may as well hear that the object does not exist.
  const hidden = foreign.length > 0 && expected === 'AUTHORIZATION_ERROR' && refused === 'NOT_FOUND';
  if (expected !== 'allowed') return refused === expected || hidden ? [] : wrong(`promised ${expected}`);
  if (refused) return wrong('promised to be allowed');
  if (answer.errors.some(({ code }) => code === 'INTERNAL_ERROR')) return wrong('promised to be allowed');
  // What graphql-js itself finds wrong has no path: the question, and not the answer, is broken then.
  if (answer.errors.some(({ path }) => path === undefined)) return wrong('a question that can be asked');
  if (target.what !== 'root' || answer.errors.length > 0) return [];

  const found = answer.data?.[target.field.name];
  const named = whose === 'own' && cell.namings.every(({ required }) => required);
  if (named && found === null) return wrong('promised the object');
  const { edges } = (found ?? {}) as { edges?: unknown[] };
  const { staff } = cell.kind;
  return edges?.length === 0 && whose === 'nobody' && !staff
    ? wrong('promised a list that is not empty')
    : [];
}

/**
 * Each successful mutation by a person or an API key has written one entry, and nothing else has. What is public is the
 * deed of whoever the secrets in it belong to. Staying signed in is no deed, nor is signing out without a session.
 */
export function wrongEntries({ cell, allowed, done }: Examined, entries: number): string | null {
  const { target, kind, door } = cell;
  const signed = door === 'gateway' || door === 'subgraph';
  if (target.what !== 'root' || target.field.root !== 'Mutation' || !signed) return null;
  const { name, needs } = target.field;
  const byWhom = name === 'signOut' ? kind.person : kind.audited || needs.some((access) => access.public);
  const promised = allowed && done && byWhom && name !== 'refreshSession' ? 1 : 0;
  return entries === promised ? null : `${nameOf(cell)}: promised ${promised} audit entries, got ${entries}`;
}

/** Nothing of a customer's is for anybody else, except what the question itself has named; secrets are for nobody. */
export function leaks(
  cell: Cell,
  { text }: Answer,
  { asked, asker, tenants }: { asked: string; asker: Somebody; tenants: readonly Tenant[] },
): string[] {
  const { kind, tenant } = asker;
  if (text.includes(secret) && cell.target.coordinate !== 'Mutation.claimJob')
    return [`${nameOf(cell)}: the answer holds a site's secret: ${excerpt(text, secret)}`];
  // These see every customer's things, or work for all of them.
  if (kind.staff || kind.name === 'runner') return [];
  return tenants
    .filter((other) => other !== tenant || kind.scopes === null)
    .flatMap(({ mark, ids }) => [mark, ...ids])
    .filter((word) => text.includes(word) && !asked.includes(word))
    .slice(0, 1)
    .map((word) => `${nameOf(cell)}: the answer holds what is another customer's: ${excerpt(text, word)}`);
}

function excerpt(text: string, word: string): string {
  const at = text.indexOf(word);
  return text.slice(Math.max(0, at - 80), at + word.length + 40);
}

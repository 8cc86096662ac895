/** Asks the questions, and says where an answer is not the one that the contract promises. */
import type { Pool } from 'pg';
import { argumentsFor, operationFor, type Naming } from './arguments.ts';
import { nameOf, objectOf, type Cell, type Expected } from './cells.ts';
import { verdictOn, type Contract, type RootField } from './contract.ts';
import type { Stage } from './fixtures.ts';
import { valuesAt, type Inner } from './inner.ts';
import { kinds, type Become, type Somebody } from './people.ts';
import type { Answer, Platform } from './platform.ts';
import { everythingBelow, type May } from './selections.ts';
import { makeFullTenant, makeTenant, type ObjectType, type Tenant } from './tenants.ts';

/** Who is there before the first question: each kind once, and the customers whose things they ask for. */
export type Cast = {
  stage: Stage;
  become: Become;
  /** By the name of their kind. */
  standing: ReadonlyMap<string, Somebody>;
  /** The customer of all but the suspended, theirs, and the one who is a stranger to everybody. */
  tenants: Readonly<Record<'own' | 'suspended' | 'foreign', Tenant>>;
};

export type Examined = {
  cell: Cell;
  /** What is wrong with the answer; none when it is as promised. */
  violations: string[];
  allowed: boolean;
  /** Whether nothing at all went wrong. */
  done: boolean;
};

const atOnce = 12;
/** How far down an answer is read; further for questions, which are most of the suite, than for what changes things. */
const depths = { Query: 5, Subscription: 4, Mutation: 3 };

export async function makeCast(stage: Stage, become: Become): Promise<Cast> {
  const tenants = {
    own: await makeFullTenant(stage.rows),
    suspended: await makeFullTenant(stage.rows, { suspended: true }),
    foreign: await makeFullTenant(stage.rows),
  };
  const standing = new Map<string, Somebody>();
  for (const kind of kinds) {
    standing.set(kind.name, await become(kind, kind.suspended ? tenants.suspended : tenants.own));
  }
  return { stage, become, standing, tenants };
}

export type Examination = {
  contract: Contract;
  platform: Platform;
  cast: Cast;
  owner: Pool;
};

/** Asks for each cell. What was changed is compared with the audit log afterwards. */
export async function examine(
  { contract, platform, cast, owner }: Examination,
  cells: readonly Cell[],
): Promise<Examined[]> {
  const examined: Array<Examined & { traceId: string }> = [];
  const waiting = [...cells];
  async function work(): Promise<void> {
    for (let cell = waiting.shift(); cell; cell = waiting.shift()) {
      examined.push(await examineCell(cell));
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work));

  const { rows } = await owner.query<{ trace_id: string; entries: number }>(
    `select trace_id, count(*)::int as entries from platform.audit_entry group by trace_id`,
  );
  const entries = new Map(rows.map(({ trace_id, entries: count }) => [trace_id, count]));
  for (const each of examined) {
    const wrong = wrongEntries(each, entries.get(each.traceId) ?? 0);
    if (wrong) each.violations.push(wrong);
  }
  return examined;

  async function examineCell(cell: Cell): Promise<Examined & { traceId: string }> {
    const asker = await askerOf(cell, cast);
    const { query, variables } = await questionOf(cell, asker);
    const answer = await platform
      .ask({ door: cell.door, subgraph: cell.target.subgraph, query, variables }, asker)
      .catch((cause: unknown) => {
        throw new Error(`${nameOf(cell)}: ${String(cause)}`, { cause });
      });
    const refused = refusalOf(cell, answer);
    return {
      cell,
      violations: [...judge(cell, answer), ...leaks(answer, JSON.stringify(variables), asker)],
      allowed: refused === null,
      done: answer.errors.length === 0,
      traceId: answer.traceId,
    };
  }

  async function questionOf(cell: Cell, asker: Somebody) {
    const { target, door } = cell;
    const scopes = asker.kind.scopes;
    const may: May = (type, field) =>
      verdictOn(
        door === 'subgraph' ? contract.needsAt(target.subgraph, type, field) : contract.needsOf(type, field),
        scopes,
      ) === 'allowed';
    const schema = door === 'subgraph' ? platform.subgraphs[target.subgraph].schema : platform.api;

    const below = (type: string, depth: number) => everythingBelow(schema, type, may, depth);
    if (target.what === 'entity') {
      return entityQuestion(cell, asker, objectOf(target.entity), below(target.type, depths.Query));
    }
    if (target.what === 'root')
      return rootQuestion(cell, asker, target.field, below(target.field.returns, depths[target.field.root]));

    const { start, path, returns } = target.inner;
    const inside = path.reduceRight((selection, name) => `{ ${name} ${selection} }`, below(returns, 2));
    return start.field
      ? rootQuestion(cell, asker, start.field, inside)
      : entityQuestion(cell, asker, objectOf(start.entity), inside);
  }

  async function rootQuestion(cell: Cell, asker: Somebody, field: RootField, selection: string) {
    const ids = await Promise.all(
      cell.namings.map(async (naming) => ({ naming, id: await idFor(cell, naming, asker) })),
    );
    const variables = await argumentsFor(contract, field, ids, asker, cast.stage);
    return { query: operationFor(field, variables, selection), variables };
  }

  async function entityQuestion({ whose }: Cell, asker: Somebody, type: ObjectType, selection: string) {
    const id = await (whose === 'foreign' ? cast.tenants.foreign : asker.tenant).object(type);
    return {
      query: `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ${type} ${selection} } }`,
      variables: { of: [{ __typename: type, id }] },
    };
  }

  /** Of a question that filters, everything but the filter is the asker's own. */
  async function idFor({ whose, namings }: Cell, naming: Naming, asker: Somebody): Promise<string> {
    const filters = namings.some(({ required }) => !required);
    const foreign = whose === 'foreign' && !(filters && naming.required);
    if (foreign) return cast.tenants.foreign.object(naming.type);
    if (naming.type === 'SignedIn' && asker.person) {
      return (await cast.stage.rows.session(asker.person, asker.viewer?.customerId ?? null)).id;
    }
    return asker.tenant.object(naming.type);
  }

  /** Nothing of a customer's is for anybody else, except what the question itself has named. */
  function leaks({ text }: Answer, asked: string, { kind, tenant }: Somebody): string[] {
    if (kind.staff || kind.name === 'runner' || kind.name === 'gateway') return [];
    return Object.values(cast.tenants)
      .filter((other) => other !== tenant || kind.scopes === null)
      .flatMap(({ mark, ids }) => [mark, ...ids])
      .filter((word) => text.includes(word) && !asked.includes(word))
      .slice(0, 1)
      .map((word) => `the answer holds ${word}, which is another customer's: ${excerpt(text, word)}`);
  }
}

/** Whoever changes something does it once and in a customer of their own, so that no cell sees what another did. */
async function askerOf({ kind, target, expected }: Cell, cast: Cast): Promise<Somebody> {
  const changes = target.what === 'root' && target.field.root === 'Mutation' && expected === 'allowed';
  if (!changes) return cast.standing.get(kind.name)!;
  return cast.become(kind, await makeTenant(cast.stage.rows, { suspended: kind.suspended }));
}

const refusals = new Set(['AUTHENTICATION_ERROR', 'AUTHORIZATION_ERROR', 'NOT_FOUND']);

/** The code with which what was asked for was refused; null when it was not. */
function refusalOf({ target, expected }: Cell, { data, errors }: Answer): string | null {
  const [first] = errors;
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

const placeOf = ({ start, path }: Inner): string[] => [start.field?.name ?? '_entities', ...path];

function judge(cell: Cell, answer: Answer): string[] {
  const { expected, target, whose } = cell;
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
  if (expected === 'nothing foreign') return refused && refused !== 'NOT_FOUND' ? wrong(expected) : [];
  // Who may not ask at all may as well hear that the object does not exist.
  const hidden = whose === 'foreign' && expected === 'AUTHORIZATION_ERROR' && refused === 'NOT_FOUND';
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
function wrongEntries({ cell, allowed, done }: Examined, entries: number): string | null {
  const { target, kind, door } = cell;
  const signed = door === 'gateway' || door === 'subgraph';
  if (target.what !== 'root' || target.field.root !== 'Mutation' || !signed) return null;
  const { name, needs } = target.field;
  const byWhom = name === 'signOut' ? kind.person : kind.audited || needs.some((access) => access.public);
  const promised = allowed && done && byWhom && name !== 'refreshSession' ? 1 : 0;
  return entries === promised ? null : `${nameOf(cell)}: promised ${promised} audit entries, got ${entries}`;
}

function excerpt(text: string, word: string): string {
  const at = text.indexOf(word);
  return text.slice(Math.max(0, at - 80), at + word.length + 40);
}

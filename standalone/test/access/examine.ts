/** Makes each question, asks it, and has the answer judged. */
import type { Pool } from 'pg';
import { argumentsFor, operationFor, type Naming } from './arguments.ts';
import { nameOf, objectOf, type Cell } from './cells.ts';
import { verdictOn, type Contract, type RootField } from './contract.ts';
import { askerOf, strangerOf, type Cast } from './cast.ts';
import { judge, leaks, refusalOf, wrongEntries, type Examined } from './judge.ts';
import type { Somebody } from './people.ts';
import type { Platform } from './platform.ts';
import { everythingBelow, type May } from './selections.ts';
import type { ObjectType, Tenant } from './tenants.ts';

const atOnce = 8;
/** How far down an answer is read; further for questions, which are most of the suite, than for what changes things. */
const depths = { Query: 5, Subscription: 4, Mutation: 3 };

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
  const tenants = Object.values(cast.tenants);
  const examined: Array<Examined & { traceId: string }> = [];
  // What changes something comes last: by then hundreds of deployments wait, which nobody else need see.
  const changes = ({ target }: Cell) => target.what === 'root' && target.field.root === 'Mutation';
  const waiting = [...cells.filter((cell) => !changes(cell)), ...cells.filter(changes)];
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
      violations: [
        ...judge(cell, answer),
        ...leaks(cell, answer, { asked: JSON.stringify(variables), asker, tenants }),
      ],
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
    const stranger = cell.foreign.length > 0 ? await strangerOf(cell, cast) : null;
    const ids = await Promise.all(
      cell.namings.map(async (naming) => ({
        naming,
        id: await (stranger && cell.foreign.includes(naming)
          ? idIn(stranger, field, naming)
          : idOf(asker, field, naming)),
      })),
    );
    const variables = await argumentsFor(contract, field, ids, {
      ...{ asker, stage: cast.stage, of: stranger ?? asker.tenant },
    });
    return { query: operationFor(field, variables, selection), variables };
  }

  async function entityQuestion({ whose }: Cell, asker: Somebody, type: ObjectType, selection: string) {
    const id = await (whose === 'foreign' ? cast.tenants.foreign : asker.tenant).object(type);
    return {
      query: `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ${type} ${selection} } }`,
      variables: { of: [{ __typename: type, id }] },
    };
  }

  async function idOf(
    { person, viewer, tenant }: Somebody,
    field: RootField,
    naming: Naming,
  ): Promise<string> {
    if (naming.type === 'SignedIn' && person)
      return (await cast.stage.rows.session(person, viewer?.customerId ?? null)).id;
    return idIn(tenant, field, naming);
  }
}

async function idIn(tenant: Tenant, { coordinate }: RootField, { path, type }: Naming): Promise<string> {
  const scene = await tenant.scene(coordinate);
  return scene[path.at(-1)!] ?? tenant.object(type);
}

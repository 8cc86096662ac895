/** Fields further down that have rules of their own, and a shortest way to each. */
import type { SubgraphName } from '@hosterizer/kit/sdl';
import { namingsOf } from './arguments.ts';
import { namedType, type Access, type Contract, type Entity, type RootField } from './contract.ts';
import { fixtures } from './fixtures.ts';

export type Start = { field: RootField; entity?: never } | { entity: Entity; field?: never };

export type Inner = {
  /** Such as `Site.latestDeployment`. */
  coordinate: string;
  start: Start;
  /** The fields from there to the one that is meant, which is the last. */
  path: readonly string[];
  /** The type that it reaches. */
  returns: string;
  /** What the way there needs, and what the field itself needs. */
  wayNeeds: readonly Access[];
  needs: readonly Access[];
};

type Way = { type: string; start: Start; path: readonly string[]; needs: readonly Access[] };

/** At the API, or where one subgraph's own door can reach. */
export function innerFields(contract: Contract, subgraph: SubgraphName | null): Inner[] {
  const needsOf = (type: string, field: string) =>
    subgraph ? contract.needsAt(subgraph, type, field) : contract.needsOf(type, field);
  const types = subgraph ? contract.typesAt(subgraph) : contract.types;
  const waiting = starts(contract, subgraph);
  const seen = new Set<string>();
  const found: Inner[] = [];

  for (let way = waiting.shift(); way; way = waiting.shift()) {
    if (seen.has(way.type)) continue;
    seen.add(way.type);
    for (const field of types.get(way.type)?.fields ?? []) {
      const name = field.name.value;
      const needs = needsOf(way.type, name);
      const returns = namedType(field.type);
      const path = [...way.path, name];
      const { start, needs: wayNeeds } = way;
      if (needs.length > 0) {
        found.push({ coordinate: `${way.type}.${name}`, start, path, returns, wayNeeds, needs });
      }
      waiting.push({ type: returns, start, path, needs: [...wayNeeds, ...needs] });
    }
  }
  return found;
}

/** Questions whose arguments are known, those for one object first, and objects by their key. */
function starts(contract: Contract, subgraph: SubgraphName | null): Way[] {
  const fields = contract.fields.filter(
    ({ root, inApi, coordinate, subgraph: home }) =>
      root === 'Query' && !fixtures[coordinate] && (subgraph ? home === subgraph : inApi),
  );
  const named = (field: RootField) => namingsOf(contract, field).some(({ required }) => required);
  const entities = contract.entities.filter((entity) => entity.subgraph === subgraph);
  return [
    ...entities.map((entity): Way => ({
      type: entity.type,
      start: { entity },
      path: [],
      needs: entity.needs,
    })),
    ...[...fields.filter(named), ...fields.filter((field) => !named(field))].map((field): Way => ({
      type: field.returns,
      start: { field },
      path: [],
      needs: field.needs,
    })),
  ];
}

/** What stands in all the places at the end of a path; lists are passed through. */
export function valuesAt(value: unknown, path: readonly string[]): unknown[] {
  if (Array.isArray(value)) return value.flatMap((each) => valuesAt(each, path));
  const [key, ...rest] = path;
  if (key === undefined) return [value];
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return [];
  return valuesAt((value as Record<string, unknown>)[key], rest);
}

/** Leaves denied fields out of what is sent on, and puts null and an error in each of their places in the answer. */
import { createHash } from 'node:crypto';
import { GraphQLError, Kind, visit, type DocumentNode, type FieldNode } from 'graphql';

/** A denied field becomes `<mark><number>: __typename`, so that the answer shows every place where it would have been. */
const mark = 'hz_denied_';

export type Denial = { nodes: readonly FieldNode[]; error: Error };
export type Omission = { document: DocumentNode; queryHash: string };

/** The document without the denied fields. Their `@skip` and `@include` stay. */
export function omit(document: DocumentNode, queryHash: string, denials: readonly Denial[]): Omission {
  const numbers = new Map(denials.flatMap(({ nodes }, number) => nodes.map((node) => [node, number])));
  const rest = visit(document, {
    Field(node) {
      const number = numbers.get(node);
      if (number === undefined) return undefined;
      return {
        kind: Kind.FIELD,
        alias: { kind: Kind.NAME, value: `${mark}${number}_${keyOf(node)}` },
        name: { kind: Kind.NAME, value: '__typename' },
        ...(node.directives && { directives: node.directives }),
      } satisfies FieldNode;
    },
  });
  const denied = [...numbers.values()].join();
  return {
    document: rest,
    queryHash: createHash('sha256').update(`${queryHash} without ${denied}`).digest('hex'),
  };
}

/** Turns the marks in an answer's data into nulls. Returns the data, and an error for each place. */
export function nullDenied(
  data: unknown,
  denials: readonly Denial[],
): { data: unknown; errors: GraphQLError[] } {
  const errors: GraphQLError[] = [];

  function restore(value: unknown, path: Array<string | number>): unknown {
    if (Array.isArray(value)) return value.map((item, index) => restore(item, [...path, index]));
    if (value === null || typeof value !== 'object') return value;

    const restored: Record<string, unknown> = {};
    const denied = new Set<string>();
    for (const [key, inner] of Object.entries(value)) {
      const marked = key.startsWith(mark) ? /^(\d+)_(.*)$/.exec(key.slice(mark.length)) : null;
      const denial = marked && denials[Number(marked[1])];
      if (!denial) {
        if (!denied.has(key)) restored[key] = restore(inner, [...path, key]);
        continue;
      }
      const place = marked[2]!;
      if (denied.has(place)) continue;
      denied.add(place);
      restored[place] = null;
      errors.push(deniedAt([...path, place], denial));
    }
    return restored;
  }

  return { data: restore(data, []), errors };
}

/** What the caller is told at one place. */
export function deniedAt(path: ReadonlyArray<string | number>, { nodes, error }: Denial): GraphQLError {
  return new GraphQLError(error.message, { nodes: nodes[0] ?? null, path, originalError: error });
}

export const keyOf = (node: FieldNode): string => node.alias?.value ?? node.name.value;

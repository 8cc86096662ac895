/** Valid operations out of a schema, the same for the same seed: aliases, fragments, conditions, literals and variables. */
import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';

export type RandomDocument = { text: string; variables: Record<string, unknown> };

/** `customerIds` are given wherever an argument is called customerId. */
export function makeDocument(
  schema: GraphQLSchema,
  seed: number,
  customerIds: readonly string[],
): RandomDocument {
  const random = generator(seed);
  const oneOf = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  const definitions: string[] = ['$yes: Boolean!', '$no: Boolean!'];
  const variables: Record<string, unknown> = { yes: true, no: false };
  const fragments: string[] = [];
  let names = 0;

  function literal(type: GraphQLInputType, name: string): unknown {
    if (isNonNullType(type)) return literal(type.ofType, name);
    if (isListType(type)) return [];
    if (isEnumType(type)) return type.getValues()[0]!.name;
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields()).filter(
        (field) => isNonNullType(field.type) || random() < 0.5,
      );
      return Object.fromEntries(fields.map((field) => [field.name, literal(field.type, field.name)]));
    }
    if (name === 'customerId') return oneOf(customerIds);
    const samples: Record<string, unknown> = {
      Int: 3,
      Boolean: true,
      JSON: {},
      DateTime: '2026-01-31T12:00:00.000Z',
    };
    return samples[type.name] ?? 'text';
  }

  function written(value: unknown, type: GraphQLInputType): string {
    if (isNonNullType(type)) return written(value, type.ofType);
    if (isEnumType(type)) return String(value);
    if (!isInputObjectType(type)) return JSON.stringify(value);
    const fields = Object.entries(value as object).map(
      ([key, inner]) => `${key}: ${written(inner, type.getFields()[key]!.type)}`,
    );
    return `{ ${fields.join(', ')} }`;
  }

  function argumentsOf(field: GraphQLField<unknown, unknown>): string {
    const given = field.args.filter(
      (arg) => (isNonNullType(arg.type) && arg.defaultValue === undefined) || random() < 0.3,
    );
    if (given.length === 0) return '';
    const texts = given.map((arg) => {
      const value = literal(arg.type, arg.name);
      if (random() < 0.5) return `${arg.name}: ${written(value, arg.type)}`;
      const name = `v${(names += 1)}`;
      definitions.push(`$${name}: ${String(arg.type)}`);
      variables[name] = value;
      return `${arg.name}: $${name}`;
    });
    return `(${texts.join(', ')})`;
  }

  const condition = () =>
    random() < 0.15 ? ` @${oneOf(['skip', 'include'])}(if: ${oneOf(['$yes', '$no', 'true', 'false'])})` : '';

  function fieldOf(type: GraphQLObjectType, depth: number): string {
    const leaves = depth <= 0;
    const fields = Object.values(type.getFields()).filter(
      (field) => !leaves || !isObjectType(getNamedType(field.type)),
    );
    if (fields.length === 0 || random() < 0.05) return `a${(names += 1)}: __typename`;
    const field = oneOf(fields);
    const reached = getNamedType(field.type);
    const inner = isObjectType(reached) ? ` ${selection(reached, depth - 1)}` : '';
    // Each has an alias of its own, so that no two are merged.
    return `a${(names += 1)}: ${field.name}${argumentsOf(field)}${condition()}${inner}`;
  }

  function selection(type: GraphQLObjectType, depth: number): string {
    const parts = Array.from({ length: 1 + Math.floor(random() * 4) }, () => {
      const kind = random();
      if (kind < 0.12)
        return `...${random() < 0.5 ? ` on ${type.name}` : ''}${condition()} ${selection(type, depth)}`;
      if (kind < 0.24) {
        const name = `F${(names += 1)}`;
        fragments.push(`fragment ${name} on ${type.name} ${selection(type, depth)}`);
        return random() < 0.3
          ? `...${name}${condition()} ...${name}${condition()}`
          : `...${name}${condition()}`;
      }
      return fieldOf(type, depth);
    });
    return `{ ${parts.join(' ')} }`;
  }

  const operation = random() < 0.3 ? 'mutation' : 'query';
  const root = operation === 'mutation' ? schema.getMutationType()! : schema.getQueryType()!;
  const body = selection(root, 3);
  const use = '__typename @include(if: $yes) @skip(if: $no)';
  return {
    text: `${operation} (${definitions.join(', ')}) { ${use} ${body.slice(1)} ${fragments.join('\n')}`,
    variables,
  };
}

/** mulberry32: small, and the same everywhere. */
function generator(seed: number): () => number {
  let state = seed * 0x9e3779b9;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

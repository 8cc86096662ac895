/** Schemas and values as chance has them, the same ones for the same seed. */
import type { Schema } from '../../src/schema-form/schema.ts';

export type Random = ReturnType<typeof randomly>;

export function randomly(seed: number) {
  let state = seed;
  /** Mulberry32. */
  function next(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  const below = (limit: number) => Math.floor(next() * limit);
  const perhaps = <T extends object>(part: T): Partial<T> => (next() < 0.4 ? part : {});
  const oneOf = <T>(all: readonly T[]): T => all[below(all.length)]!;
  const some = <T>(all: readonly T[]): T[] => all.filter(() => next() < 0.5);

  const names = ['a', 'b', 'c', 'index.html', 'ab12'];
  const texts = ['', 'a', 'ab', 'abc12', 'Ünï', '😀😀', 'x'.repeat(12), 'docker.io/a:1', 'shop.example'];
  const numbers = [-3, -1.5, 0, 0.5, 1, 2, 3, 7, 10, 8080, 70_000];

  function schema(depth: number): Schema {
    switch (
      oneOf(['string', 'number', 'integer', 'boolean', 'enum', 'const', 'any', 'several'].concat(deep(depth)))
    ) {
      case 'string':
        return {
          type: 'string',
          ...perhaps({ minLength: below(4) }),
          ...perhaps({ maxLength: below(8) }),
          ...perhaps({ pattern: oneOf(['^[a-z]*$', '\\d', '^\\p{L}', '.{3}']) }),
        };
      case 'number':
      case 'integer':
        return {
          type: oneOf(['number', 'integer']),
          ...perhaps({ minimum: below(4) }),
          ...perhaps({ maximum: below(9) }),
          ...perhaps({ exclusiveMinimum: 0 }),
          ...perhaps({ exclusiveMaximum: 10 }),
          ...perhaps({ multipleOf: oneOf([0.5, 1, 2]) }),
        };
      case 'boolean':
        return { type: 'boolean' };
      case 'enum':
        return { enum: some([...texts, ...numbers, true, null, ['a'], { a: 1, b: 2 }]).concat('a') };
      case 'const':
        return { const: oneOf<unknown>(['a', 1, false, null, { b: [1] }]) };
      case 'several':
        return { type: ['string', 'null'], ...perhaps({ minLength: 1 }) };
      case 'array':
        return {
          type: 'array',
          items: schema(depth - 1),
          ...perhaps({ prefixItems: [schema(0)] }),
          ...perhaps({ minItems: below(3) }),
          ...perhaps({ maxItems: below(4) }),
          ...perhaps({ uniqueItems: true }),
        };
      case 'map':
        return {
          type: 'object',
          additionalProperties: schema(depth - 1),
          ...perhaps({ required: some(names) }),
          ...perhaps({ minProperties: below(3) }),
          ...perhaps({ maxProperties: below(4) }),
        };
      case 'object':
        return {
          type: 'object',
          properties: Object.fromEntries(some(names).map((name) => [name, schema(depth - 1)])),
          required: some(names),
          ...perhaps({ additionalProperties: false }),
          ...perhaps({ patternProperties: { '^a': schema(0) } }),
        };
      default:
        return {};
    }
  }

  /** Something that often is what the schema asks for, and often nearly. */
  function valueFor(schema: Schema, depth: number): unknown {
    if (next() < 0.12 || depth < 0) return anything(1);
    if ('const' in schema && next() < 0.8) return schema['const'];
    if (Array.isArray(schema['enum'])) return oneOf(schema['enum'] as unknown[]);
    switch ([schema['type']].flat()[0]) {
      case 'string':
        return oneOf(texts);
      case 'number':
      case 'integer':
        return oneOf(numbers);
      case 'boolean':
        return next() < 0.5;
      case 'array':
        return Array.from({ length: below(4) }, () => valueFor(schema['items'] as Schema, depth - 1));
      case 'object':
        return objectFor(schema, depth);
      default:
        return anything(1);
    }
  }

  function objectFor(schema: Schema, depth: number): object {
    const properties = (schema['properties'] ?? {}) as Record<string, Schema>;
    const rest = schema['additionalProperties'];
    const chosen = [
      ...((schema['required'] ?? []) as string[]).filter(() => next() < 0.85),
      ...Object.keys(properties).filter(() => next() < 0.7),
      ...(next() < 0.2 || rest ? some(names) : []),
    ];
    return Object.fromEntries(
      chosen.map((name) => [
        name,
        valueFor(properties[name] ?? (typeof rest === 'object' ? (rest as Schema) : {}), depth - 1),
      ]),
    );
  }

  function anything(depth: number): unknown {
    const plain = oneOf<unknown>([...texts, ...numbers, true, false, null]);
    if (depth === 0 || next() < 0.6) return plain;
    if (next() < 0.5) return Array.from({ length: below(3) }, () => anything(depth - 1));
    return Object.fromEntries(some(names).map((name) => [name, anything(depth - 1)]));
  }

  return { schema, valueFor, oneOf };
}

const deep = (depth: number) => (depth > 0 ? ['object', 'object', 'map', 'array'] : []);

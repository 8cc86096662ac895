/** What a property of a schema is in a form. */
import { asSchema, isObject, propertiesOf, requiredOf, resolved, type Schema } from './schema.ts';

export type Kind =
  | { is: 'text'; input: 'text' | 'email' | 'url'; long: boolean }
  | { is: 'number'; whole: boolean }
  | { is: 'switch' }
  | { is: 'choice'; choices: readonly unknown[] }
  | { is: 'fixed'; value: unknown }
  | { is: 'group' }
  | { is: 'map' }
  | { is: 'list' }
  /** What there is no control for: its value as JSON. */
  | { is: 'json' };

export type Field = {
  name: string;
  title: string;
  /** Where something else already says it. */
  isTitleHidden?: boolean;
  description: string;
  /** Whether the object that it is in needs it. */
  required: boolean;
  /** Without references at its top. */
  schema: Schema;
  kind: Kind;
};

/** A text that may be longer than this gets several lines. */
const oneLine = 300;

export function fieldOf(root: Schema, given: unknown, name: string, required = false): Field {
  const schema = flat(root, given);
  const { title, description } = schema;
  return {
    name,
    title: typeof title === 'string' && title !== '' ? title : titleOf(name),
    description: typeof description === 'string' ? description : '',
    required,
    schema,
    kind: kindOf(schema),
  };
}

/** The fields of an object, in the author's order. */
export function fieldsOf(root: Schema, schema: Schema): Field[] {
  const required = requiredOf(schema);
  return Object.entries(propertiesOf(schema)).map(([name, one]) =>
    fieldOf(root, one, name, required.includes(name)),
  );
}

/** The schema with what it refers to; what stands beside a reference refines it. */
function flat(root: Schema, given: unknown, depth = 0): Schema {
  const schema = asSchema(given);
  if (schema['$ref'] === undefined || depth > 20) return schema;
  const { $ref, ...beside } = schema;
  return { ...flat(root, resolved(root, $ref), depth + 1), ...beside };
}

function kindOf(schema: Schema): Kind {
  if ('const' in schema) return { is: 'fixed', value: schema['const'] };
  if (Array.isArray(schema['enum'])) return { is: 'choice', choices: schema['enum'] as unknown[] };
  switch (typeOf(schema)) {
    case 'string':
      return textOf(schema);
    case 'number':
      return { is: 'number', whole: false };
    case 'integer':
      return { is: 'number', whole: true };
    case 'boolean':
      return { is: 'switch' };
    case 'array':
      return schema['prefixItems'] === undefined && isObject(schema['items'])
        ? { is: 'list' }
        : { is: 'json' };
    case 'object':
      return objectKind(schema);
    default:
      return { is: 'json' };
  }
}

/** The one type that it has besides null, which is given by leaving it out. */
function typeOf(schema: Schema): string | null {
  if (schema['type'] === undefined) return isObject(schema['properties']) ? 'object' : null;
  const types = [schema['type']].flat().filter((type) => type !== 'null');
  return types.length === 1 ? String(types[0]) : null;
}

function objectKind(schema: Schema): Kind {
  if (Object.keys(propertiesOf(schema)).length > 0) return { is: 'group' };
  return isObject(schema['additionalProperties']) ? { is: 'map' } : { is: 'json' };
}

function textOf({ maxLength, format, pattern }: Schema): Kind {
  const input = format === 'email' ? 'email' : format === 'uri' ? 'url' : 'text';
  const long = typeof maxLength === 'number' && maxLength > oneLine && pattern === undefined;
  return { is: 'text', input, long: long && input === 'text' };
}

/** `database_gb` and `databaseGb` as words. */
function titleOf(name: string): string {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .trim();
  return words.charAt(0).toUpperCase() + words.slice(1).toLowerCase();
}

/** Values of a form: how they begin, and how one part of them changes. */
import { fieldOf, fieldsOf, type Field } from './field.ts';
import { isObject, type JsonObject, type Schema } from './schema.ts';

/** A configuration before anybody has typed: defaults, and what cannot be left out. */
export function initialValue(schema: Schema): JsonObject {
  const value = initialOf(schema, fieldOf(schema, schema, '', true), 0);
  return isObject(value) ? value : {};
}

/** What a field begins with when it is there; undefined for nothing. */
export function initialOf(root: Schema, { schema, kind, required }: Field, depth = 0): unknown {
  if (schema['default'] !== undefined) return schema['default'];
  if (kind.is === 'fixed') return required ? kind.value : undefined;
  if (!required || depth > 10) return undefined;
  if (kind.is === 'switch') return false;
  if (kind.is === 'list') return [];
  if (kind.is === 'map') return {};
  if (kind.is !== 'group') return undefined;
  return Object.fromEntries(
    fieldsOf(root, schema)
      .map((field) => [field.name, initialOf(root, field, depth + 1)] as const)
      .filter(([, value]) => value !== undefined),
  );
}

/** What a new entry of a list or a map begins with: it is there, even when it is empty. */
export function blankOf(root: Schema, field: Field): unknown {
  const { kind } = field;
  return initialOf(root, { ...field, required: true }) ?? (kind.is === 'choice' ? kind.choices[0] : '');
}

/** The same with another value of this name, in its place; undefined takes it out. */
export function withValue(object: JsonObject, name: string, value: unknown): JsonObject {
  if (value !== undefined) return { ...object, [name]: value };
  const { [name]: _, ...rest } = object;
  return rest;
}

/** The same with another name in the same place. */
export const renamed = (object: JsonObject, from: string, to: string): JsonObject =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [name === from ? to : name, value]));

/** Names in an object that its schema has no property for. */
export function othersIn(schema: Schema, value: JsonObject): string[] {
  const known = isObject(schema['properties']) ? schema['properties'] : {};
  return Object.keys(value).filter((name) => !Object.hasOwn(known, name));
}

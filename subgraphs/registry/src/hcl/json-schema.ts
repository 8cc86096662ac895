/** JSON Schema 2020-12 out of a type of Terraform's, and whether an author's schema agrees with one. */
import type { Attribute, HclType } from './types.ts';

export type Schema = { [keyword: string]: unknown };

export function schemaOf(type: HclType): Schema {
  switch (type.kind) {
    case 'any':
      return {};
    case 'string':
    case 'number':
      return { type: type.kind };
    case 'bool':
      return { type: 'boolean' };
    case 'list':
      return { type: 'array', items: schemaOf(type.of) };
    case 'set':
      return { type: 'array', items: schemaOf(type.of), uniqueItems: true };
    case 'map':
      return { type: 'object', additionalProperties: schemaOf(type.of) };
    case 'tuple':
      return {
        type: 'array',
        prefixItems: type.items.map(schemaOf),
        items: false,
        minItems: type.items.length,
      };
    case 'object':
      return objectSchema(type.attributes);
  }
}

function objectSchema(attributes: Record<string, Attribute>): Schema {
  const all = Object.entries(attributes);
  const properties = all.map(([name, { type, ...rest }]) => [
    name,
    // A default of null says that there is none.
    { ...schemaOf(type), ...(rest.default != null && { default: rest.default }) },
  ]);
  const required = all.filter(([, { optional }]) => !optional).map(([name]) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    required,
    additionalProperties: false,
  };
}

/** Where an author's schema takes what the type does not: the way there, and a sentence. */
export type Disagreement = { path: string[]; reason: string };

export function disagreements(schema: Schema, type: HclType, path: string[] = []): Disagreement[] {
  if (type.kind === 'any') return [];
  const wanted = typeNames[type.kind];
  const strange = namesOf(schema).filter(
    (name) => name !== wanted && !(name === 'integer' && wanted === 'number'),
  );
  if (strange.length > 0)
    return [{ path, reason: `The module takes ${article(type)}, and this is ${strange.join(' or ')}.` }];
  if (type.kind === 'object') return ofObject(schema, type.attributes, path);
  if (type.kind === 'map') return within(schema['additionalProperties'], type.of, [...path, '*']);
  if (type.kind === 'list' || type.kind === 'set') return within(schema['items'], type.of, [...path, '0']);
  return [];
}

function ofObject(schema: Schema, attributes: Record<string, Attribute>, path: string[]): Disagreement[] {
  const properties = propertiesOf(schema);
  const required = requiredOf(schema);
  const unknown = Object.keys(properties)
    .filter((name) => !Object.hasOwn(attributes, name))
    .map((name) => ({ path: [...path, name], reason: 'The module has no such setting.' }));
  const lacking = Object.entries(attributes)
    .filter(([name, { optional }]) => !optional && !required.includes(name) && !hasDefault(properties[name]))
    .map(([name]) => ({
      path: [...path, name],
      reason: 'The module needs it: require it, or give it a default.',
    }));
  const differing = Object.entries(properties).flatMap(([name, property]) => {
    const attribute = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
    return attribute ? disagreements(property, attribute.type, [...path, name]) : [];
  });
  return [...unknown, ...lacking, ...differing];
}

const within = (schema: unknown, type: HclType, path: string[]): Disagreement[] =>
  isSchema(schema) ? disagreements(schema, type, path) : [];

/**
 * What is derived from the module, refined by what its author says. What the module needs stays required: a default is
 * for whoever fills in the form.
 */
export function refined(derived: Schema, author: Schema): Schema {
  const result: Schema = { ...derived, ...author };
  const [below, above] = [propertiesOf(derived), propertiesOf(author)];
  if (Object.keys(below).length > 0) {
    // In the author's order, which is that of the form.
    const names = [...new Set([...Object.keys(above), ...Object.keys(below)])];
    result['properties'] = Object.fromEntries(
      names.map((name) => [name, refined(below[name] ?? {}, above[name] ?? {})]),
    );
    result['required'] = [...new Set([...requiredOf(author), ...requiredOf(derived)])];
  }
  return result;
}

export const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const propertiesOf = (schema: Schema): Record<string, Schema> =>
  isSchema(schema['properties']) ? (schema['properties'] as Record<string, Schema>) : {};

export const requiredOf = (schema: Schema): string[] =>
  Array.isArray(schema['required']) ? (schema['required'] as string[]) : [];

const hasDefault = (schema: Schema | undefined) => schema !== undefined && schema['default'] !== undefined;

const typeNames = {
  ...{ string: 'string', number: 'number', bool: 'boolean', list: 'array', set: 'array' },
  ...{ map: 'object', tuple: 'array', object: 'object' },
} as const;

/** The JSON types that a schema lets through; none where it does not say. */
function namesOf(schema: Schema): string[] {
  if (schema['type'] !== undefined) return [schema['type']].flat().map(String);
  const values = Array.isArray(schema['enum']) ? schema['enum'] : 'const' in schema ? [schema['const']] : [];
  return [...new Set(values.map(jsonTypeOf))];
}

function jsonTypeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
}

const article = ({ kind }: HclType) => (kind === 'object' ? 'an object' : `a ${kind}`);

/** Where in a form it is said what is wrong. */
import type { Problems } from '../fields.ts';
import { fieldOf, fieldsOf, type Field } from './field.ts';
import { asSchema, isObject, requiredOf, type Schema } from './schema.ts';
import { faultsIn } from './validate.ts';
import { othersIn } from './value.ts';

/** The dotted path of a value, as the platform names it too. */
export const pathOf = (path: readonly string[]): string => path.join('.');

/** What is wrong with a configuration, the first of each field: as if the platform had said it. */
export function problemsIn(schema: Schema, value: unknown, name = 'configuration'): Problems {
  const problems: Record<string, string> = {};
  for (const { path, reason } of faultsIn(schema, value)) problems[pathOf([name, ...path])] ??= reason;
  return problems;
}

/**
 * Each problem at the field that is shown for it. What belongs to something without a field of its own is said at what
 * that is in, with its name.
 */
export function landed(problems: Problems, schema: Schema, value: unknown, name = 'configuration'): Problems {
  const places = new Set(placesOf(schema, fieldOf(schema, schema, name, true), value, [name]));
  const found: Record<string, string> = {};
  for (const [field, reason] of Object.entries(problems)) {
    if (places.has(field)) found[field] ??= reason;
    else {
      const [above] = [...places]
        .filter((place) => field.startsWith(`${place}.`))
        .sort((a, b) => b.length - a.length);
      if (above) found[above] ??= `${field.slice(above.length + 1)}: ${reason}`;
    }
  }
  return found;
}

/** All fields that a form shows for a value. */
function placesOf(root: Schema, { schema, kind }: Field, value: unknown, path: string[]): string[] {
  const own = pathOf(path);
  const within = (field: Field) =>
    placesOf(root, field, isObject(value) ? value[field.name] : undefined, [...path, field.name]);
  if (kind.is === 'list') {
    const items = Array.isArray(value) ? (value as unknown[]) : [];
    return [
      own,
      ...items.flatMap((item, index) =>
        placesOf(root, fieldOf(root, schema['items'], String(index), true), item, [...path, String(index)]),
      ),
    ];
  }
  if (kind.is === 'map') return [own, ...mapFields(root, schema, value).flatMap(within)];
  if (kind.is === 'group') return [own, ...groupFields(root, schema, value).flatMap(within)];
  return [own];
}

/** The fields of an object with named ones: those that its schema has, and whatever else is there. */
export function groupFields(root: Schema, schema: Schema, value: unknown): Field[] {
  const others = isObject(value) ? othersIn(schema, value) : [];
  const more = asSchema(schema['additionalProperties']);
  return [
    ...fieldsOf(root, schema),
    ...others.map((name) => ({ ...fieldOf(root, more, name), title: name })),
  ];
}

/** The entries of an object whose names are free: those that it needs, then the others. */
export function mapFields(root: Schema, schema: Schema, value: unknown): Field[] {
  const required = requiredOf(schema);
  const there = isObject(value) ? Object.keys(value) : [];
  return [...new Set([...required, ...there])].map((name) => ({
    ...fieldOf(root, schema['additionalProperties'], name, required.includes(name)),
    title: name,
  }));
}

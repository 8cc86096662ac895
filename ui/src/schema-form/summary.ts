/** A configuration as one reads it before it is ordered. */
import { fieldOf } from './field.ts';
import { groupFields, mapFields } from './problems.ts';
import { isObject, type Schema } from './schema.ts';
import { shown } from './sentences.ts';

export type Line = { name: string; text: string };

/** What has been given, a line each; what has been left out is left out. */
export function linesOf(schema: Schema, value: unknown, above = ''): Line[] {
  return linesIn(schema, schema, value, above);
}

function linesIn(root: Schema, schema: Schema, value: unknown, above: string): Line[] {
  if (!isObject(value)) return [];
  const { kind, schema: own } = fieldOf(root, schema, '');
  const fields = kind.is === 'map' ? mapFields(root, own, value) : groupFields(root, own, value);
  return fields.flatMap((field) => {
    const given = value[field.name];
    const name = above === '' ? field.title : `${above}, ${field.title}`;
    if (given === undefined || (given === '' && kind.is !== 'map')) return [];
    if (isObject(given) && (field.kind.is === 'group' || field.kind.is === 'map'))
      return linesIn(root, field.schema, given, name);
    return [{ name, text: textOf(given) }];
  });
}

function textOf(value: unknown): string {
  if (value === '') return 'Empty';
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (Array.isArray(value)) return value.length === 0 ? 'None' : value.map(shown).join(', ');
  return shown(value);
}

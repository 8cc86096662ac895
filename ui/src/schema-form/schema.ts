/** JSON Schema 2020-12, as blueprints say with it what a site's configuration is. */
export type Schema = { readonly [keyword: string]: unknown };

export type JsonObject = { readonly [name: string]: unknown };

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The two schemas that are no objects, `true` and `false`, say nothing of what they look like. */
export const asSchema = (value: unknown): Schema => (isObject(value) ? value : {});

export const propertiesOf = (schema: Schema): Record<string, unknown> => ({
  ...(isObject(schema['properties']) ? schema['properties'] : {}),
});

export const requiredOf = (schema: Schema): readonly string[] =>
  Array.isArray(schema['required']) ? (schema['required'] as string[]) : [];

/** The schema that a reference within the same document means; undefined when it leads nowhere. */
export function resolved(root: Schema, reference: unknown): unknown {
  if (typeof reference !== 'string' || !/^#(\/|$)/.test(reference)) return undefined;
  const steps = decodeURIComponent(reference).split('/').slice(1).map(unescaped);
  return steps.reduce<unknown>(
    (at, step) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, step) ? (at as JsonObject)[step] : undefined,
    root,
  );
}

const unescaped = (step: string) => step.replaceAll('~1', '/').replaceAll('~0', '~');

/** Whether two JSON values are the same; the order of an object's names does not count. */
export function isSame(a: unknown, b: unknown): boolean {
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => isSame(item, b[index]));
  if (!isObject(a) || !isObject(b)) return a === b;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && isSame(a[name], b[name]))
  );
}

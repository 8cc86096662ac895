/** The schema that a draft will have once it is saved, as far as the browser can tell. */
import { asSchema, isObject, propertiesOf, requiredOf, type Schema } from '@hosterizer/ui/schema-form/schema';

/** What follows from a module's types; all else in a schema is its author's. */
const derivable = new Set([
  ...['type', 'items', 'prefixItems', 'properties', 'required', 'additionalProperties', 'uniqueItems'],
  'default',
]);

/**
 * `saved` is the schema as the platform made it out of modules and author, `authored` what is typed now. What the
 * author has taken away since counts no more; the types stay those of the modules that were saved.
 */
export const previewOf = (saved: Schema, authored: Schema): Schema => refined(stripped(saved), authored);

function stripped(schema: Schema): Schema {
  const kept = Object.entries(schema).filter(([keyword]) => derivable.has(keyword));
  return {
    ...Object.fromEntries(kept),
    ...(isObject(schema['properties']) && {
      properties: Object.fromEntries(
        Object.entries(propertiesOf(schema)).map(([name, property]) => [name, stripped(asSchema(property))]),
      ),
    }),
  };
}

/** As the registry does it: in the author's order, and what the module needs stays required. */
function refined(derived: Schema, author: Schema): Schema {
  const result: Record<string, unknown> = { ...derived, ...author };
  const [lower, upper] = [propertiesOf(derived), propertiesOf(author)];
  if (Object.keys(lower).length > 0) {
    const names = [...new Set([...Object.keys(upper), ...Object.keys(lower)])];
    result['properties'] = Object.fromEntries(
      names.map((name) => [name, refined(asSchema(lower[name]), asSchema(upper[name]))]),
    );
    result['required'] = [...new Set([...requiredOf(author), ...requiredOf(derived)])];
  }
  return result;
}

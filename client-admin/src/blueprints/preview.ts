import { asSchema, propertiesOf, requiredOf, type Schema } from '@hosterizer/ui/schema-form/schema';

/**
 * The schema that an order would be checked against, as the registry makes it: what follows from the modules, refined by
 * the author, in the author's order. What a module needs stays required.
 */
export function previewOf(derived: Schema, authored: Schema): Schema {
  const result: Record<string, unknown> = { ...derived, ...authored };
  const [lower, upper] = [propertiesOf(derived), propertiesOf(authored)];
  if (Object.keys(lower).length > 0) {
    const names = [...new Set([...Object.keys(upper), ...Object.keys(lower)])];
    result['properties'] = Object.fromEntries(
      names.map((name) => [name, previewOf(asSchema(lower[name]), asSchema(upper[name]))]),
    );
    result['required'] = [...new Set([...requiredOf(authored), ...requiredOf(derived)])];
  }
  return result;
}

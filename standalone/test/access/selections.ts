/** Selections that ask for everything below a field, as far as somebody may. */
import {
  getNamedType,
  isObjectType,
  isRequiredArgument,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';

/** Whether a field of a type may be asked for. */
export type May = (type: string, field: string) => boolean;

/**
 * Everything below a type, `{ … }` included; no type below itself, so that it ends. Empty for a type without fields
 * of its own, such as a scalar.
 */
export function everythingBelow(schema: GraphQLSchema, type: string, may: May, depth: number): string {
  const found = schema.getType(type);
  return found ? (below(found, [], may, depth) ?? '') : '';
}

function below(
  type: GraphQLNamedType,
  above: readonly string[],
  may: May,
  depth: number,
): string | undefined {
  if (!isObjectType(type)) return undefined;
  const path = [...above, type.name];
  const fields = Object.values(type.getFields()).flatMap((field) => {
    if (!may(type.name, field.name) || field.args.some(isRequiredArgument)) return [];
    const reached = getNamedType(field.type);
    if (!isObjectType(reached)) return [field.name];
    if (path.includes(reached.name) || depth <= 1) return [];
    const inner = below(reached, path, may, depth - 1);
    return inner ? [`${field.name} ${inner}`] : [];
  });
  return fields.length > 0 ? `{ ${fields.join(' ')} }` : '{ __typename }';
}

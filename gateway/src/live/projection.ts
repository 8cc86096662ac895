/** Answers a selection out of what a hint carries, where that takes nobody's work: plain fields of plain objects. */
import {
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type SelectionSetNode,
} from 'graphql';

/** The value as the selection wants it; undefined when the value lacks something of it. */
export type Projection = (value: unknown) => unknown;

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;
type Plain = Record<string, unknown>;

/** Null for a selection that has to be executed: one with arguments, directives, or anything but objects and leaves. */
export function projectionOf(
  type: GraphQLOutputType,
  selection: SelectionSetNode | undefined,
  fragments: Fragments,
): Projection | null {
  if (isNonNullType(type)) return projectionOf(type.ofType, selection, fragments);
  if (isListType(type)) return ofList(projectionOf(type.ofType, selection, fragments));
  if (isLeafType(type)) return (value) => value;
  return isObjectType(type) && selection ? ofObject(type, selection, fragments) : null;
}

function ofList(one: Projection | null): Projection | null {
  if (!one) return null;
  return (value) => {
    if (value === null) return null;
    if (!Array.isArray(value)) return undefined;
    const projected = value.map(one);
    return projected.includes(undefined) ? undefined : projected;
  };
}

function ofObject(
  type: GraphQLObjectType,
  selection: SelectionSetNode,
  fragments: Fragments,
): Projection | null {
  const nodes = fieldsOf(type, selection, fragments);
  const fields = nodes?.map((node) => fieldOf(type, node, fragments)) ?? null;
  if (!fields || fields.includes(null)) return null;
  const wanted = fields as Array<NonNullable<(typeof fields)[number]>>;
  // One key twice would have to be merged.
  if (new Set(wanted.map(({ key }) => key)).size < wanted.length) return null;

  return (value) => {
    if (value === null) return null;
    if (typeof value !== 'object') return undefined;
    const projected: Plain = {};
    for (const { key, name, project } of wanted) {
      const given = name === null ? type.name : (value as Plain)[name];
      const answer = given === undefined ? undefined : project(given);
      if (answer === undefined) return undefined;
      projected[key] = answer;
    }
    return projected;
  };
}

/** `name` is null for __typename. */
function fieldOf(type: GraphQLObjectType, node: FieldNode, fragments: Fragments) {
  const key = node.alias?.value ?? node.name.value;
  if (node.name.value === '__typename') return { key, name: null, project: (value: unknown) => value };
  const field = type.getFields()[node.name.value];
  if (!field || node.arguments?.length) return null;
  const project = projectionOf(field.type, node.selectionSet, fragments);
  return project && { key, name: node.name.value, project };
}

function fieldsOf(type: GraphQLObjectType, set: SelectionSetNode, fragments: Fragments): FieldNode[] | null {
  const found: FieldNode[] = [];
  for (const selection of set.selections) {
    if (selection.directives?.length) return null;
    if (selection.kind === Kind.FIELD) {
      found.push(selection);
      continue;
    }
    const fragment =
      selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
    const condition = fragment?.typeCondition?.name.value ?? type.name;
    const below =
      fragment && condition === type.name ? fieldsOf(type, fragment.selectionSet, fragments) : null;
    if (!below) return null;
    found.push(...below);
  }
  return found;
}

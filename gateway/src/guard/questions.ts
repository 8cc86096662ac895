/** Reads a document once and says which fields somebody has to be asked about. */
import {
  getDirectiveValues,
  getNamedType,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isAbstractType,
  isCompositeType,
  isNonNullType,
  Kind,
  visit,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { getArgumentValues } from 'graphql/execution/values.js';
import type { Ask, Oracle } from './oracle.ts';

export type Variables = Record<string, unknown>;

export type Question = {
  ask: Ask;
  /** The arguments, or null when they hang on variables. */
  args: Record<string, unknown> | null;
  field: GraphQLField<unknown, unknown>;
  /** Every place in the document where the verdict holds. */
  nodes: FieldNode[];
  /** Where the first of them is in the answer, lists left out. */
  path: string[];
  nonNull: boolean;
};

export type Reading = {
  questions: Question[];
  /** The response keys of the root with the type's name for `__typename`. */
  roots: Map<string, FieldNode[]>;
};

/** Reads one operation as it is with these variables in `@skip` and `@include`. The document must be valid. */
export function readOperation(
  schema: GraphQLSchema,
  oracle: Oracle,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
): Reading {
  const fragments = fragmentsOf(document);
  const questions = new Map<unknown, Question>();
  const roots: Reading['roots'] = new Map();
  // A fragment's fields lead to the same verdicts wherever it is spread, so each is read once: fragments that
  // spread each other twice would otherwise double the work with every level.
  const read = new Set<string>();

  function walk({ selections }: SelectionSetNode, parent: GraphQLCompositeType, path: string[]): void {
    for (const selection of selections) {
      if (!included(selection, variables)) continue;
      if (selection.kind === Kind.FIELD) visitField(selection, parent, path);
      else if (selection.kind === Kind.INLINE_FRAGMENT) {
        walk(selection.selectionSet, conditionOf(selection.typeCondition?.name.value, parent), path);
      } else if (!read.has(selection.name.value)) {
        read.add(selection.name.value);
        const fragment = fragments.get(selection.name.value)!;
        walk(fragment.selectionSet, conditionOf(fragment.typeCondition.name.value, parent), path);
      }
    }
  }

  function conditionOf(name: string | undefined, parent: GraphQLCompositeType): GraphQLCompositeType {
    const type = name === undefined ? parent : schema.getType(name);
    if (!isCompositeType(type)) throw new Error(`${name} is not a type that has fields.`);
    return type;
  }

  function visitField(node: FieldNode, parent: GraphQLCompositeType, path: string[]): void {
    const name = node.name.value;
    const key = node.alias?.value ?? name;
    const here = [...path, key];
    if (path.length === 0) roots.set(key, [...(roots.get(key) ?? []), node]);
    // Only the root's names begin so, and types describe themselves to everybody.
    if (name.startsWith('__')) return;

    const types = isAbstractType(parent) ? schema.getPossibleTypes(parent) : [parent];
    for (const type of types) {
      const field = 'getFields' in type ? type.getFields()[name] : undefined;
      if (!field) throw new Error(`${type.name} has no field ${name}.`);
      const ask = oracle(type.name, name);
      if (ask) note(ask, field, `${type.name}.${name}`, node, here);
    }
    const field = 'getFields' in parent ? parent.getFields()[name] : undefined;
    const reached = field && getNamedType(field.type);
    if (node.selectionSet && isCompositeType(reached)) walk(node.selectionSet, reached, here);
  }

  function note(
    ask: Ask,
    field: GraphQLField<unknown, unknown>,
    coordinate: string,
    node: FieldNode,
    path: string[],
  ) {
    // Without arguments the verdict is the same in every place.
    const sameAs = node.arguments?.length ? `${coordinate} ${questions.size}` : coordinate;
    const known = questions.get(sameAs);
    if (known) return void known.nodes.push(node);
    const args = hasVariables(node) ? null : getArgumentValues(field, node, {});
    questions.set(sameAs, { ask, args, field, nodes: [node], path, nonNull: isNonNullType(field.type) });
  }

  walk(operation.selectionSet, rootOf(schema, operation), []);
  return { questions: [...questions.values()], roots };
}

/** The variables that `@skip` and `@include` hang on: what is asked about may differ with each of their values. */
export function conditionVariables(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive({ name, arguments: args }) {
      if (name.value !== 'skip' && name.value !== 'include') return;
      for (const { value } of args ?? []) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}

export function included(selection: SelectionNode, variables: Variables): boolean {
  if (!selection.directives?.length) return true;
  return (
    getDirectiveValues(GraphQLSkipDirective, selection, variables)?.['if'] !== true &&
    getDirectiveValues(GraphQLIncludeDirective, selection, variables)?.['if'] !== false
  );
}

function hasVariables(node: FieldNode): boolean {
  let found = false;
  for (const argument of node.arguments ?? []) visit(argument, { Variable: () => void (found = true) });
  return found;
}

function rootOf(schema: GraphQLSchema, { operation }: OperationDefinitionNode): GraphQLCompositeType {
  const root = schema.getRootType(operation);
  if (!root) throw new Error(`The schema has no ${operation}.`);
  return root;
}

function fragmentsOf(document: DocumentNode): Map<string, FragmentDefinitionNode> {
  return new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition]] : [],
    ),
  );
}

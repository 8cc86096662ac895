/** What `@limited` in the supergraph says about root fields, and how often a document asks for each of them. */
import {
  getOperationAST,
  Kind,
  parse,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { getArgumentValues, getVariableValues } from 'graphql/execution/values.js';
import { included, type Variables } from '../guard/questions.ts';

const budgets = ['SIGN_IN', 'SEARCH', 'BULK'] as const;
export type Budget = (typeof budgets)[number];

export type Limited = {
  by: Budget;
  /** The dotted path of an argument. */
  argument?: string;
};

/** One call of a limited field. `value` is that of the argument that the directive names; null when it is not given. */
export type Call = { by: Budget; value: string | null; named: boolean };

/** Lists the calls that an operation makes. The document must be valid. */
export type CallsOf = (
  document: DocumentNode,
  operationName: string | null | undefined,
  variables: Variables | undefined,
) => readonly Call[];

const rootTypes = ['Query', 'Mutation', 'Subscription'];

/** By coordinate, such as `Mutation.signIn`. Throws when a directive is where it cannot be counted. */
export function limitedFields(supergraphSdl: string): Map<string, Limited> {
  const table = new Map<string, Limited>();
  for (const type of parse(supergraphSdl, { noLocation: true }).definitions) {
    if (type.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    for (const field of type.fields ?? []) {
      const directive = field.directives?.find(({ name }) => name.value === 'limited');
      if (!directive) continue;
      const coordinate = `${type.name.value}.${field.name.value}`;
      if (!rootTypes.includes(type.name.value))
        throw new Error(`@limited of ${coordinate} cannot be counted: it belongs on a root field.`);
      table.set(coordinate, limitedBy(directive, coordinate));
    }
  }
  return table;
}

function limitedBy({ arguments: given = [] }: ConstDirectiveNode, coordinate: string): Limited {
  const said = new Map(given.map(({ name, value }) => [name.value, 'value' in value ? value.value : null]));
  const by = budgets.find((budget) => budget === said.get('by'));
  if (!by) throw new Error(`@limited of ${coordinate} names a limit that does not exist.`);
  const argument = said.get('argument');
  return { by, ...(typeof argument === 'string' && { argument }) };
}

export function makeCallsOf(schema: GraphQLSchema, supergraphSdl: string): CallsOf {
  const table = limitedFields(supergraphSdl);
  const names = new Set([...table.keys()].map((coordinate) => coordinate.split('.')[1]!));
  /** Most documents call nothing that is limited; each is looked through once. */
  const concerned = new WeakMap<DocumentNode, boolean>();

  function isConcerned(document: DocumentNode): boolean {
    const known = concerned.get(document);
    if (known !== undefined) return known;
    const found = document.definitions.some(
      (definition) => 'selectionSet' in definition && mentions(definition.selectionSet, names),
    );
    concerned.set(document, found);
    return found;
  }

  return (document, operationName, variables) => {
    if (!isConcerned(document)) return [];
    const operation = getOperationAST(document, operationName);
    const root = operation && schema.getRootType(operation.operation);
    if (!operation || !root) return [];
    const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables ?? {});
    // With variables that do not fit nothing is executed.
    if (!coerced) return [];

    return rootFields(document, operation.selectionSet, coerced).flatMap((node) => {
      const limited = table.get(`${root.name}.${node.name.value}`);
      const field = root.getFields()[node.name.value];
      if (!limited || !field) return [];
      const { by, argument } = limited;
      const value = argument === undefined ? null : at(getArgumentValues(field, node, coerced), argument);
      return [{ by, value, named: argument !== undefined }];
    });
  };
}

/** Whether root fields of these names may be below; fragments are definitions of their own. */
function mentions({ selections }: SelectionSetNode, names: ReadonlySet<string>): boolean {
  return selections.some((selection) => {
    if (selection.kind === Kind.FIELD) return names.has(selection.name.value);
    return selection.kind === Kind.INLINE_FRAGMENT && mentions(selection.selectionSet, names);
  });
}

/** One for each name in the answer: what is selected twice under one name is executed once. */
function rootFields(document: DocumentNode, set: SelectionSetNode, variables: Variables): FieldNode[] {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  const fields = new Map<string, FieldNode>();
  const spread = new Set<string>();

  function walk({ selections }: SelectionSetNode): void {
    for (const selection of selections) {
      if (!included(selection, variables)) continue;
      if (selection.kind === Kind.FIELD) {
        fields.set(selection.alias?.value ?? selection.name.value, selection);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        walk(selection.selectionSet);
      } else if (!spread.has(selection.name.value)) {
        spread.add(selection.name.value);
        const fragment = fragments.get(selection.name.value);
        if (fragment) walk(fragment.selectionSet);
      }
    }
  }
  walk(set);
  return [...fields.values()];
}

/** The text at a dotted path; null when there is none. */
function at(args: Record<string, unknown>, path: string): string | null {
  const found = path
    .split('.')
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], args);
  return found === undefined || found === null || found === '' ? null : String(found);
}

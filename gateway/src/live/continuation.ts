/** Rewrites a subscription into the query that it continues. */
import {
  getOperationAST,
  isObjectType,
  Kind,
  OperationTypeNode,
  print,
  visit,
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type VariableDefinitionNode,
} from 'graphql';
import { invalid } from '@hosterizer/kit/errors';
import { hashOf } from '../supergraph.ts';
import type { LiveField } from './directives.ts';
import { projectionOf, type Projection } from './projection.ts';

/** The names under which the hub asks for what it must know, whether the watcher selects it or not. */
export const own = {
  cursor: 'hz_cursor',
  first: 'hz_first',
  sequence: 'hz_sequence',
  ended: 'hz_ended',
} as const;

export type Continuation = {
  live: LiveField;
  /** The query, the same object each time; a log's cursor is its variable `hz_cursor`, how much it gives `hz_first`. */
  document: DocumentNode;
  queryHash: string;
  /** Where the answer is, as the watcher calls it. */
  key: string;
  /** The subscription as it was written, for its arguments and variables. */
  operation: OperationDefinitionNode;
  node: FieldNode;
  field: GraphQLField<unknown, unknown>;
  /** How many events the query gives in one answer unless told; null when it cannot be told. */
  limit: number | null;
  /** The variable that holds nothing but the cursor; null when there is none. */
  cursorVariable: string | null;
  /** Answers out of what a hint carries; null where the selection has to be executed. */
  project: Projection | null;
};

/** The document must be valid. Throws VALIDATION_ERROR for what a subscription cannot be. */
export function continuationOf(
  schema: GraphQLSchema,
  lives: ReadonlyMap<string, LiveField>,
  document: DocumentNode,
  operationName: string | null | undefined,
): Continuation {
  const operation = getOperationAST(document, operationName);
  if (!operation) throw invalid('operationName', 'name one of the operations in the document.');
  if (operation.operation !== OperationTypeNode.SUBSCRIPTION) {
    throw invalid(
      'query',
      'this WebSocket is for subscriptions; send queries and mutations as HTTP POST to /graphql.',
    );
  }
  const fragments = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  const roots = rootFields(operation.selectionSet, fragments);
  const node = roots[0];
  const live = node && lives.get(node.name.value);
  const field = node && schema.getSubscriptionType()?.getFields()[node.name.value];
  const continued = live && schema.getQueryType()?.getFields()[live.continues];
  if (!node || !live || !field || !continued)
    throw invalid('query', 'select exactly one field of Subscription.');

  const key = node.alias?.value ?? node.name.value;
  const first = continued.args.find(({ name }) => name === 'first')?.defaultValue;
  const limit = live.log && typeof first === 'number' ? first : null;
  const query: DocumentNode = {
    kind: Kind.DOCUMENT,
    definitions: [
      {
        ...operation,
        operation: OperationTypeNode.QUERY,
        ...(live.log && {
          variableDefinitions: [
            ...(operation.variableDefinitions ?? []),
            definitionOf(own.cursor),
            ...(limit === null ? [] : [definitionOf(own.first)]),
          ],
        }),
        selectionSet: {
          kind: Kind.SELECTION_SET,
          selections: roots.map((root) => continuing(root, key, live, continued, limit !== null)),
        },
      },
      ...fragments.filter((fragment) => fragment.typeCondition.name.value !== 'Subscription'),
    ],
  };
  const byName = new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
  return {
    ...{ live, document: query, queryHash: hashOf(print(query)), key, operation, node, field, limit },
    cursorVariable: cursorVariableOf(node, query, live),
    project: live.log && roots.length === 1 ? projectionOf(field.type, node.selectionSet, byName) : null,
  };
}

/** A variable that the query does not use any more was there for the cursor alone. */
function cursorVariableOf(
  { arguments: given }: FieldNode,
  query: DocumentNode,
  { log }: LiveField,
): string | null {
  const value = given?.find(({ name }) => name.value === log?.cursor)?.value;
  if (value?.kind !== Kind.VARIABLE) return null;
  const used = new Set<string>();
  visit(query, {
    VariableDefinition: () => false,
    Variable: ({ name }) => void used.add(name.value),
  });
  return used.has(value.name.value) ? null : value.name.value;
}

function continuing(
  node: FieldNode,
  key: string,
  { continues, log, ended }: LiveField,
  continued: GraphQLField<unknown, unknown>,
  bounded: boolean,
): FieldNode {
  const taken = (node.arguments ?? []).filter(
    ({ name }) => name.value !== log?.cursor && continued.args.some((arg) => arg.name === name.value),
  );
  const asked = [
    ...(log ? [fieldNode(log.sequence, own.sequence)] : []),
    ...(ended ? [fieldNode(ended, own.ended)] : []),
  ];
  return {
    kind: Kind.FIELD,
    name: { kind: Kind.NAME, value: continues },
    alias: { kind: Kind.NAME, value: key },
    arguments: [
      ...taken,
      ...(log ? [argumentOf(log.cursor, own.cursor)] : []),
      ...(bounded ? [argumentOf('first', own.first)] : []),
    ],
    ...(node.selectionSet && {
      selectionSet: { kind: Kind.SELECTION_SET, selections: [...node.selectionSet.selections, ...asked] },
    }),
  };
}

/** Validation has made sure that they all have one response key; they may still be several, or inside fragments. */
function rootFields(set: SelectionSetNode, fragments: readonly FragmentDefinitionNode[]): FieldNode[] {
  return set.selections.flatMap((selection) => {
    if (selection.directives?.length) {
      throw invalid(
        'query',
        'directives on the field of a subscription are not supported; leave the field out instead.',
      );
    }
    if (selection.kind === Kind.FIELD) return [selection];
    if (selection.kind === Kind.INLINE_FRAGMENT) return rootFields(selection.selectionSet, fragments);
    const fragment = fragments.find(({ name }) => name.value === selection.name.value);
    return fragment ? rootFields(fragment.selectionSet, fragments) : [];
  });
}

const variableOf = (name: string) =>
  ({ kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: name } }) as const;

const definitionOf = (name: string): VariableDefinitionNode => ({
  kind: Kind.VARIABLE_DEFINITION,
  variable: variableOf(name),
  type: {
    kind: Kind.NON_NULL_TYPE,
    type: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: 'Int' } },
  },
});

const argumentOf = (name: string, variable: string): ArgumentNode => ({
  kind: Kind.ARGUMENT,
  name: { kind: Kind.NAME, value: name },
  value: variableOf(variable),
});

const fieldNode = (name: string, alias: string): FieldNode => ({
  kind: Kind.FIELD,
  name: { kind: Kind.NAME, value: name },
  alias: { kind: Kind.NAME, value: alias },
});

/** Throws when `@live` names something that the API does not have, so that a wrong contract is not served. */
export function checkLiveFields(schema: GraphQLSchema, lives: ReadonlyMap<string, LiveField>): void {
  for (const { name, continues, log, ended } of lives.values()) {
    const field = schema.getSubscriptionType()?.getFields()[name];
    const query = schema.getQueryType()?.getFields()[continues];
    const type = query && schema.getType(String(query.type).replace(/\W/g, ''));
    const has = (fieldName: string) => isObjectType(type) && fieldName in type.getFields();
    const whole =
      field &&
      query &&
      (!log || (query.args.some((arg) => arg.name === log.cursor) && has(log.sequence))) &&
      (!ended || has(ended));
    if (!whole)
      throw new Error(`@live of Subscription.${name} names an argument or a field that does not exist.`);
  }
}

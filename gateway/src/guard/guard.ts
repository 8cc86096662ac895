/**
 * Asks, before anything is planned, whether the viewer may call every field of an operation. The query planner
 * bypasses resolvers, so graphql-shield on the gateway's schema would never be asked; this asks it field by field.
 */
import type { GatewayExecutor } from '@apollo/server-gateway-interface';
import {
  getOperationAST,
  GraphQLError,
  OperationTypeNode,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { getArgumentValues, getVariableValues } from 'graphql/execution/values.js';
import { AppError, invalid } from '@hosterizer/kit/errors';
import type { Viewer } from '@hosterizer/kit/viewer';
import { boundedMap, type Bounded } from '../bounded.ts';
import type { RequestContext } from '../request.ts';
import { deniedAt, nullDenied, omit, type Denial, type Omission } from './omission.ts';
import { makeOracle, type Verdict } from './oracle.ts';
import {
  conditionVariables,
  readOperation,
  type Question,
  type Reading,
  type Variables,
} from './questions.ts';

export type Asked = {
  document: DocumentNode;
  operationName: string | null | undefined;
  variables: Variables | undefined;
  viewer: Viewer | null;
};

export type Guard = {
  /** The fields that this viewer may not call, or what is wrong with the variables. */
  check(asked: Asked): Promise<Checked>;
};

export type Checked =
  { errors: readonly GraphQLError[] } | { errors?: never; denials: Denied[]; reading: Remembered };
type Denied = Denial & { question: Question };

/** What is remembered about one operation of a document, for as long as the document itself is. */
type Known = {
  operation: OperationDefinitionNode;
  conditions: string[];
  readings: Bounded<string, Remembered>;
};

type Remembered = Reading & {
  /** Whether a verdict hangs on arguments that are variables. */
  needsVariables: boolean;
  omissions: Bounded<string, Omission>;
  /** What each viewer is denied; null where arguments make a difference. */
  denials: WeakMap<object, Denied[]> | null;
};

/** Stands for nobody where viewers are remembered. */
const anonymous = {};

/** As many ways as one document is remembered in, by what its conditions or its viewers make of it. */
const waysRemembered = 32;

/** Throws when the supergraph cannot be guarded. */
export function makeGuard(apiSchema: GraphQLSchema, supergraphSdl: string): Guard {
  const oracle = makeOracle(apiSchema, supergraphSdl);
  const documents = new WeakMap<DocumentNode, Map<string, Known>>();

  function know(document: DocumentNode, operationName: string | null | undefined): Known {
    const operations = documents.get(document) ?? new Map<string, Known>();
    documents.set(document, operations);
    const known = operations.get(operationName ?? '');
    if (known) return known;

    const operation = getOperationAST(document, operationName);
    if (!operation) throw invalid('operationName', 'name one of the operations in the document.');
    const fresh: Known = {
      operation,
      conditions: conditionVariables(document),
      readings: boundedMap(waysRemembered),
    };
    operations.set(operationName ?? '', fresh);
    return fresh;
  }

  function readingOf(
    document: DocumentNode,
    { operation, conditions, readings }: Known,
    variables: Variables,
  ): Remembered {
    const key = conditions.map((name) => (variables[name] === true ? '1' : '0')).join('');
    const known = readings.get(key);
    if (known) return known;
    const reading = readOperation(apiSchema, oracle, document, operation, variables);
    const reads = reading.questions.filter(({ ask }) => ask.readsArguments);
    return readings.set(key, {
      ...reading,
      needsVariables: reads.some(({ args }) => args === null),
      omissions: boundedMap(waysRemembered),
      denials: reads.length === 0 ? new WeakMap() : null,
    });
  }

  return {
    async check({ document, operationName, variables, viewer }) {
      const known = know(document, operationName);
      // Most operations are judged without their variables, which the planner checks again anyway.
      let given = known.conditions.length > 0 ? coerced(apiSchema, known.operation, variables) : {};
      if (given instanceof Array) return { errors: given };
      const reading = readingOf(document, known, given);
      if (reading.needsVariables && known.conditions.length === 0)
        given = coerced(apiSchema, known.operation, variables);
      if (given instanceof Array) return { errors: given };

      // One viewer is one object for as long as the gateway trusts what it has heard of them.
      const who = viewer ?? anonymous;
      const remembered = reading.denials?.get(who);
      if (remembered) return { denials: remembered, reading };

      const values = given;
      const verdicts = await Promise.all(
        reading.questions.map((question) => answer(question, values, viewer)),
      );
      const denials: Denied[] = [];
      verdicts.forEach((verdict, index) => {
        const question = reading.questions[index]!;
        if (verdict !== true) denials.push({ question, nodes: question.nodes, error: verdict });
      });
      reading.denials?.set(who, denials);
      return { denials, reading };
    },
  };
}

/** The executor, for those who may. `guard` is asked for each request, and without one everything is refused. */
export function guarded(executor: GatewayExecutor, guard: () => Guard | null): GatewayExecutor {
  return async (request) => {
    const current = guard();
    if (!current) return { data: null, errors: [closed()] };
    if (request.operation.operation === OperationTypeNode.SUBSCRIPTION) return { errors: [overSocket()] };

    const { viewer } = request.context as RequestContext;
    const { document, queryHash } = request;
    const { operationName, variables } = request.request;
    const checked = await current.check({ document, operationName, variables, viewer });
    if (checked.errors) return { errors: checked.errors };

    const { denials, reading } = checked;
    if (denials.length === 0) return executor(request);

    // A mutation does all of it or nothing, and null in place of what cannot be null is no answer either.
    const whole = request.operation.operation === OperationTypeNode.MUTATION;
    if (whole || denials.some(({ question }) => question.nonNull))
      return { data: null, errors: denied(denials) };

    const nodes = new Set(denials.flatMap((denial) => denial.nodes));
    const nothingLeft = [...reading.roots.values()].every((places) => places.some((node) => nodes.has(node)));
    if (nothingLeft) {
      const nulls = Object.fromEntries([...reading.roots.keys()].map((key) => [key, null]));
      return { data: nulls, errors: denied(denials) };
    }

    const which = denials.map(({ question }) => reading.questions.indexOf(question)).join();
    const omission =
      reading.omissions.get(which) ?? reading.omissions.set(which, omit(document, queryHash, denials));
    const answered = await executor(
      Object.create(request, {
        document: { value: omission.document, enumerable: true },
        queryHash: { value: omission.queryHash, enumerable: true },
      }) as typeof request,
    );
    return withNulls(answered, denials);
  };
}

function withNulls(
  answered: ExecutionResult,
  denials: Denied[],
): { data: Record<string, unknown> | null; errors: readonly GraphQLError[] } {
  const { data, errors } = nullDenied(answered.data ?? null, denials);
  return { data: data as Record<string, unknown> | null, errors: [...(answered.errors ?? []), ...errors] };
}

/** What is below a denied field goes without saying. */
function denied(denials: Denied[]): GraphQLError[] {
  const paths = new Set(denials.map(({ question }) => question.path.join('.')));
  const below = (path: string[]) =>
    path.some((_key, length) => length > 0 && paths.has(path.slice(0, length).join('.')));
  return denials
    .filter(({ question }) => !below(question.path))
    .map((denial) => deniedAt(denial.question.path, denial));
}

async function answer(
  { ask, args, field, nodes }: Question,
  variables: Variables,
  viewer: Viewer | null,
): Promise<Verdict> {
  const given = args ?? (ask.readsArguments ? getArgumentValues(field, nodes[0]!, variables) : {});
  return ask(given, viewer);
}

function coerced(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Variables | undefined,
): Variables | GraphQLError[] {
  const { coerced: values, errors } = getVariableValues(
    schema,
    operation.variableDefinitions ?? [],
    variables ?? {},
  );
  if (!errors) return values;
  return errors.map(({ message, nodes, originalError }) => {
    const extensions = { code: 'BAD_USER_INPUT' };
    return new GraphQLError(message, {
      nodes: nodes ?? null,
      originalError: originalError ?? null,
      extensions,
    });
  });
}

const closed = () =>
  new AppError('EXTERNAL_SERVICE_ERROR', 'The gateway is not ready to answer. Try again in a moment.');

const overSocket = () =>
  invalid('query', 'subscriptions run over a WebSocket at /graphql (graphql-transport-ws).');

/** From what a client sends to what the hub follows for it: who asks, how often, for what, and with whom it is shared. */
import { AppError, invalid } from '@hosterizer/kit/errors';
import type { Log } from '@hosterizer/kit/log';
import { GraphQLError, type ExecutionResult } from 'graphql';
import { getArgumentValues, getVariableValues } from 'graphql/execution/values.js';
import type { SubscribePayload } from 'graphql-ws';
import type { CallsOf } from '../limits/fields.ts';
import { checkInputs } from '../limits/inputs.ts';
import { refusedRequest, type Limits } from '../limits/limits.ts';
import { contextOf, type Present } from '../request.ts';
import type { Question, Supergraph } from '../supergraph.ts';
import type { Identity } from '../viewer.ts';
import { audienceOf } from './audience.ts';
import { checkLiveFields, own, type Continuation } from './continuation.ts';
import { channelOf, liveFields } from './directives.ts';
import { makeReadDocument } from './documents.ts';
import type { Hub, Watch, Watching } from './hub.ts';
import { makeRead } from './reading.ts';

/** A subscription that a socket asks for. `others` counts those that it has already. */
export type Wanted = Pick<Watch, 'id' | 'on'> & {
  payload: SubscribePayload;
  others: number;
  identify(): Promise<Identity>;
  ip: string;
  traceId: string;
};

/** Lists what is wrong with a document, and throws whatever else was wrong. */
export type Subscribe = (wanted: Wanted) => Promise<Watching | GraphQLError[]>;

export type SubscribeParts = {
  supergraph: Supergraph;
  hub: Hub;
  limits: Limits;
  callsOf: CallsOf;
  present: Present;
  log: Log;
};

const largestChannel = 200;
/** Characters: it is kept for each subscription. */
const longestId = 1_000;
const subscriptionsPerSocket = 100;

/** Throws when `@live` in the supergraph is not whole. */
export function makeSubscribe({ supergraph, hub, limits, callsOf, present, log }: SubscribeParts): Subscribe {
  const { apiSchema } = supergraph;
  const lives = liveFields(supergraph.sdl);
  checkLiveFields(apiSchema, lives);
  const read = makeReadDocument(apiSchema, lives);

  return async ({ payload, others, identify, ip, traceId, id, on }) => {
    if (others >= subscriptionsPerSocket) {
      throw new AppError(
        'RATE_LIMIT_EXCEEDED',
        `A socket carries at most ${subscriptionsPerSocket} subscriptions.`,
      );
    }
    if (id.length > longestId)
      throw invalid('id', `the id of a subscription may have ${longestId} characters.`);
    const identity = await identify();
    const asker = { ...identity, ip };
    const counted = await limits.request(asker);
    if (counted && !counted.allowed) throw refusedRequest(counted);

    checkInputs(payload.query, payload.variables);
    const document = read(payload.query, payload.operationName);
    if (document.errors) return document.errors.map((error) => coded(error, 'GRAPHQL_VALIDATION_FAILED'));
    const { continuation } = document;
    const { live, operation, field, node } = continuation;
    const variables = payload.variables ?? {};
    const { coerced, errors } = getVariableValues(apiSchema, operation.variableDefinitions ?? [], variables);
    if (errors) return errors.map((error) => coded(error, 'BAD_USER_INPUT'));

    const args = getArgumentValues(field, node, coerced);
    const channel = channelOf(live, args, identity.viewer);
    if (channel.length > largestChannel)
      throw invalid('query', 'an argument of the subscription is too long.');
    const asked = { ...variables, [own.cursor]: 0, ...(continuation.limit !== null && { [own.first]: 1 }) };
    await limits.calls(asker, callsOf(continuation.document, payload.operationName, asked));
    log.info({ traceId, field: live.name, viewerId: identity.viewer?.id }, 'subscription');

    const audience = audienceOf(live, identity);
    const question = (more: Record<string, unknown>): Question => ({
      ...{ document: continuation.document, queryHash: continuation.queryHash },
      ...(payload.operationName && { operationName: payload.operationName }),
      variables: { ...variables, ...more },
      // A context for each reading: loaders remember what they have read.
      context: contextOf(audience.identity, { ip: live.shared ? '' : ip, traceId }),
    });
    const ask = (more: Record<string, unknown>): Promise<ExecutionResult> =>
      supergraph
        .ask(question(more))
        .catch((error: Error) => ({ errors: [new GraphQLError(error.message, { originalError: error })] }));

    return hub.watch({
      ...{ channel, continuation, id, on },
      key: keyOf(audience.key, continuation, payload),
      cursor: Number(args[live.log?.cursor ?? ''] ?? 0),
      read: makeRead(continuation, ask, (error, cause) => present(error, cause, traceId)),
      allowed: () => supergraph.allows(question(asked)),
    });
  };
}

/** The same for the same question, whatever its cursor is and in whatever order its variables come. */
function keyOf(
  audience: string,
  { queryHash, cursorVariable }: Continuation,
  { operationName, variables }: SubscribePayload,
): string {
  const { [cursorVariable ?? '']: _cursor, ...rest } = variables ?? {};
  return `${audience} ${queryHash} ${JSON.stringify([operationName ?? null, inOrder(rest)])}`;
}

/** JSON with the keys of every object in one order. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([name, one]) => [name, inOrder(one)]);
}

function coded({ message, nodes }: GraphQLError, code: string): GraphQLError {
  return new GraphQLError(message, { nodes: nodes ?? null, extensions: { code } });
}

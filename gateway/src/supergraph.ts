/** The federated graph: plans operations over the subgraphs, for those whom the guard lets through. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ApolloGateway, type GraphQLDataSource } from '@apollo/gateway';
import type {
  GatewayExecutor,
  GatewayGraphQLRequestContext,
  GatewayInterface,
} from '@apollo/server-gateway-interface';
import type { Log } from '@hosterizer/kit/log';
import type { DocumentNode, ExecutionResult, GraphQLSchema } from 'graphql';
import { getOperationAST } from 'graphql';
import { guarded, makeGuard, type Guard } from './guard/guard.ts';
import { teachMoments } from './moments.ts';
import type { RequestContext } from './request.ts';

export type Question = {
  /** Valid against the API schema. The same document means the same object, or plans are made again. */
  document: DocumentNode;
  /** Stands for the document among the stored plans. */
  queryHash: string;
  operationName?: string | undefined;
  variables: Record<string, unknown>;
  context: RequestContext;
};

export type Supergraph = {
  apiSchema: GraphQLSchema;
  sdl: string;
  /** For Apollo Server. */
  gateway: GatewayInterface;
  /** Answers one query through guard and planner, as its context's viewer. Never rejects for what the caller did. */
  ask(question: Question): Promise<ExecutionResult>;
  /** Whether the guard lets the viewer have every field of it. */
  allows(question: Question): Promise<boolean>;
  stop(): Promise<void>;
};

/** The contract as it was composed and committed. */
export const committedSupergraph = (): string =>
  readFileSync(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8');

/** `source` says where a subgraph's fetches go. Throws when the supergraph cannot be loaded or guarded. */
export async function makeSupergraph(
  sdl: string,
  { source, log }: { source: (name: string) => GraphQLDataSource; log: Log },
): Promise<Supergraph> {
  const gateway = new ApolloGateway({
    supergraphSdl: sdl,
    buildService: ({ name }) => source(name),
    // Data sources in this process execute the plan's own document instead of parsing its text again.
    queryPlannerConfig: { exposeDocumentNodeInFetchNode: true },
    logger: log,
  });

  let guard: Guard | null = null;
  let apiSchema: GraphQLSchema | undefined;
  // What a listener throws is swallowed, so a schema that cannot be guarded leaves no guard, and that refuses everything.
  gateway.onSchemaLoadOrUpdate((loaded) => {
    guard = null;
    ({ apiSchema } = loaded);
    teachMoments(apiSchema);
    try {
      guard = makeGuard(loaded.apiSchema, loaded.coreSupergraphSdl);
    } catch (error) {
      log.fatal({ err: error }, 'The supergraph cannot be guarded: every request will be refused.');
    }
  });
  const { executor } = await gateway.load();
  if (!apiSchema || !guard) {
    await gateway.stop();
    throw new Error('The supergraph cannot be guarded, so it is not served.');
  }
  const schema = apiSchema;
  const execute: GatewayExecutor = guarded(withoutExtensions(executor), () => guard);

  return {
    apiSchema: schema,
    sdl,
    gateway: {
      onSchemaLoadOrUpdate(callback) {
        // It has been loaded already, and will not say so again.
        callback({ apiSchema: schema, coreSupergraphSdl: sdl });
        return gateway.onSchemaLoadOrUpdate(callback);
      },
      load: async () => ({ executor: execute }),
      stop: async () => {},
    },
    ask: ({ document, queryHash, operationName, variables, context }) =>
      execute({
        schema,
        document,
        queryHash,
        operationName: operationName ?? null,
        operation: getOperationAST(document, operationName)!,
        request: { variables, ...(operationName !== undefined && { operationName }) },
        source: '',
        context,
        logger: log,
        metrics: {},
        overallCachePolicy: undefined,
      } as unknown as GatewayGraphQLRequestContext),
    async allows({ document, operationName, variables, context: { viewer } }) {
      const checked = await guard?.check({ document, operationName, variables, viewer });
      return checked !== undefined && !checked.errors && checked.denials.length === 0;
    },
    stop: () => gateway.stop(),
  };
}

/** The planner adds notes on values that it has completed; they are for its developers. */
function withoutExtensions(executor: GatewayExecutor): GatewayExecutor {
  return async (request) => {
    const { data, errors } = await executor(request);
    return { ...(data !== undefined && { data }), ...(errors && { errors }) };
  };
}

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

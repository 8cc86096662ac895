/** A subgraph in this process: the plan's own document, executed. */
import type { GraphQLDataSource } from '@apollo/gateway';
import { execute, parse, type ExecutionArgs } from 'graphql';
import type { Subgraph } from '@hosterizer/kit/subgraph';
import type { Present, RequestContext } from '../request.ts';
import { callerFor } from './caller.ts';

/** Errors come out as a remote subgraph's would: shaped, and what is a bug logged where its stack is known. */
export function localSource(subgraph: Subgraph, present: Present): GraphQLDataSource {
  // A plan may ask one subgraph several times; its loaders and caches are for the whole request.
  const contexts = new WeakMap<object, object>();

  function contextOf(request: RequestContext): object {
    const known = contexts.get(request) ?? subgraph.context(callerFor(subgraph.name, request.caller));
    contexts.set(request, known);
    return known;
  }

  return {
    async process({ request, context, ...asked }) {
      const { caller } = context as RequestContext;
      const { data, errors } = await execute({
        schema: subgraph.schema,
        // The planner gives the document that it has already made; printing and parsing it again costs more than the rest.
        document: ('document' in asked && asked.document) || parse(request.query ?? ''),
        operationName: request.operationName,
        variableValues: request.variables,
        contextValue: contextOf(context as RequestContext),
      } as ExecutionArgs);
      return {
        ...(data !== undefined && { data }),
        ...(errors && {
          errors: errors.map((error) =>
            present(error.toJSON(), error.originalError ?? error, caller.traceId),
          ),
        }),
      };
    },
  };
}

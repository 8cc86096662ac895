/** One domain of the API: an executable federated schema, and plain HTTP routes for protocols that are not GraphQL. */
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { Readable } from 'node:stream';
import { GraphQLScalarType, parse, type GraphQLSchema } from 'graphql';
import { DateTimeISOResolver, JSONResolver } from 'graphql-scalars';
import type { HealthCheck } from './health.ts';
import { subgraphSdl, type SubgraphName } from './sdl.ts';
import type { Caller } from './viewer.ts';

export type Subgraph = {
  name: SubgraphName;
  /** Executable, without the guard: who calls it in process has asked already. */
  schema: GraphQLSchema;
  /** What resolvers see of one request. Called once for each request. */
  context(caller: Caller): object;
  routes: Route[];
  checks: HealthCheck[];
  /** Stops its own timers and listeners; the connections it was given stay open. */
  stop(): Promise<void>;
};

/** An entity of another subgraph, as a resolver names it. */
export type Reference = { __typename?: string; id: string };

/** A protocol of its own below a path, such as Terraform's state at `/state/`. */
export type Route = {
  /** Begins and ends with a slash. */
  prefix: string;
  methods: string[];
  /** Anybody may ask, and nobody is asked who they are: the caller's viewer is null. */
  public?: boolean;
  /** Pages of the portals may ask as well, by their cookie. */
  portals?: boolean;
  /** Each request counts as one of those that change or export many things at once. */
  bulk?: boolean;
  /** Called for a caller whose token held, unless the route is public; others are answered 401 before. */
  answer(request: RouteRequest, caller: Caller): Promise<RouteAnswer>;
};

export type RouteRequest = {
  method: string;
  /** What follows the prefix. */
  rest: string;
  query: Record<string, string | undefined>;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
};

export type RouteAnswer = {
  status: number;
  headers?: Record<string, string>;
  body?: Buffer | string | Readable;
};

// The library calls it DateTimeISO; a schema must know it by one name.
const DateTime = new GraphQLScalarType({ ...DateTimeISOResolver.toConfig(), name: 'DateTime' });

/** Builds the executable schema of a subgraph out of its SDL and resolvers. */
export function executableSchema(name: SubgraphName, resolvers: object): GraphQLSchema {
  return buildSubgraphSchema([
    {
      typeDefs: parse(subgraphSdl(name)),
      resolvers: { DateTime, JSON: JSONResolver, ...resolvers } as never,
    },
  ]);
}

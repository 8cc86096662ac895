/** Every subgraph, in this process or in one of its own, behind one face. */
import type { GraphQLDataSource } from '@apollo/gateway';
import type { HealthCheck } from '@hosterizer/kit/health';
import type { Log } from '@hosterizer/kit/log';
import type { SubgraphName } from '@hosterizer/kit/sdl';
import type { Route, Subgraph } from '@hosterizer/kit/subgraph';
import type { Tokens } from '@hosterizer/kit/tokens';
import type { ServedRoute } from '../http/routes.ts';
import type { Present } from '../request.ts';
import { makeSign } from './caller.ts';
import { localSource } from './local.ts';
import { makeRemote } from './remote.ts';

/** A subgraph in a process of its own. */
export type RemoteSubgraph = {
  /** Without `/graphql`. */
  url: string;
  /** The protocols that it speaks besides GraphQL. */
  routes?: ReadonlyArray<Omit<Route, 'answer'>>;
};

export type Connections = {
  source(name: string): GraphQLDataSource;
  routes: ServedRoute[];
  checks: HealthCheck[];
  /** Ends connections to other processes; subgraphs in this one belong to whoever made them. */
  close(): Promise<void>;
};

export function connectSubgraphs(
  subgraphs: Readonly<Record<SubgraphName, Subgraph | RemoteSubgraph>>,
  { tokens, present, log }: { tokens: Tokens; present: Present; log: Log },
): Connections {
  const sign = makeSign(tokens);
  const sources = new Map<string, GraphQLDataSource>();
  const routes: ServedRoute[] = [];
  const checks: HealthCheck[] = [];
  const closing: Array<() => Promise<void>> = [];

  for (const [name, subgraph] of Object.entries(subgraphs) as Array<
    [SubgraphName, Subgraph | RemoteSubgraph]
  >) {
    if ('schema' in subgraph) {
      sources.set(name, localSource(subgraph, present));
      routes.push(...subgraph.routes.map((route) => ({ ...route, subgraph: name })));
      checks.push(...subgraph.checks.map((check) => ({ ...check, name: `${subgraph.name}.${check.name}` })));
      continue;
    }
    const remote = makeRemote(name, subgraph.url, { sign, log });
    sources.set(name, remote.source);
    for (const route of subgraph.routes ?? []) {
      routes.push({ ...route, subgraph: name, answer: remote.forward(route.prefix) });
    }
    checks.push(remote.check);
    closing.push(remote.close);
  }

  return {
    source(name) {
      const source = sources.get(name);
      if (!source) throw new Error(`The supergraph has a subgraph ${name}, and nobody said where it is.`);
      return source;
    },
    routes,
    checks,
    close: async () => void (await Promise.all(closing.map((end) => end()))),
  };
}

/** Asks subgraphs where the logs stand that are being watched, so that a last hint that was lost shows. */
import type { GraphQLDataSource } from '@apollo/gateway';
import { gatewayViewer } from '@hosterizer/kit/viewer';
import { parse } from 'graphql';
import { contextOf, traceIdOf } from '../request.ts';

export type Head = { channel: string; sequence: number; ended: boolean };

/** Channels that their subgraph does not know are left out. Rejects while the subgraph is away. */
export type AskHeads = (subgraph: string, channels: readonly string[]) => Promise<Head[]>;

const query = `query ($channels: [String!]!) { liveHeads(channels: $channels) { channel sequence ended } }`;
const document = parse(query);

export function makeAskHeads(source: (name: string) => GraphQLDataSource): AskHeads {
  return async (subgraph, channels) => {
    const { data, errors } = await source(subgraph).process({
      kind: 'incoming operation',
      request: { query, variables: { channels } },
      document,
      context: contextOf({ viewer: gatewayViewer, portal: null }, { ip: '', traceId: traceIdOf(null) }),
    } as unknown as Parameters<GraphQLDataSource['process']>[0]);
    if (errors?.[0]) throw new Error(errors[0].message);
    return (data as { liveHeads: Head[] }).liveHeads;
  };
}

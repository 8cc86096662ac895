/** Asks the accounts subgraph whom a credential speaks for. */
import type { GraphQLDataSource } from '@apollo/gateway';
import { AppError, externalFailure } from '@hosterizer/kit/errors';
import { gatewayViewer, type Viewer } from '@hosterizer/kit/viewer';
import { parse } from 'graphql';
import { contextOf, traceIdOf } from './request.ts';
import { sessionKeeper } from './subgraphs/caller.ts';

/** A session with the customer for whom its token speaks, or the text of an API key. */
export type Credential = { ip: string } & (
  { sessionId: string; customerId: string | null } | { apiKey: string }
);

/** `endsAt` in milliseconds since 1970. */
export type Holder = { viewer: Viewer; endsAt: number; requestsPerMinute?: number };

/**
 * Null when the credential speaks for nobody. Throws AUTHENTICATION_ERROR when the accounts subgraph says what is
 * wrong with it, and EXTERNAL_SERVICE_ERROR when it cannot say anything: then nobody is let in.
 */
export type AskHolder = (credential: Credential) => Promise<Holder | null>;

const query = `query ($credential: CredentialInput!) {
  credentialHolder(credential: $credential) { viewer endsAt requestsPerMinute }
}`;
const document = parse(query);

type Answer = {
  credentialHolder: { viewer: Viewer; endsAt: string; requestsPerMinute: number | null } | null;
};

export function makeAskHolder(source: (name: string) => GraphQLDataSource): AskHolder {
  return async (credential) => {
    const { data, errors } = await source(sessionKeeper).process({
      kind: 'incoming operation',
      request: { query, variables: { credential } },
      document,
      context: contextOf(
        { viewer: gatewayViewer, portal: null },
        { ip: credential.ip, traceId: traceIdOf(null) },
      ),
    } as unknown as Parameters<GraphQLDataSource['process']>[0]);
    const [error] = errors ?? [];
    if (error?.extensions?.['code'] === 'AUTHENTICATION_ERROR')
      throw new AppError('AUTHENTICATION_ERROR', error.message);
    if (error) throw externalFailure('Who you are cannot be found out at the moment. Try again in a moment.');

    const found = (data as Answer | null)?.credentialHolder;
    if (!found) return null;
    const { viewer, endsAt, requestsPerMinute } = found;
    return { viewer, endsAt: Date.parse(endsAt), ...(requestsPerMinute !== null && { requestsPerMinute }) };
  };
}

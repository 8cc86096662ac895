import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { OperationTypeNode } from 'graphql';
import { createConnection } from '../live/connection.ts';
import { liveLink } from '../live/link.ts';
import { openLive, type Live } from '../live/socket.ts';
import { browserSession } from './browser.ts';
import { sessionLink } from './link.ts';

declare module '@apollo/client' {
  namespace ApolloClient {
    namespace DeclareDefaultOptions {
      interface WatchQuery {
        errorPolicy: 'all';
      }
      interface Query {
        errorPolicy: 'all';
      }
    }
  }
}

export type Backend = Live & { client: ApolloClient };

/** Everything that a portal needs to speak with the platform, at its own origin. */
export function connectBackend(portal: string): Backend {
  const session = browserSession(portal);
  const connection = createConnection();
  const live = openLive(portal, session, connection);

  // The header tells the gateway whose cookies count, and no foreign page can send it.
  const http = new HttpLink({ uri: '/graphql', headers: { 'hosterizer-portal': portal } });
  const client = new ApolloClient({
    cache: new InMemoryCache(),
    link: ApolloLink.split(
      ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
      liveLink(live),
      ApolloLink.from([sessionLink(session), http]),
    ),
    // A field that the viewer may not read is null beside an error; the rest of the page is still good.
    defaultOptions: { watchQuery: { errorPolicy: 'all' }, query: { errorPolicy: 'all' } },
  });
  return { ...live, client };
}

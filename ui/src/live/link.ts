import { ApolloLink, CombinedGraphQLErrors, type FetchResult } from '@apollo/client';
import { followLive } from '@hosterizer/sdk/live';
import { print } from 'graphql';
import { Observable } from 'rxjs';
import type { Live } from './socket.ts';

/** Apollo's subscriptions over the portal's socket, resuming like every other. */
export function liveLink(live: Live): ApolloLink {
  return new ApolloLink(
    ({ query, operationName, variables }) =>
      new Observable<FetchResult>((observer) =>
        followLive<Record<string, unknown>>(
          live,
          { query: print(query), ...(operationName && { operationName }), variables: { ...variables } },
          {
            next: (data) => observer.next({ data }),
            error: (errors) => observer.error(new CombinedGraphQLErrors({ errors })),
            complete: () => observer.complete(),
          },
        ),
      ),
  );
}

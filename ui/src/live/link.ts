import { ApolloLink, CombinedGraphQLErrors, type FetchResult } from '@apollo/client';
import { print, type GraphQLFormattedError } from 'graphql';
import { Observable } from 'rxjs';
import { follow } from './follow.ts';
import type { Live } from './socket.ts';

/** Apollo's subscriptions over the portal's socket, resuming like every other. */
export function liveLink(live: Live): ApolloLink {
  return new ApolloLink(
    ({ query, operationName, variables }) =>
      new Observable<FetchResult>((observer) =>
        follow<Record<string, unknown>>(
          live,
          { query: print(query), ...(operationName && { operationName }), variables: { ...variables } },
          {
            next: (data) => observer.next({ data }),
            error: (errors) =>
              observer.error(
                new CombinedGraphQLErrors({ errors: errors as readonly GraphQLFormattedError[] }),
              ),
            complete: () => observer.complete(),
          },
        ),
      ),
  );
}

/** How GraphiQL asks: queries and mutations over HTTP, subscriptions over a WebSocket, as the holder of one token. */
import type { GraphiQLProps } from 'graphiql';
import { getOperationAST, parse } from 'graphql';
import { createClient } from 'graphql-ws';

type Fetcher = GraphiQLProps['fetcher'];

/** `endpoint` is the path of the API on this page's own origin. */
export function makeFetcher(endpoint: string): Fetcher {
  return async ({ query, operationName: chosen, variables }, options) => {
    const headers = options?.headers ?? {};
    // What the editor knows of its text is a moment old: the operation that was chosen may be gone from it.
    const document = parse(query);
    const operationName = chosen && getOperationAST(document, chosen) ? chosen : null;

    if (getOperationAST(document, operationName)?.operation === 'subscription')
      return follow(endpoint, { query, operationName, variables }, authorizationOf(headers));
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query, operationName, variables }),
    });
    return response.json();
  };
}

/** One socket for each subscription: the next may be somebody else's. */
function follow(
  endpoint: string,
  payload: { query: string; operationName: string | null; variables?: Record<string, unknown> },
  authorization: string | undefined,
) {
  const url = new URL(endpoint, location.href);
  url.protocol = url.protocol.replace('http', 'ws');
  const client = createClient({
    url: url.href,
    ...(authorization && { connectionParams: { authorization } }),
  });
  return client.iterate(payload);
}

function authorizationOf(headers: Record<string, unknown>): string | undefined {
  const found = Object.entries(headers).find(([name]) => name.toLowerCase() === 'authorization');
  return found && String(found[1]);
}

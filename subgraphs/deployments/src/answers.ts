/** What the routes besides GraphQL answer. */
import type { RouteAnswer } from '@hosterizer/kit/subgraph';

export const json = (status: number, body: unknown): RouteAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

/** A sentence that says why not. */
export const refused = (status: number, error: string): RouteAnswer => json(status, { error });

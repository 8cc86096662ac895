/**
 * A typed client of the platform's GraphQL API, for Node 24 and browsers.
 *
 *     const client = createClient({ url: 'http://127.0.0.1:4000' });
 *     await client.signIn({ email, password });
 *     const { deploySite } = await client.request(DeploySiteDocument, { input: { siteId } });
 *     for await (const { events } of client.follow(deploySite.id)) show(events);
 *
 * A program that has an API key does not sign in; `viewer { apiKey }` tells what its key can do.
 *
 *     const client = createClient({ url, token: process.env.HOSTERIZER_API_KEY });
 *
 * The documents are generated from `operations/*.graphql` into `generated/graphql.ts`.
 */
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print, type DocumentNode, type GraphQLFormattedError } from 'graphql';
import { fromAnswer, RequestError } from './errors.ts';
import { follow, type DeploymentEventBatch, type FollowOptions } from './follow.ts';
import {
  RefreshSessionDocument,
  SignInDocument,
  type SignInInput,
  type SignInMutation,
} from './generated/graphql.ts';
import { makeTokenSession, type Tokens } from './session.ts';
import { openSockets, pause, type Sockets } from './sockets.ts';

export { RequestError } from './errors.ts';
export type { RequestErrorCode } from './errors.ts';
export type { DeploymentEventBatch, FollowOptions } from './follow.ts';

export type ClientOptions = {
  /** The platform's address, such as `https://hosterizer.test`; `/graphql` is added. */
  url: string;
  /** An API key, `hzk_…`, or another bearer token that somebody else looks after. Leave it out to sign in. */
  token?: string | undefined;
  /** Used instead of the global fetch. */
  fetch?: typeof fetch | undefined;
  /** Used instead of the global WebSocket, such as that of the package `ws` on an older Node. */
  WebSocket?: unknown;
};

export type RequestOptions = {
  /** Gives the request up; `AbortSignal.timeout(10_000)` bounds it. The platform may have done the work all the same. */
  signal?: AbortSignal | undefined;
};

type RequestArguments<Variables> =
  Record<string, never> extends Variables
    ? [variables?: Variables, options?: RequestOptions]
    : [variables: Variables, options?: RequestOptions];

export type Client = {
  /** Runs one operation. Throws RequestError when the platform answers with errors or not at all. */
  request<Result, Variables>(
    document: TypedDocumentNode<Result, Variables>,
    ...rest: RequestArguments<Variables>
  ): Promise<Result>;
  /** Begins a session that renews itself. Throws RequestError AUTHENTICATION_ERROR when the pair is wrong. */
  signIn(input: SignInInput): Promise<SignInMutation['signIn']>;
  /** The events of a deployment to its end, each once and in order, across dropped connections. */
  follow(deploymentId: string, options?: FollowOptions): AsyncIterableIterator<DeploymentEventBatch>;
  /** Ends every `follow` and closes the socket. Idle clients hold no socket and need no closing. */
  close(): Promise<void>;
};

/** Makes a client. Opens nothing until it is used. */
export function createClient({ url, token, fetch: send = fetch, WebSocket }: ClientOptions): Client {
  const endpoint = `${url.replace(/\/+$/, '')}/graphql`;
  const session = makeTokenSession(async (refreshToken) => {
    const { refreshSession } = await post(RefreshSessionDocument, { refreshToken }, undefined, {});
    return toTokens(refreshSession);
  });
  if (token !== undefined) session.begin({ accessToken: token });
  let sockets: Sockets | undefined;

  async function post<Result, Variables>(
    document: TypedDocumentNode<Result, Variables>,
    variables: Variables | undefined,
    bearer: string | undefined,
    { signal }: RequestOptions,
  ): Promise<Result> {
    const answer = await send(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
      },
      body: JSON.stringify({ query: textOf(document), variables }),
      ...(signal && { signal }),
    }).catch((cause: unknown) => {
      if (signal?.aborted) throw new RequestError('NETWORK_ERROR', 'The request was given up.', [], cause);
      throw new RequestError(
        'NETWORK_ERROR',
        `The platform cannot be reached at ${url} (${reasonOf(cause)}).`,
        [],
        cause,
      );
    });
    return resultOf<Result>(answer);
  }

  return {
    async request(document, ...[variables, options = {}]) {
      const bearer = await session.token();
      try {
        return await post(document, variables, bearer, options);
      } catch (error) {
        // A token can end on the way, or earlier than it said; a new one, once, tells that from a revoked session.
        const refused = error instanceof RequestError && error.code === 'AUTHENTICATION_ERROR';
        if (!refused || bearer === undefined || !(await session.renew())) throw error;
        return post(document, variables, await session.token(), options);
      }
    },

    async signIn(input) {
      const { signIn } = await post(SignInDocument, { input }, undefined, {});
      session.begin(toTokens(signIn));
      return signIn;
    },

    follow(deploymentId, options = {}) {
      sockets ??= openSockets(endpoint.replace(/^http/, 'ws'), session.token, WebSocket);
      const socket = sockets;
      return follow(
        { socket, renew: (again) => (again ? no : session.renew()), pause },
        deploymentId,
        options,
      );
    },

    async close() {
      await sockets?.dispose();
      sockets = undefined;
    },
  };
}

/** A session that has just been renewed and does not hold has ended. */
const no = Promise.resolve(false);

/** fetch says "fetch failed" and hides why in the cause; several addresses that failed have no message at all. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as Error;
  if (!(cause instanceof Error)) return message;
  return cause.message || (cause as { code?: string }).code || message;
}

const texts = new WeakMap<DocumentNode, string>();

function textOf(document: DocumentNode): string {
  const text = texts.get(document) ?? print(document);
  texts.set(document, text);
  return text;
}

async function resultOf<Result>(response: Response): Promise<Result> {
  type Answer = { data?: Result | null; errors?: GraphQLFormattedError[] };
  const answer = (await response.json().catch(() => ({}))) as Answer;
  if (answer.errors?.length) throw fromAnswer(answer.errors);
  if (answer.data) return answer.data;
  throw new RequestError(
    'NETWORK_ERROR',
    `The platform's door answered with HTTP ${response.status} and no result.`,
  );
}

function toTokens(given: {
  accessToken?: string | null;
  refreshToken?: string | null;
  expiresAt: string;
}): Tokens {
  if (!given.accessToken) throw new RequestError('AUTHENTICATION_ERROR', 'The platform gave no token.');
  return {
    accessToken: given.accessToken,
    refreshToken: given.refreshToken ?? undefined,
    expiresAt: new Date(given.expiresAt),
  };
}

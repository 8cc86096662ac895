import { ApolloClient, ApolloLink, gql, InMemoryCache, type TypedDocumentNode } from '@apollo/client';
import { of } from 'rxjs';
import { readFailure } from '../src/failure.ts';
import { sortFailure } from '../src/fields.ts';
import { sessionLink } from '../src/session/link.ts';
import { createSession, type SessionDeps } from '../src/session/session.ts';

const refusal = {
  message: 'Sign in first.',
  extensions: { code: 'AUTHENTICATION_ERROR', traceId: 'abc' },
};
const later = () => new Date(Date.now() + 900_000).toISOString();

function makeSession(refresh: SessionDeps['refresh'], memory = { at: null as number | null }) {
  const session = createSession({
    refresh,
    memory: { read: () => memory.at, write: (at) => void (memory.at = at) },
    alone: (work) => work(),
    now: Date.now,
  });
  made.push(session);
  return session;
}

const made: Array<ReturnType<typeof createSession>> = [];
afterEach(() => {
  for (const session of made.splice(0)) session.ended();
});

/** A platform that refuses until somebody has renewed the session. */
function makeClient(session: ReturnType<typeof createSession>, isOpen: () => boolean) {
  const asked: string[] = [];
  const platform = new ApolloLink(({ operationName }) => {
    asked.push(operationName ?? '');
    return of(isOpen() ? { data: { answer: 42 } } : { errors: [refusal], data: null });
  });
  const client = new ApolloClient({
    cache: new InMemoryCache(),
    link: ApolloLink.from([sessionLink(session), platform]),
    defaultOptions: { watchQuery: { errorPolicy: 'all' }, query: { errorPolicy: 'all' } },
  });
  return { client, asked };
}

const Ask: TypedDocumentNode<{ answer: number }, { n: number }> = gql`
  query Ask($n: Int) {
    answer(n: $n)
  }
`;

test('requests that are refused together renew the session once and are sent again', async () => {
  let open = false;
  let allHaveAsked = () => {};
  const waiting = new Promise<void>((go) => (allHaveAsked = go));
  const refresh = jest.fn(async () => {
    await waiting;
    open = true;
    return later();
  });
  const { client, asked } = makeClient(
    makeSession(refresh),
    () => open || (asked.length === 3 && allHaveAsked(), false),
  );
  const answers = await Promise.all([1, 2, 3].map((n) => client.query({ query: Ask, variables: { n } })));
  expect(answers.map(({ data }) => data?.answer)).toEqual([42, 42, 42]);
  expect(refresh).toHaveBeenCalledTimes(1);
  expect(asked).toHaveLength(6);
});

test('a session that cannot be renewed asks for a sign-in, and the request goes on after it', async () => {
  let open = false;
  const session = makeSession(async () => null);
  const { client } = makeClient(session, () => open);
  const lapsed = new Promise<void>((go) => session.subscribe(() => session.isLapsed() && go()));

  const answer = client.query({ query: Ask, variables: { n: 1 } });
  await lapsed;
  open = true;
  session.began(later());
  expect((await answer).data?.answer).toBe(42);
  expect(session.isLapsed()).toBe(false);
});

test('a platform in trouble is an error, not the end of the session', async () => {
  const session = makeSession(async () => {
    throw new TypeError('Failed to fetch');
  });
  const { client } = makeClient(session, () => false);
  await expect(client.query({ query: Ask, variables: { n: 1 } })).resolves.toMatchObject({
    error: { message: 'Failed to fetch' },
  });
  expect(session.isLapsed()).toBe(false);
});

test('a refresh that another tab has just made is not made again', async () => {
  const memory = { at: Date.now() + 1000 };
  const refresh = jest.fn(async () => later());
  const session = createSession({
    refresh,
    memory: { read: () => memory.at, write: (at) => void (memory.at = at!) },
    alone: async (work) => {
      memory.at = Date.now() + 900_000;
      return work();
    },
    now: Date.now,
  });
  made.push(session);
  expect(await session.renew()).toBe(true);
  expect(refresh).not.toHaveBeenCalled();
});

test('an error is read as its code, its sentence and its trace id', () => {
  expect(readFailure([refusal])).toEqual({
    code: 'AUTHENTICATION_ERROR',
    message: 'Sign in first.',
    traceId: 'abc',
  });
  expect(readFailure(new TypeError('Failed to fetch')).code).toBe('OFFLINE');
});

test('a wrong input is shown at its field, and everything else above the form', () => {
  const wrong = (field: string) => [
    {
      message: 'x',
      extensions: { code: 'VALIDATION_ERROR', details: { field, reason: 'must not be empty.' } },
    },
  ];
  const fields = ['name', 'configuration'];
  expect(sortFailure(wrong('input.configuration.title'), fields)).toEqual({
    problems: { 'configuration.title': 'Must not be empty.' },
    rest: null,
  });
  expect(sortFailure(wrong('input.customerId'), fields)).toMatchObject({
    problems: {},
    rest: { field: 'customerId' },
  });
  expect(sortFailure([refusal], fields)).toMatchObject({ problems: {}, rest: { traceId: 'abc' } });
});

/** The clients that people use, as they come from npm. */
import { ApolloClient, gql, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';
import { localEvents, type LocalEvents } from './local-events.ts';
import { EventsAfter, everything } from './socket.ts';
import { ids, makeWorld, startWorld, tokenFor, type Started, type World } from './world.ts';

const channel = `deployment:${ids.deployment}`;

let world: World;
let events: LocalEvents;
let started: Started;
let client: Client;

beforeEach(async () => {
  world = makeWorld();
  events = localEvents();
  started = await startWorld(world, { events });
  const authorization = `Bearer ${await tokenFor(world.tokens, 'owner', ids.acme)}`;
  client = createClient({
    url: `${started.gateway.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization },
    // So that what ends a subscription is not the end of its socket.
    lazy: false,
  });
});
afterEach(async () => {
  await client.dispose();
  await started.gateway.close();
});

function happen(count = 1): void {
  for (let made = 0; made < count; made += 1) {
    const sequence = world.events.length + 1;
    world.events.push({ sequence, message: `line ${sequence}` });
  }
  events.publish(channel);
}

function end(): void {
  world.deployment.ended = true;
  happen();
}

type Data = {
  deploymentEvents: { events: Array<{ sequence: number }>; lastSequence: number; ended: boolean };
};
const sequencesIn = ({ deploymentEvents }: Data) => deploymentEvents.events.map(({ sequence }) => sequence);

describe('graphql-ws', () => {
  test('subscribes', async () => {
    happen(2);
    const sequences: number[] = [];
    await new Promise<void>((complete, error) =>
      client.subscribe<Data>(
        { query: EventsAfter, variables: everything },
        {
          next({ data }) {
            sequences.push(...sequencesIn(data!));
            if (data!.deploymentEvents.lastSequence < 4) happen();
            else if (!data!.deploymentEvents.ended) end();
          },
          ...{ error, complete },
        },
      ),
    );
    expect(sequences).toEqual([1, 2, 3, 4, 5]);
  });

  test('iterates, and leaves when its loop does', async () => {
    happen(2);
    const sequences: number[] = [];
    for await (const { data } of client.iterate<Data>({ query: EventsAfter, variables: everything })) {
      sequences.push(...sequencesIn(data!));
      if (sequences.length === 4) break;
      happen();
    }
    expect(sequences).toEqual([1, 2, 3, 4]);
    await events.left(channel);
  });

  test('iterates to the end', async () => {
    happen(2);
    const batches: Data['deploymentEvents'][] = [];
    for await (const { data } of client.iterate<Data>({ query: EventsAfter, variables: everything })) {
      batches.push(data!.deploymentEvents);
      if (batches.length === 1) end();
    }
    expect(batches.at(-1)).toMatchObject({ lastSequence: 3, ended: true });
  });

  test('hears what is wrong with its document, and goes on using its socket', async () => {
    const wrong = client.iterate({ query: 'subscription { nothing }' });
    await expect(wrong.next()).rejects.toEqual([
      expect.objectContaining({ message: expect.stringContaining('nothing') }),
    ]);
    happen();
    const right = client.iterate<Data>({ query: EventsAfter, variables: everything });
    expect(sequencesIn((await right.next()).value.data)).toEqual([1]);
    await right.return!();
  });
});

describe('Apollo Client over GraphQLWsLink', () => {
  let apollo: ApolloClient;
  beforeEach(
    () => void (apollo = new ApolloClient({ link: new GraphQLWsLink(client), cache: new InMemoryCache() })),
  );
  afterEach(() => apollo.stop());

  const query = gql(EventsAfter);

  test.each(['network-only', 'no-cache'] as const)('subscribes to the end, %s', async (fetchPolicy) => {
    happen(2);
    const sequences: number[] = [];
    await new Promise<void>((complete, error) =>
      apollo.subscribe<Data>({ query, variables: everything, fetchPolicy }).subscribe({
        next({ data, error: problem }) {
          if (problem) return error(problem);
          sequences.push(...sequencesIn(data!));
          if (data!.deploymentEvents.lastSequence < 4) happen();
          else if (!data!.deploymentEvents.ended) end();
        },
        ...{ error, complete },
      }),
    );
    expect(sequences).toEqual([1, 2, 3, 4, 5]);
  });

  test('follows a state into its cache, where the rest of a page reads it', async () => {
    const Changed = gql`
      subscription ($id: ID!) {
        deploymentChanged(id: $id) {
          id
          status
        }
      }
    `;
    const Status = gql`
      fragment Status on Deployment {
        status
      }
    `;
    const seen: unknown[] = [];
    const id = `Deployment:${ids.deployment}`;
    await new Promise<void>((done, error) => {
      const following = apollo.subscribe({ query: Changed, variables: { id: ids.deployment } }).subscribe({
        next() {
          seen.push(apollo.cache.readFragment<{ status: string }>({ id, fragment: Status })?.status);
          if (seen.length === 2) {
            following.unsubscribe();
            return done();
          }
          world.deployment.status = 'COMPLETED';
          events.publish(`deployment-status:${ids.deployment}`);
        },
        error,
      });
    });
    expect(seen).toEqual(['RUNNING', 'COMPLETED']);
    await events.left(`deployment-status:${ids.deployment}`);
  });

  test('hears a refusal as an error with its code', async () => {
    const query = gql`
      subscription ($id: ID!) {
        siteChanged(id: $id) {
          id
        }
      }
    `;
    const error = await new Promise<any>((resolve) =>
      apollo.subscribe({ query, variables: { id: ids.otherSite } }).subscribe({
        next: (result) => result.error && resolve(result.error),
        error: resolve,
      }),
    );
    expect(error.errors[0].extensions.code).toBe('NOT_FOUND');
  });
});

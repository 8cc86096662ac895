/** The suite is only worth something when it sees what is missing: each time something is taken away. */
import { committedSupergraph } from '@hosterizer/gateway/supergraph';
import { cellsOf } from './cells.ts';
import { examine } from './examine.ts';
import { examineRoutes } from './routes.ts';
import { secret } from './site-rows.ts';
import { openStage, type Opened } from './stage.ts';
import { foreignRows } from './tables.ts';

/** What is wrong with the answers to everything that is asked of these coordinates. */
async function violationsIn(
  opened: Opened,
  coordinates: readonly string[],
  platform = opened.platform,
): Promise<string[]> {
  const cells = cellsOf(opened.contract).filter(({ target }) => coordinates.includes(target.coordinate));
  expect(cells.length).toBeGreaterThan(0);
  const examined = await examine({ ...opened, platform }, cells);
  return examined.flatMap(({ violations }) => violations);
}

async function withOpenPolicy({ owner }: Opened, table: string, look: () => Promise<void>): Promise<void> {
  const { rows } = await owner.query<{ qual: string }>(
    `select qual from pg_policies where schemaname || '.' || tablename = $1 and policyname = 'tenant'`,
    [table],
  );
  await owner.query(`alter policy tenant on ${table} using (true)`);
  try {
    await look();
  } finally {
    await owner.query(`alter policy tenant on ${table} using (${rows[0]!.qual})`);
  }
}

/** A stage of their own for some tests, since what gets through changes what is on it. */
function onStage(): () => Opened {
  let opened: Opened;
  beforeAll(async () => {
    opened = await openStage();
  }, 180_000);
  afterAll(() => opened.close());
  return () => opened;
}

describe('a policy that lets everything through', () => {
  const stage = onStage();

  test.each([
    ['sites.site', ['Query.site', 'Mutation.updateSite', 'Site of sites']],
    ['deployments.deployment', ['Query.deployment', 'Subscription.deploymentChanged']],
    ['deployments.drift_check', ['Query.driftCheck', 'DriftCheck of deployments']],
    ['accounts.api_key', ['Query.apiKeys', 'Mutation.revokeApiKey']],
  ])(
    'of %s is noticed',
    async (table, coordinates) => {
      const opened = stage();
      expect(await violationsIn(opened, coordinates)).toEqual([]);
      await withOpenPolicy(opened, table, async () =>
        expect(await violationsIn(opened, coordinates)).toContainEqual(
          expect.stringContaining("the answer holds what is another customer's"),
        ),
      );
    },
    180_000,
  );

  // Whoever asks for these goes through something else first that is a customer's own.
  test.each(['deployments.plan', 'sites.variable'])('of %s is noticed in the table itself', async (table) => {
    const opened = stage();
    expect(await foreignRows(opened)).toEqual([]);
    await withOpenPolicy(opened, table, async () =>
      expect(await foreignRows(opened)).toEqual([`${table}: a customer sees rows of others.`]),
    );
  });
});

describe('a service that', () => {
  const stage = onStage();

  test('finds a log for whoever has its address is noticed', async () => {
    const opened = stage();
    await withOpenPolicy(opened, 'deployments.deployment', async () =>
      expect(await examineRoutes(opened.platform, opened.cast)).toContainEqual(
        expect.stringMatching(/^owner asks gateway for GET .logs.\S+ of somebody else: promised 404/),
      ),
    );
  }, 180_000);

  test('tells the secret of a site is noticed', async () => {
    const opened = stage();
    await opened.owner.query(`update sites.variable set value = $1, sealed = null where sealed is not null`, [
      secret,
    ]);
    expect(await violationsIn(opened, ['Query.site'])).toContainEqual(
      expect.stringContaining("the answer holds a site's secret"),
    );
  }, 180_000);

  test('does not ask whose site it changes is noticed', async () => {
    const opened = stage();
    const coordinates = ['Mutation.setDriftSchedule'];
    expect(await violationsIn(opened, coordinates)).toEqual([]);
    // By it a site is looked for and held before anything is done to it; a superuser's function sees every site.
    await opened.owner.query(`alter function sites.lock_site(uuid) owner to current_user`);
    await opened.owner.query(`alter function sites.lock_site(uuid) security definer`);
    expect(await violationsIn(opened, coordinates)).toContainEqual(
      expect.stringContaining('of somebody else: promised NOT_FOUND'),
    );
  }, 180_000);
});

/** What is changed where in the supergraph, and where it has to show. */
type Change = [what: string, coordinate: string, place: RegExp, from: string, to: string];

const everybody = '@access(public: true)';
const root = (name: string) => new RegExp(`^ {2}${name}\\(.*$`, 'm');
const scope = (name: string) => `@access(scope: "${name}")`;

const access: Change[] = [
  ['a public audit log', 'Query.auditEntries', root('auditEntries'), scope('audit:read'), everybody],
  ['a public deploySite', 'Mutation.deploySite', root('deploySite'), scope('deployments:write'), everybody],
  ['stateDiff without access', 'Query.stateDiff', root('stateDiff'), scope('deployments:read'), ''],
  ['a person without access', 'Deployment.requestedBy', /^type User\n[^{]*/m, scope('users:read'), ''],
  ['apiKeys without access', 'Query.apiKeys', root('apiKeys'), scope('keys:read'), ''],
];
const tenants = ['createSite', 'updateBranding', 'setCustomDomain'].map((name): Change => [
  `${name} without its tenant`,
  `Mutation.${name}`,
  root(name),
  ', tenant: "input.customerId"',
  '',
]);

describe('a gateway whose contract has', () => {
  const stage = onStage();

  test.each([...access, ...tenants])(
    '%s is noticed',
    async (_what, coordinate, place, from, to) => {
      const opened = stage();
      expect(await violationsIn(opened, [coordinate])).toEqual([]);
      const honest = committedSupergraph();
      const sabotaged = honest.replace(place, (text) => text.replace(from, to));
      expect(sabotaged).not.toBe(honest);

      const platform = await opened.platform.withContract(sabotaged);
      try {
        expect(await violationsIn(opened, [coordinate], platform)).not.toEqual([]);
      } finally {
        await platform.close();
      }
    },
    180_000,
  );
});

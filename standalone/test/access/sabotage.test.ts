/** The suite is only worth something when it sees what is missing: ten times something is taken away. */
import { committedSupergraph } from '@hosterizer/gateway/supergraph';
import { cellsOf } from './cells.ts';
import { examine } from './examine.ts';
import { openStage, type Opened } from './stage.ts';

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
    ['accounts.api_key', ['Query.apiKeys', 'Mutation.revokeApiKey']],
  ])(
    'of %s is noticed',
    async (table, coordinates) => {
      const opened = stage();
      expect(await violationsIn(opened, coordinates)).toEqual([]);
      const { rows } = await opened.owner.query<{ qual: string }>(
        `select qual from pg_policies where schemaname || '.' || tablename = $1 and policyname = 'tenant'`,
        [table],
      );
      await opened.owner.query(`alter policy tenant on ${table} using (true)`);
      try {
        expect(await violationsIn(opened, coordinates)).toContainEqual(
          expect.stringContaining("the answer holds what is another customer's"),
        );
      } finally {
        await opened.owner.query(`alter policy tenant on ${table} using (${rows[0]!.qual})`);
      }
    },
    180_000,
  );
});

/** What is changed where in the supergraph, and where it has to show. */
type Change = [what: string, coordinate: string, place: RegExp, from: string, to: string];

const everybody = '@access(public: true)';
const root = (name: string) => new RegExp(`^ {2}${name}\\(.*$`, 'm');
const scope = (name: string) => `@access(scope: "${name}")`;

const access: Change[] = [
  ['a public audit log', 'Query.auditEntries', root('auditEntries'), scope('audit:read'), everybody],
  ['a public deploySite', 'Mutation.deploySite', root('deploySite'), scope('deployments:write'), everybody],
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

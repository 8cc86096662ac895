/** The suite is only worth something when it sees what is missing: ten times something is taken away. */
import { committedSupergraph } from '@hosterizer/gateway/supergraph';
import { cellsOf } from './cells.ts';
import { examine } from './examine.ts';
import { openStage, type Opened } from './stage.ts';

let opened: Opened;
beforeAll(async () => {
  opened = await openStage();
}, 60_000);
afterAll(() => opened.close());

/** What is wrong with the answers to everything that is asked of these coordinates. */
async function violationsIn(coordinates: readonly string[], platform = opened.platform): Promise<string[]> {
  const cells = cellsOf(opened.contract).filter(({ target }) => coordinates.includes(target.coordinate));
  expect(cells.length).toBeGreaterThan(0);
  const examined = await examine({ ...opened, platform }, cells);
  return examined.flatMap(({ violations }) => violations);
}

describe('a policy that lets everything through', () => {
  test.each([
    ['sites.site', ['Query.site', 'Query.sites', 'Mutation.updateSite', 'Site of sites']],
    ['deployments.deployment', ['Query.deployment', 'Query.deployments', 'Subscription.deploymentChanged']],
    ['accounts.api_key', ['Query.apiKeys', 'Mutation.revokeApiKey']],
  ])(
    'of %s is noticed',
    async (table, coordinates) => {
      expect(await violationsIn(coordinates)).toEqual([]);
      const { rows } = await opened.owner.query<{ qual: string }>(
        `select qual from pg_policies where schemaname || '.' || tablename = $1 and policyname = 'tenant'`,
        [table],
      );
      await opened.owner.query(`alter policy tenant on ${table} using (true)`);
      try {
        expect(await violationsIn(coordinates)).not.toEqual([]);
      } finally {
        await opened.owner.query(`alter policy tenant on ${table} using (${rows[0]!.qual})`);
      }
      expect(await violationsIn(coordinates)).toEqual([]);
    },
    60_000,
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

test.each([...access, ...tenants])(
  '%s is noticed',
  async (_what, coordinate, place, from, to) => {
    expect(await violationsIn([coordinate])).toEqual([]);
    const honest = committedSupergraph();
    const sabotaged = honest.replace(place, (text) => text.replace(from, to));
    expect(sabotaged).not.toBe(honest);

    const platform = await opened.platform.withContract(sabotaged);
    try {
      expect(await violationsIn([coordinate], platform)).not.toEqual([]);
    } finally {
      await platform.close();
    }
  },
  60_000,
);

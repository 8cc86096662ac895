import { examineRoutes, routes } from './routes.ts';
import { openStage, type Opened } from './stage.ts';
import { foreignRows } from './tables.ts';

let opened: Opened;

beforeAll(async () => {
  opened = await openStage();
}, 180_000);
afterAll(() => opened?.close());

test('every route of the deployments and of the registry is asked for', () => {
  const { deployments, registry } = opened.platform.subgraphs;
  const prefixes = [...deployments.routes, ...registry.routes].map(({ prefix }) => prefix);
  const things = { siteId: '', deploymentId: '', jobId: '', digest: '' };
  const asked = new Set(routes.map(({ path }) => `/${path(things).split('/')[1]}/`));
  expect([...asked].sort()).toEqual(prefixes.sort());
});

test('every state, log and plan is for those who may, and of their own customer', async () => {
  expect(await examineRoutes(opened.platform, opened.cast)).toEqual([]);
}, 180_000);

test('the database shows a customer nothing of another one, in any table', async () => {
  expect(await foreignRows(opened)).toEqual([]);
});

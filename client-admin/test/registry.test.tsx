import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { Route, Routes } from 'react-router';
import { BlueprintPage } from '../src/blueprints/BlueprintPage.tsx';
import { BlueprintsPage } from '../src/blueprints/BlueprintsPage.tsx';
import { EditTab } from '../src/blueprints/EditTab.tsx';
import { ModulesPage } from '../src/modules/ModulesPage.tsx';
import { UpgradePage } from '../src/upgrades/UpgradePage.tsx';
import { show, type Answers } from './portal.tsx';

const reading = ['registry:read', 'sites:read'];
const writing = [...reading, 'registry:write'];

const version = (number: number, more: object = {}) => ({
  __typename: 'BlueprintVersion',
  ...{ id: `shop@${number}`, name: 'shop', number, status: 'PUBLISHED', siteCount: number },
  ...{ notes: '', publishedAt: '2026-01-01T00:00:00Z', deprecationReason: null, cloudProviders: ['LOCAL'] },
  ...more,
});

const written = (number: number, more: object = {}) => ({
  ...version(number),
  ...{ title: 'Shop', description: 'Sells.', roots: [], problems: [], authored: {} },
  ...{ configuration: {}, derived: { type: 'object', properties: { title: { type: 'string' } } } },
  ...more,
});

const shop = (versions: object[], more: object = {}) => ({
  __typename: 'Blueprint',
  ...{ name: 'shop', title: 'Shop', description: 'Sells.', draft: null },
  published: versions[0],
  versions,
  ...more,
});

const failing = 'This needs the permission registry:read.';

describe('the blueprints', () => {
  test('say what is offered, what is being written, and how many sites are behind', async () => {
    const versions = [version(3, { status: 'DRAFT', siteCount: 0 }), version(2), version(1)];
    const blueprint = shop(versions, { published: versions[1], draft: versions[0] });
    show(<BlueprintsPage />, { Blueprints: { blueprints: [blueprint] } }, reading);
    const row = within((await screen.findByText('shop')).closest('tr')!);
    row.getByText('Version 2');
    row.getByText('Draft');
    row.getByRole('img', { name: 'This machine' });
    expect(row.getAllByRole('cell').map(({ textContent }) => textContent)).toEqual([
      ...['Shopshop', 'Version 2Draft', '', '3', '1'],
    ]);
  });

  test('are searched in the address', async () => {
    show(
      <BlueprintsPage />,
      { Blueprints: { blueprints: [shop([version(1)])] } },
      reading,
      '/?search=castle',
    );
    await screen.findByText('No blueprint matches');
    screen.getByRole('button', { name: 'Clear the filter' });
  });

  test('are hidden from whoever may not see them, with trace id; and changed by nobody who may only look', async () => {
    show(<BlueprintsPage />, { Blueprints: failing }, reading);
    await screen.findByText('You may not see this');
    screen.getByText('t1');
    expect(screen.getByRole('button', { name: 'New blueprint' }).getAttribute('aria-disabled')).toBe('true');
  });

  test('that there are none of begin with one', async () => {
    show(<BlueprintsPage />, { Blueprints: { blueprints: [] } }, writing, '/?new');
    await screen.findByText('No blueprints yet');
    fireEvent.change(await screen.findByLabelText(/^Title/), { target: { value: 'Über Shop (new)' } });
    expect(screen.getByLabelText<HTMLInputElement>(/^Name/).value).toBe('ber-shop-new');
  });
});

const page = (
  <Routes>
    <Route path="/blueprints/:name" element={<BlueprintPage />}>
      <Route path="edit" element={<EditTab />} />
    </Route>
  </Routes>
);
const answers = (newest: object): Answers => ({
  Blueprint: { blueprint: shop([newest]) },
  Written: { blueprint: shop([newest]) },
  RootModules: { modules: { edges: [], pageInfo: { hasNextPage: false, endCursor: null } } },
});
const at = '/blueprints/shop/edit';

describe('a draft', () => {
  test('is not sent while its schema is no JSON, and the form stays at what was', async () => {
    const { asked } = show(page, answers(written(1)), writing, at);
    const schema = await screen.findByLabelText<HTMLTextAreaElement>('Configuration');
    const preview = within(screen.getByLabelText('The form it makes'));
    fireEvent.change(schema, { target: { value: '{ "properties": { "title": { "title": "Heading" } } }' } });
    await preview.findByLabelText('Heading');
    fireEvent.change(schema, { target: { value: '{\n  "properties": {\n}' } });
    await screen.findByText(/^Line 3, column 2: /);
    expect(schema.getAttribute('aria-invalid')).toBe('true');
    preview.getByLabelText('Heading');
    fireEvent.click(screen.getByRole('button', { name: 'Save draft' }));
    await waitFor(() => expect(document.activeElement).toBe(schema));
    expect(asked.some(({ name }) => name === 'EditBlueprint')).toBe(false);
  });

  test('says what is wrong with it, with a way to the line, and is not published', async () => {
    const problem = { file: 'blueprints/shop/local/variables.tf', line: 8, field: 'configuration.title' };
    const draft = written(2, {
      ...{ status: 'DRAFT', authored: { properties: { title: { type: 'number' } } } },
      problems: [{ ...problem, reason: 'The module takes a string, and this is number.' }],
    });
    show(page, answers(draft), writing, at);
    fireEvent.click(
      await screen.findByRole('button', {
        name: 'configuration.title, in blueprints/shop/local/variables.tf, line 8',
      }),
    );
    const schema = screen.getByLabelText<HTMLTextAreaElement>('Configuration');
    expect(schema.value.slice(schema.selectionStart, schema.selectionEnd)).toBe('    "title": {');
    expect(screen.getByRole('button', { name: 'Publish' }).getAttribute('aria-disabled')).toBe('true');
    screen.getByText('Saved, with 1 problem');
  });
});

describe('a draft without problems', () => {
  test('is published and not saved once more, which would begin the next one', async () => {
    const { asked } = show(page, answers(written(2, { status: 'DRAFT' })), writing, at);
    fireEvent.click(await screen.findByRole('button', { name: 'Publish' }));
    fireEvent.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Publish' }));
    await waitFor(() => expect(asked.map(({ name }) => name)).toContain('PublishBlueprint'));
    expect(asked.map(({ name }) => name)).not.toContain('EditBlueprint');
  });

  test('is saved by its button, which stands below the form', async () => {
    const { asked } = show(page, answers(written(2, { status: 'DRAFT' })), writing, at);
    fireEvent.change(await screen.findByLabelText('What is new'), { target: { value: 'More.' } });
    fireEvent.click(screen.getByRole('button', { name: 'Save draft' }));
    await waitFor(() =>
      expect(asked.find(({ name }) => name === 'EditBlueprint')?.variables).toEqual({
        input: {
          ...{ name: 'shop', title: 'Shop', description: 'Sells.', notes: 'More.', roots: [] },
          configuration: {},
        },
      }),
    );
  });
});

describe('the modules', () => {
  test('that are not found can be looked for otherwise', async () => {
    const none = { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null };
    const modules = { edges: [], pageInfo: none };
    const { asked } = show(<ModulesPage />, { Modules: { modules } }, reading, '/?search=x&provider=AWS');
    await screen.findByText('No module matches');
    expect(asked[0]!.variables).toEqual({ first: 25, filter: { search: 'x', cloudProvider: 'AWS' } });
    expect(screen.getByRole('link', { name: 'Register a version' }).getAttribute('aria-disabled')).toBe(
      'true',
    );
  });

  test('say when they cannot be had', async () => {
    show(<ModulesPage />, { Modules: failing }, reading);
    await screen.findByText('You may not see this');
  });
});

describe('an upgrade', () => {
  const wave = (number: number, counts: object) => ({
    __typename: 'UpgradeWave',
    ...{ number, sites: 2, waiting: 0, deploying: 0, completed: 0, failed: 0, skipped: 0 },
    ...counts,
  });
  const upgrade = (more: object) => ({
    __typename: 'Upgrade',
    ...{ id: 'u1', blueprint: 'shop', status: 'RUNNING', reason: null, customer: null, requestedBy: null },
    ...{ environments: ['PRODUCTION'], atOnce: 5, mostFailures: 0, completedAt: null },
    ...{ createdAt: '2026-01-01T00:00:00Z', toVersion: version(2) },
    waves: [wave(1, { completed: 1, failed: 1 }), wave(2, { waiting: 2 })],
    ...more,
  });
  const site = (name: string, status: string, reason: string | null = null) => ({
    cursor: name,
    node: {
      __typename: 'UpgradedSite',
      ...{ wave: 1, fromVersion: 1, status, reason, deployment: null },
      site: { __typename: 'Site', id: name, name, environment: 'STAGING' },
      customer: { __typename: 'Customer', id: 'c', name: 'Acme' },
    },
  });
  const pageInfo = { hasNextPage: false, hasPreviousPage: true, startCursor: 'start', endCursor: 'end' };
  // The last turn first, as the API tells them.
  const edges = [site('second', 'FAILED', 'It broke.'), site('first', 'COMPLETED')];
  const answers = (more: object = {}): Answers => ({
    Upgrade: { upgrade: upgrade(more) },
    UpgradedSites: { upgrade: { __typename: 'Upgrade', id: 'u1', sites: { edges, pageInfo } } },
  });
  const page = (
    <Routes>
      <Route path="/upgrades/:id" element={<UpgradePage />} />
    </Routes>
  );

  test('shows its waves and its sites in the order of their turns, and goes on to the next ones', async () => {
    const { asked } = show(page, answers(), writing, '/upgrades/u1');
    await screen.findByRole('img', { name: 'Wave 1: 1 completed, 1 failed' });
    screen.getByText('1 of 4 sites upgraded.');
    await screen.findByText('It broke.');
    const rows = within(screen.getByRole('table', { name: 'Sites' }))
      .getAllByRole('row')
      .slice(1);
    expect(rows.map((row) => within(row).getByRole('link').textContent)).toEqual([
      'first (staging)',
      'second (staging)It broke.',
    ]);
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Next' }).disabled).toBe(false);
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Back' }).disabled).toBe(true);
    expect(asked.find(({ name }) => name === 'UpgradedSites')!.variables).toEqual({ id: 'u1', last: 25 });
  });

  test('moves as the platform says, and its sites are asked for anew', async () => {
    const { say, asked } = show(page, answers(), writing, '/upgrades/u1');
    await screen.findByText('It broke.');
    const before = asked.filter(({ name }) => name === 'UpgradedSites').length;
    const reason = 'A site has failed. See why, then resume, or leave the others as they are.';
    act(() => say('UpgradeChanged', { upgradeChanged: upgrade({ status: 'STOPPED', reason }) }));
    await screen.findByText(`${reason} 2 sites wait.`);
    screen.getByRole('button', { name: 'Resume' });
    await waitFor(() => expect(asked.filter(({ name }) => name === 'UpgradedSites').length).toBe(before + 1));
  });

  test('that had nothing to do says so', async () => {
    show(page, answers({ status: 'COMPLETED', waves: [] }), writing, '/upgrades/u1');
    await screen.findByText('There was nothing to upgrade: no site had an older version.');
    expect(screen.queryByRole('table')).toBeNull();
  });

  test('is stopped by nobody who may only look', async () => {
    show(page, answers(), reading, '/upgrades/u1');
    const stop = await screen.findByRole('button', { name: 'Stop' });
    expect(stop.getAttribute('aria-disabled')).toBe('true');
  });
});

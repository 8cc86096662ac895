import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { StateTab } from '../src/state/StateTab.tsx';
import { ago, change, connection, resource, site, typed } from './fixtures.ts';
import { everything, press, Refusal, show, type Answers } from './portal.tsx';

const by = (number: number) =>
  typed('Deployment', { id: `d${number}`, number, site: typed('Site', { id: 's1' }) });

const version = (number: number, more: object = {}) =>
  typed('StateVersion', {
    version: number,
    lineage: 'l1',
    serial: String(number),
    resources: 7,
    size: 14_200,
    createdAt: ago(100 - number),
    writtenBy: null,
    restoredFrom: null,
    deployment: by(number),
    ...more,
  });

const lock = (more: object = {}) =>
  typed('StateLock', {
    id: 'l-1',
    who: 'ann@desk',
    operation: 'OperationTypeApply',
    createdAt: ago(12),
    expiresAt: ago(-48.5),
    breakable: true,
    deployment: null,
    ...more,
  });

const platform = typed('StateBackend', {
  ...{ kind: 'PLATFORM', bucket: null, prefix: null, region: null, storageAccount: null, since: null },
});
const atS3 = typed('StateBackend', {
  ...{ kind: 'S3', bucket: 'acme-states', prefix: 'of/acme', region: 'eu-central-1', storageAccount: null },
  since: ago(90),
});

const answers = (versions: object[], stateLock: object | null = null, setAside: object[] = []): Answers => ({
  StateVersions: {
    site: typed('Site', { id: 's1', stateVersions: connection('StateVersion', versions) }),
  },
  StateHolders: holders({ stateLock, stateSetAside: setAside }),
});
const holders = (more: object) => ({
  site: typed('Site', {
    ...{ id: 's1', stateLock: null, stateBackend: platform, stateMove: null, stateSetAside: [] },
    ...more,
  }),
});

const showTab = (given: Answers, scopes: readonly string[] = everything) =>
  show(<StateTab />, given, { context: site(), scopes });

const three = [
  version(3, { deployment: null, restoredFrom: 1 }),
  version(2, { deployment: null, writtenBy: 'u1' }),
  version(1),
];

async function menuOf(number: number) {
  await press(await screen.findByRole('button', { name: `Actions for version ${number}` }));
  return screen.findByRole('menu');
}
const item = (menu: HTMLElement, name: RegExp) => within(menu).getByRole('menuitem', { name });

describe('the versions of a state', () => {
  test('say who wrote each: a deployment, a person, or a restore', async () => {
    showTab(answers(three));
    await screen.findByText('newest');
    const rows = within(screen.getByRole('table')).getAllByRole('row').slice(1);
    expect(rows.map((row) => within(row).getAllByRole('cell')[1]!.textContent)).toEqual([
      'Restored from version 1',
      'Your own Terraform',
      'Deployment #1',
    ]);
    expect(within(rows[2]!).getByRole('link').getAttribute('href')).toBe('/sites/s1/deployments/d1');
  });

  test('are compared with the one before in a drawer, and with any other', async () => {
    const { askedFor } = showTab({
      ...answers(three),
      StateDiff: ({ from, to }) => ({
        stateDiff: typed('StateDiff', {
          from,
          to,
          resources: [resource('x.one', 'UPDATE', [change('size', { before: from, after: to })])],
        }),
      }),
    });
    fireEvent.click(item(await menuOf(3), /What changed/));
    const drawer = await screen.findByRole('dialog', { name: 'What changed' });
    expect((await within(drawer).findByRole('list', { name: 'Attributes of x.one' })).textContent).toBe(
      'size23',
    );
    fireEvent.change(within(drawer).getByLabelText('From version'), { target: { value: '1' } });
    await waitFor(() => expect(askedFor('StateDiff').at(-1)).toEqual({ siteId: 's1', from: 1, to: 3 }));
  });

  test('are restored with a reason, all but the newest', async () => {
    const { askedFor } = showTab({
      ...answers(three),
      RestoreStateVersion: { restoreStateVersion: version(4, { deployment: null, restoredFrom: 1 }) },
    });
    const newest = await menuOf(3);
    expect(item(newest, /Restore/).getAttribute('aria-disabled')).toBe('true');
    fireEvent.keyDown(newest, { key: 'Escape' });
    fireEvent.click(item(await menuOf(1), /Restore/));
    const dialog = await screen.findByRole('alertdialog', {
      name: 'Restore version 1 of the state of Flower shop?',
    });
    fireEvent.click(within(dialog).getByRole('button', { name: 'Restore it' }));
    expect(await within(dialog).findByText('Say why.')).toBeTruthy();
    fireEvent.change(within(dialog).getByRole('textbox'), { target: { value: 'A bad import.' } });
    fireEvent.click(within(dialog).getByRole('button', { name: 'Restore it' }));
    await waitFor(() =>
      expect(askedFor('RestoreStateVersion')).toEqual([
        { input: { siteId: 's1', version: 1, reason: 'A bad import.' } },
      ]),
    );
  });

  test('are neither downloaded nor restored by somebody who may not', async () => {
    showTab(answers(three), ['sites:read', 'deployments:read']);
    const menu = await menuOf(1);
    for (const [name, scope] of [
      [/Download/, 'state:read'],
      [/Restore/, 'state:write'],
    ] as const) {
      expect(item(menu, name).getAttribute('aria-disabled')).toBe('true');
      expect(item(menu, name).textContent).toContain(scope);
    }
  });

  test('begin with the first deployment, which an empty list says', async () => {
    showTab(answers([]));
    expect(await screen.findByText('No state yet')).toBeTruthy();
    expect(screen.queryByText('Set aside')).toBeNull();
  });

  test('that cannot be read say why, and the lock beside them stays', async () => {
    showTab({ ...answers([], lock()), StateVersions: new Refusal('The key is not there.', 'INTERNAL') });
    expect(await screen.findByText('The key is not there.')).toBeTruthy();
    expect(screen.getByText('trace-1')).toBeTruthy();
    expect(await screen.findByText('The state is locked')).toBeTruthy();
  });
});

describe('where the state lies', () => {
  const openDialog = async () => {
    await press(await screen.findByRole('button', { name: 'Move the state' }));
    return screen.findByRole('dialog', { name: 'Move the state' });
  };

  test('is said, at the platform and in a bucket', async () => {
    showTab(answers(three));
    expect((await screen.findByText('At')).closest('dl')!.textContent).toBe('AtThe platform');
    cleanup();
    showTab({ ...answers(three), StateHolders: holders({ stateBackend: atS3 }) });
    expect((await screen.findByText('At')).closest('dl')!.textContent).toBe(
      'AtAmazon S3Bucketacme-statesRegioneu-central-1Prefixof/acmeSince1 hour ago',
    );
  });

  test('changes by a dialog that asks what the place needs, and shows its refusal at the field', async () => {
    const { askedFor } = showTab({
      ...answers(three),
      SetStateBackend: new Refusal('bucket: There is no bucket acme.', 'VALIDATION_ERROR', {
        ...{ field: 'bucket', reason: 'There is no bucket acme.' },
      }),
    });
    const dialog = await openDialog();
    fireEvent.click(within(dialog).getByRole('button', { name: 'Try the place and move' }));
    expect(await within(dialog).findAllByText('Is required.')).toHaveLength(2);
    fireEvent.change(within(dialog).getByLabelText(/Bucket/), { target: { value: ' acme ' } });
    fireEvent.change(within(dialog).getByLabelText(/Region/), { target: { value: 'eu-central-1' } });
    fireEvent.click(within(dialog).getByRole('button', { name: 'Try the place and move' }));
    expect(await within(dialog).findByText('There is no bucket acme.')).toBeTruthy();
    expect(askedFor('SetStateBackend')).toEqual([
      { input: { siteId: 's1', kind: 'S3', bucket: 'acme', region: 'eu-central-1', prefix: '' } },
    ]);
    fireEvent.click(within(dialog).getByLabelText(/Azure Blob Storage/));
    expect(within(dialog).getByLabelText(/Storage account/)).toBeTruthy();
    expect(within(dialog).queryByLabelText(/Region/)).toBeNull();
  });

  test('has its way shown while it moves, and is not moved twice', async () => {
    const stateMove = typed('StateMove', { copied: 3, total: 9 });
    showTab({ ...answers(three), StateHolders: holders({ stateMove }) });
    expect((await screen.findAllByText('3 of 9 versions are copied')).length).toBeGreaterThan(0);
    expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('33');
    expect(screen.getByRole('button', { name: 'Move the state' }).getAttribute('aria-disabled')).toBe('true');
  });

  test('is not changed by who may not, nor while somebody holds the lock', async () => {
    showTab(answers(three), ['sites:read', 'deployments:read']);
    const button = () => screen.findByRole('button', { name: 'Move the state' });
    expect((await button()).getAttribute('aria-disabled')).toBe('true');
    cleanup();
    showTab(answers(three, lock()));
    expect((await button()).getAttribute('aria-disabled')).toBe('true');
  });
});

describe('the lock', () => {
  test('says who holds it, what for, since when and until when', async () => {
    showTab(answers(three, lock()));
    const held = (await screen.findByText('Held by')).closest('dl')!;
    expect(held.textContent).toBe('Held byann@deskForapplySince12 minutes agoEndsin 48 minutes');
  });

  test('is broken with a reason', async () => {
    const { askedFor } = showTab({
      ...answers(three, lock()),
      BreakStateLock: { breakStateLock: typed('Site', { id: 's1', stateLock: null }) },
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Break lock' }));
    const dialog = await screen.findByRole('alertdialog', { name: 'Break the lock of ann@desk?' });
    fireEvent.change(within(dialog).getByRole('textbox'), { target: { value: 'Her laptop is gone.' } });
    fireEvent.click(within(dialog).getByRole('button', { name: 'Break the lock' }));
    await waitFor(() =>
      expect(askedFor('BreakStateLock')).toEqual([
        { input: { siteId: 's1', lockId: 'l-1', reason: 'Her laptop is gone.' } },
      ]),
    );
  });

  test('is not broken while a runner works under it, and leads to its deployment', async () => {
    showTab(answers(three, lock({ breakable: false, expiresAt: null, who: 'runner-1', deployment: by(9) })));
    const button = await screen.findByRole('button', { name: 'Break lock' });
    expect(button.getAttribute('aria-disabled')).toBe('true');
    fireEvent.click(button);
    expect(screen.queryByRole('alertdialog')).toBeNull();
    expect(screen.getByRole('link', { name: '#9' }).getAttribute('href')).toBe('/sites/s1/deployments/d9');
  });

  test('is free when nobody holds it', async () => {
    showTab(answers(three));
    expect(await screen.findByText('The state is free')).toBeTruthy();
  });
});

test('a state that was set aside says what became of it', async () => {
  const aside = (id: string, became: number | null) =>
    typed('StateSetAside', { id, serial: '8', createdAt: ago(9), version: became, deployment: by(5) });
  showTab(answers(three, null, [aside('a', null), aside('b', 4)]));
  const list = await screen.findByRole('list', { name: 'States set aside' });
  expect(
    within(list)
      .getAllByRole('listitem')
      .map(({ textContent }) => textContent),
  ).toEqual([
    'Serial 8, 9 minutes ago from deployment #5not used by a recovery so far',
    'Serial 8, 9 minutes ago from deployment #5became version 4',
  ]);
});

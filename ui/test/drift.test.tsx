import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { DriftTab } from '../src/drift/DriftTab.tsx';
import { presetOf } from '../src/drift/schedule.ts';
import type { SiteDetail } from '../src/sites/SitePage.tsx';
import { ago, change, connection, deployment, resource, site, typed } from './fixtures.ts';
import { Refusal, show, type Answers } from './portal.tsx';

const check = (status: string, more: object = {}) =>
  typed('DriftCheck', {
    id: 'k1',
    status,
    createdAt: ago(5),
    completedAt: status === 'RUNNING' || status === 'QUEUED' ? null : ago(4),
    trigger: 'PERSON',
    errorMessage: null,
    requestedBy: typed('User', { id: 'u1', email: 'ann@acme.test' }),
    ...more,
  });

type Given = { newest?: object | null; schedule?: object | null; checks?: object[] };

const answers = ({ newest = null, schedule = null, checks = [] }: Given): Answers => ({
  Drift: {
    site: typed('Site', {
      id: 's1',
      latestDriftCheck: newest,
      driftSchedule: schedule,
      latestDeployment: site().latestDeployment,
    }),
  },
  DriftChecks: { site: typed('Site', { id: 's1', driftChecks: connection('DriftCheck', checks) }) },
});

const gone = {
  driftCheck: {
    ...check('DRIFTED'),
    resources: [
      resource('module.compute.terraform_data.process', 'DELETE'),
      resource('module.storage.terraform_data.page', 'UPDATE', [change('sha', { before: 'a', after: 'b' })]),
    ],
  },
};

const showTab = (given: Answers, more: Partial<SiteDetail> = {}, scopes?: readonly string[]) =>
  show(<DriftTab />, given, { context: site(more), ...(scopes && { scopes }) });

describe('drift', () => {
  test('of a site that was never checked offers the first check', async () => {
    const { askedFor } = showTab({
      ...answers({}),
      CheckDrift: {
        checkDrift: {
          ...check('QUEUED'),
          site: typed('Site', { id: 's1', latestDriftCheck: check('QUEUED') }),
        },
      },
    });
    await screen.findByText(/A check compares what exists/);
    fireEvent.click(screen.getByRole('button', { name: 'Check now' }));
    await waitFor(() => expect(askedFor('CheckDrift')).toEqual([{ siteId: 's1' }]));
    expect(await screen.findByText(/The check waits for a free runner/)).toBeTruthy();
  });

  test.each([
    ['QUEUED', 'Waiting to check', /waits for a free runner/],
    ['RUNNING', 'Checking', /Terraform is comparing/],
    ['IN_SYNC', 'In sync', /Everything is as it was built/],
    ['FAILED', 'Check failed', /it is not known whether/],
    ['CANCELLED', 'Cancelled', /The check was cancelled/],
  ])('that is %s is called "%s"', async (status, label, said) => {
    showTab(answers({ newest: check(status) }));
    expect(await screen.findByText(said)).toBeTruthy();
    expect(screen.getAllByText(label).length).toBeGreaterThan(0);
    expect(screen.queryByRole('button', { name: 'Reconcile' })).toBeNull();
  });

  test('shows what it found, and brings it back once the consequences were read', async () => {
    const { at, askedFor } = showTab({
      ...answers({ newest: check('DRIFTED') }),
      DriftCheck: gone,
      ReconcileDrift: { reconcileDrift: deployment(7) },
    });
    const found = await screen.findByRole('group', { name: 'What has drifted' });
    expect(
      within(found)
        .getAllByRole('region')
        .map((group) => group.getAttribute('aria-label')),
    ).toEqual(['Gone, 1', 'Changed by somebody else, 1']);
    fireEvent.click(screen.getByRole('button', { name: 'Reconcile' }));
    const dialog = await screen.findByRole('alertdialog');
    expect(dialog.textContent).toContain('what somebody has changed by hand is overwritten');
    fireEvent.click(within(dialog).getByRole('button', { name: 'Reconcile' }));
    await waitFor(() => expect(at()).toBe('/sites/s1/deployments/d7'));
    expect(askedFor('ReconcileDrift')).toEqual([{ siteId: 's1' }]);
  });

  test('is adopted once the consequences were read', async () => {
    const { at } = showTab({
      ...answers({ newest: check('DRIFTED') }),
      DriftCheck: gone,
      AdoptDrift: { adoptDrift: deployment(7) },
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Adopt' }));
    const dialog = await screen.findByRole('alertdialog');
    expect(dialog.textContent).toContain('what is gone stays gone');
    fireEvent.click(within(dialog).getByRole('button', { name: 'Adopt what exists' }));
    await waitFor(() => expect(at()).toBe('/sites/s1/deployments/d7'));
  });

  test('that was found before a newer deployment is not acted on', async () => {
    const newer = { ...site().latestDeployment!, createdAt: ago(1) };
    showTab({ ...answers({ newest: check('DRIFTED') }), DriftCheck: gone }, { latestDeployment: newer });
    expect(await screen.findByText(/before the site was deployed again/)).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Reconcile' }).getAttribute('aria-disabled')).toBe('true');
  });

  test('is looked at and not acted on by somebody who may only look', async () => {
    const { asked } = showTab({ ...answers({ newest: check('DRIFTED') }), DriftCheck: gone }, {}, [
      'sites:read',
      'deployments:read',
    ]);
    await screen.findByRole('group', { name: 'What has drifted' });
    for (const name of ['Check now', 'Adopt', 'Reconcile']) {
      const button = screen.getByRole('button', { name });
      expect(button.getAttribute('aria-disabled')).toBe('true');
      fireEvent.click(button);
    }
    expect(asked.map(({ name }) => name)).not.toContain('CheckDrift');
    expect(screen.queryByRole('alertdialog')).toBeNull();
  });
});

describe('the schedule', () => {
  const select = async () => screen.findByLabelText('Check for drift');
  const save = () => fireEvent.click(screen.getByRole('button', { name: 'Save the schedule' }));
  const daily = typed('DriftSchedule', { expression: '0 3 * * *', nextAt: ago(-120.5) });

  test('is one of the common ones, and says when the next check is', async () => {
    const { askedFor } = showTab({
      ...answers({}),
      SetDriftSchedule: { setDriftSchedule: typed('Site', { id: 's1', driftSchedule: daily }) },
    });
    fireEvent.change(await select(), { target: { value: 'daily' } });
    save();
    expect(await screen.findByText('in 2 hours')).toBeTruthy();
    expect(askedFor('SetDriftSchedule')).toEqual([{ input: { siteId: 's1', expression: '0 3 * * *' } }]);
  });

  test('of one’s own is judged by the platform, at its field', async () => {
    showTab({
      ...answers({ schedule: daily }),
      SetDriftSchedule: new Refusal('input.expression: no', 'VALIDATION_ERROR', {
        field: 'input.expression',
        reason: 'the first field is not a minute.',
      }),
    });
    fireEvent.change(await select(), { target: { value: 'own' } });
    fireEvent.change(screen.getByLabelText('Expression'), { target: { value: '99 * * * *' } });
    save();
    expect(await screen.findByText('The first field is not a minute.')).toBeTruthy();
  });

  test('is switched off', async () => {
    const { askedFor } = showTab({
      ...answers({ schedule: daily }),
      SetDriftSchedule: { setDriftSchedule: typed('Site', { id: 's1', driftSchedule: null }) },
    });
    fireEvent.change(await select(), { target: { value: 'off' } });
    save();
    expect(await screen.findByText(/only when somebody asks/)).toBeTruthy();
    expect(askedFor('SetDriftSchedule')).toEqual([{ input: { siteId: 's1', expression: null } }]);
  });

  test('is read back as the preset that it is', () => {
    expect([null, '0 * * * *', '0 3 * * *', '0 3 * * 1', '5 4 * * *'].map(presetOf)).toEqual([
      'off',
      'hourly',
      'daily',
      'weekly',
      'own',
    ]);
  });
});

test('the history tells who asked for each check, and opens what it found', async () => {
  showTab({
    ...answers({
      newest: check('IN_SYNC'),
      checks: [check('IN_SYNC'), check('DRIFTED', { id: 'k0', trigger: 'SCHEDULE', requestedBy: null })],
    }),
    DriftCheck: gone,
  });
  const table = await screen.findByRole('table', { name: 'Drift checks of Flower shop' });
  expect(
    within(table)
      .getAllByRole('row')
      .slice(1)
      .map((row) => within(row).getAllByRole('cell')[2]!.textContent),
  ).toEqual(['ann@acme.test', 'the schedule']);
  fireEvent.click(within(table).getAllByRole('button')[1]!);
  fireEvent.click(await screen.findByRole('menuitem', { name: 'What it found' }));
  const drawer = await screen.findByRole('dialog', { name: 'What the check found' });
  expect(await within(drawer).findByRole('region', { name: 'Gone, 1' })).toBeTruthy();
});

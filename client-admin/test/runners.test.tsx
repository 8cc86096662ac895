import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { AllotmentPanel } from '../src/runners/AllotmentPanel.tsx';
import { Queue } from '../src/runners/Queue.tsx';
import { RunnersPage } from '../src/runners/RunnersPage.tsx';
import { show } from './portal.tsx';

const reading = ['runners:read', 'deployments:read'];

const job = (id: string, more: object = {}) => ({
  __typename: 'Job',
  id,
  kind: 'PLAN',
  pool: 'default',
  position: null,
  runner: null,
  losses: 0,
  queuedAt: new Date().toISOString(),
  claimedAt: null,
  site: { __typename: 'Site', id: `site-${id}`, name: `Site ${id}`, environment: 'PRODUCTION' },
  customer: { __typename: 'Customer', id: 'c', name: 'Acme' },
  deployment: {
    __typename: 'Deployment',
    id: `deployment-${id}`,
    number: 3,
    type: 'UPDATE',
    status: 'QUEUED',
    phase: 'QUEUED',
  },
  ...more,
});
const runner = (name: string, more: object = {}) => ({
  __typename: 'Runner',
  name,
  pool: 'default',
  labels: ['local'],
  status: 'IDLE',
  unable: null,
  terraformVersion: 'Terraform 1.9.0',
  slots: 2,
  seenAt: new Date().toISOString(),
  jobs: [],
  ...more,
});
const atWork = { runner: 'builder-1', claimedAt: new Date().toISOString() };

const card = (name: string) => screen.findByRole('listitem', { name });
const rowsOf = (table: string) =>
  within(screen.getByRole('table', { name: table }))
    .getAllByRole('row')
    .slice(1)
    .map((row) =>
      within(row)
        .getAllByRole('cell')
        .map(({ textContent }) => textContent),
    );

describe('the runners', () => {
  test('each says what it can do and what it does now, with a way to it', async () => {
    const drift = job('b', { ...atWork, kind: 'DRIFT', deployment: null });
    const busy = runner('builder-1', { status: 'WORKING', jobs: [job('a', atWork), drift] });
    show(<RunnersPage />, { Runners: { runners: [busy, runner('builder-2')] } }, reading);
    const first = within(await card('builder-1'));
    first.getByText('Working');
    first.getByText('2 of 2 in use');
    expect(first.getByRole('link', { name: 'Site a #3' }).getAttribute('href')).toBe(
      '/deployments/deployment-a',
    );
    expect(first.getByRole('link', { name: 'Site b, drift check' }).getAttribute('href')).toBe(
      '/sites/site-b/drift',
    );
    within(await card('builder-2')).getByText('Waits for a job.');
    screen.getByText('2 runners are here, 2 of 4 slots in use.');
  });

  test('one that cannot work says why, and one that is gone stands last', async () => {
    const gone = runner('a-gone', { status: 'OFFLINE', jobs: [job('a', atWork)] });
    const unable = runner('broken', { status: 'UNABLE', unable: 'There is no Terraform on this machine.' });
    show(<RunnersPage />, { Runners: { runners: [gone, unable] } }, reading);
    within(await card('broken')).getByText('There is no Terraform on this machine.');
    within(await card('a-gone')).getByText(/another runner takes it over/);
    const names = screen.getAllByRole('heading', { level: 2 }).map(({ textContent }) => textContent);
    expect(names).toEqual(['broken', 'a-gone']);
  });

  test('one that comes appears by itself', async () => {
    const { say } = show(<RunnersPage />, { Runners: { runners: [] } }, reading);
    await screen.findByRole('heading', { name: 'No runner is here' });
    screen.getByText(/npm run runner:token -- builder-1$/);
    act(() => say('RunnersChanged', { runnersChanged: [runner('builder-1')] }));
    await card('builder-1');
    expect(screen.queryByRole('heading', { name: 'No runner is here' })).toBeNull();
  });

  test('can be looked at pool by pool, as the address says', async () => {
    const runners = [runner('one'), runner('two', { pool: 'acme' })];
    show(<RunnersPage />, { Runners: { runners } }, reading, '/?pool=acme');
    await card('two');
    expect(screen.queryByRole('listitem', { name: 'one' })).toBeNull();
    screen.getByRole('button', { name: 'Remove filter Pool: acme' });
  });

  test('are hidden from whoever may not see them, with the reason', async () => {
    show(<RunnersPage />, { Runners: 'This needs the permission runners:read.' }, []);
    await screen.findByText('You may not see this');
    screen.getByText('This needs the permission runners:read.');
  });
});

describe('the queue', () => {
  const quiet = { Activity: { running: { edges: [] }, queued: { edges: [] } } };

  test('has what runs, then what waits with its place', async () => {
    const running = { ...job('a', atWork).deployment, status: 'RUNNING', phase: 'APPLYING' };
    const queue = [
      job('a', { ...atWork, deployment: running }),
      job('b', { position: 1 }),
      job('c', { position: 2, losses: 1 }),
      job('d'),
    ];
    show(<Queue />, { ...quiet, Queue: { queue } }, reading);
    await screen.findByRole('table', { name: 'Running' });
    expect(rowsOf('Running')[0]!.slice(0, 5)).toEqual([
      'Site a #3',
      'Applying',
      'Acme',
      'Plan and apply',
      'builder-1',
    ]);
    expect(rowsOf('Waiting for a runner').map((cells) => cells.slice(0, 4))).toEqual([
      ['Site b #3', '1', 'Acme', 'Plan and apply'],
      ['Site c #3', '2', 'Acme', 'Plan and apply, attempt 2'],
      ['Site d #3', 'held back', 'Acme', 'Plan and apply'],
    ]);
  });

  test('moves as the platform says, and asks then for what waits for approval', async () => {
    const { say, asked } = show(<Queue />, { ...quiet, Queue: { queue: [] } }, reading);
    await screen.findByText('Nothing runs, and nothing waits.');
    const before = asked.filter(({ name }) => name === 'Activity').length;
    act(() => say('QueueChanged', { queueChanged: [job('b', { position: 1 })] }));
    await waitFor(() => expect(rowsOf('Waiting for a runner')).toHaveLength(1));
    await waitFor(() => expect(asked.filter(({ name }) => name === 'Activity').length).toBe(before + 1));
  });

  test('of hundreds is short at first', async () => {
    const queue = Array.from({ length: 200 }, (_, n) => job(`n${n}`, { position: n + 1 }));
    show(<Queue />, { ...quiet, Queue: { queue } }, reading);
    await screen.findByRole('heading', { name: 'Waiting for a runner: 200' });
    expect(rowsOf('Waiting for a runner')).toHaveLength(10);
    fireEvent.click(screen.getByRole('button', { name: 'Show all 200' }));
    expect(rowsOf('Waiting for a runner')).toHaveLength(200);
  });

  test('is a table of its final shape while it loads', async () => {
    show(<Queue />, quiet, reading);
    expect((await screen.findByRole('table', { name: 'Running' })).getAttribute('aria-busy')).toBe('true');
  });

  test('says when it cannot be had', async () => {
    show(<Queue />, { ...quiet, Queue: 'This needs the permission runners:read.' }, reading);
    await screen.findByText('You may not see this');
  });
});

describe('a customer’s allotment', () => {
  const allotment = {
    Allotment: { customer: { __typename: 'Customer', id: 'c', runnerPool: 'default', jobConcurrency: 10 } },
  };
  const writing = [...reading, 'runners:write'];
  let unsaved: boolean | undefined;
  const changed = (is: boolean) => void (unsaved = is);

  test('is saved as typed, and empty asks for the platform’s default', async () => {
    const saved = { __typename: 'Customer', id: 'c', runnerPool: 'acme', jobConcurrency: null };
    const { asked } = show(
      <AllotmentPanel customerId="c" onChanged={changed} />,
      { ...allotment, AllotRunners: { allotRunners: saved } },
      writing,
    );
    fireEvent.change(await screen.findByLabelText(/^Pool/), { target: { value: 'acme' } });
    fireEvent.change(screen.getByLabelText('Jobs at once'), { target: { value: '' } });
    expect(unsaved).toBe(true);
    fireEvent.click(screen.getByRole('button', { name: 'Allot runners' }));
    await waitFor(() =>
      expect(asked.find(({ name }) => name === 'AllotRunners')?.variables).toEqual({
        input: { customerId: 'c', pool: 'acme', concurrency: null },
      }),
    );
    await waitFor(() => expect(unsaved).toBe(false));
    expect(screen.getByLabelText<HTMLInputElement>('Jobs at once').value).toBe('');
  });

  test('that cannot be is said at its field, and not sent', async () => {
    const { asked } = show(<AllotmentPanel customerId="c" onChanged={changed} />, allotment, writing);
    fireEvent.change(await screen.findByLabelText('Jobs at once'), { target: { value: '0' } });
    fireEvent.click(screen.getByRole('button', { name: 'Allot runners' }));
    await screen.findByText('A whole number from 1 to 100, or nothing.');
    expect(asked.some(({ name }) => name === 'AllotRunners')).toBe(false);
  });

  test('is shown to support, who may not change it', async () => {
    show(<AllotmentPanel customerId="c" onChanged={changed} />, allotment, reading);
    expect((await screen.findByLabelText<HTMLInputElement>(/^Pool/)).closest('fieldset')!.disabled).toBe(
      true,
    );
    expect(screen.getByRole('button', { name: 'Allot runners' }).getAttribute('aria-disabled')).toBe('true');
    screen.getByText('Your role may only look.');
  });
});

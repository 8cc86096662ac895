import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { ComparePage } from '../src/deployments/ComparePage.tsx';
import { DeploymentActions } from '../src/deployments/DeploymentActions.tsx';
import { DeploymentMeta } from '../src/deployments/DeploymentMeta.tsx';
import { sayPhase } from '../src/deployments/phases.ts';
import type { DeploymentDetailFragment } from '../src/generated/graphql.ts';
import { deploymentState } from '../src/status.ts';
import { change, connection, deployment, resource, row, typed } from './fixtures.ts';
import { Refusal, show } from './portal.tsx';

const from = (number: number, environment: 'PRODUCTION' | 'STAGING' = 'PRODUCTION') =>
  typed('Deployment', {
    id: `d${number}`,
    number,
    site: typed('Site', {
      id: environment === 'STAGING' ? 's2' : 's1',
      name: 'Flower shop',
      environment,
    }),
  });

const comparison = {
  deploymentComparison: typed('DeploymentComparison', {
    from: row(6),
    to: row(4),
    order: [change('configuration.title', { before: 'Roses', after: 'Flowers' })],
    state: typed('StateDiff', {
      from: 9,
      to: 5,
      resources: [
        { ...resource('x.one', 'UPDATE', [change('size', { before: 1, after: 2 })]), reason: undefined },
      ],
    }),
  }),
};

describe('what a deployment was asked for', () => {
  test.each<[string, Partial<DeploymentDetailFragment>, string, string]>([
    ['a rollback', { cause: 'ROLLBACK', basedOn: from(4) }, 'Rollback to #4', '/sites/s1/deployments/d4'],
    ['a retry', { cause: 'RETRY', basedOn: from(5) }, 'Retry of #5', '/sites/s1/deployments/d5'],
    [
      'a promotion',
      { cause: 'PROMOTION', basedOn: from(2, 'STAGING') },
      'Promotion from staging #2',
      '/sites/s2/deployments/d2',
    ],
    ['drift that was brought back', { cause: 'RECONCILE' }, 'Drift: brought back', '/sites/s1/drift'],
  ])('%s says so, with a link to it', (_, more, words, href) => {
    const { container } = show(<DeploymentMeta deployment={deployment(7, more)} />, {});
    expect(container.textContent).toContain(words);
    expect(screen.getAllByRole('link').map((link) => link.getAttribute('href'))).toContain(href);
  });
});

test('its place in the queue is said wherever its status is', () => {
  const queued = deployment(7, { status: 'QUEUED', phase: 'QUEUED', queuePosition: 3 });
  expect(deploymentState(queued).label).toBe('Queued, position 3');
  expect(sayPhase(queued)).toBe('Queued, position 3');
  expect(deploymentState({ ...queued, queuePosition: null }).label).toBe('Queued');
});

describe('a deployment', () => {
  test('that failed is tried once more, and one goes to the new one', async () => {
    const { at, askedFor } = show(<DeploymentActions deployment={deployment(6, { status: 'FAILED' })} />, {
      RetryDeployment: { retryDeployment: deployment(7, { status: 'QUEUED' }) },
    });
    fireEvent.click(screen.getByRole('button', { name: 'Retry' }));
    await waitFor(() => expect(at()).toBe('/sites/s1/deployments/d7'));
    expect(askedFor('RetryDeployment')).toEqual([{ id: 'd6' }]);
  });

  test('that was completed before the newest one is rolled back to once its differences were seen', async () => {
    const { at, askedFor } = show(<DeploymentActions deployment={deployment(4)} />, {
      Deployments: { deployments: connection('Deployment', [row(6)]) },
      Comparison: comparison,
      RollBackSite: { rollBackSite: deployment(7) },
    });
    fireEvent.click(screen.getByRole('button', { name: 'Roll back to this' }));
    const dialog = await screen.findByRole('alertdialog', { name: 'Roll Flower shop back to #4?' });
    expect((await within(dialog).findByRole('list')).textContent).toBe('configuration.title"Roses""Flowers"');
    expect(dialog.textContent).toContain('1 resource differs');
    expect(askedFor('Comparison')).toEqual([{ from: 'd6', to: 'd4' }]);
    fireEvent.click(within(dialog).getByRole('checkbox'));
    fireEvent.click(within(dialog).getByRole('button', { name: 'Roll back to #4' }));
    await waitFor(() => expect(at()).toBe('/sites/s1/deployments/d7'));
    expect(askedFor('RollBackSite')).toEqual([
      { input: { siteId: 's1', deploymentId: 'd4', requireApproval: true } },
    ]);
  });

  test.each([
    ['the newest one', deployment(6)],
    ['a removal', deployment(4, { type: 'DELETE' })],
    ['one that failed', deployment(4, { status: 'FAILED' })],
    ['one that goes on', deployment(4, { status: 'RUNNING' })],
  ])('is not rolled back to when it is %s', (_, one) => {
    show(<DeploymentActions deployment={one} />, {});
    expect(screen.queryByRole('button', { name: 'Roll back to this' })).toBeNull();
  });
});

describe('the comparison of two deployments', () => {
  const compared = (numbers: number[]) => ({
    Compared: {
      site: typed('Site', {
        id: 's1',
        name: 'Flower shop',
        environment: 'PRODUCTION',
        deployments: connection(
          'Deployment',
          numbers.map((number) => row(number)),
        ),
      }),
    },
  });
  const settings = (search: string) => ({ path: '/sites/:id/compare', at: `/sites/s1/compare${search}` });

  test('takes the one before where none is named, and shows order and state', async () => {
    const { askedFor } = show(
      <ComparePage />,
      { ...compared([6, 5, 4]), Comparison: comparison },
      settings('?to=d5'),
    );
    expect((await screen.findByRole('list', { name: 'Differences of the order' })).textContent).toContain(
      'configuration.title',
    );
    expect(screen.getByRole('group', { name: 'Differences of the state' }).textContent).toContain('x.one');
    expect(askedFor('Comparison')).toEqual([{ from: 'd4', to: 'd5' }]);
  });

  test('is of two others once they are chosen, which the address keeps', async () => {
    const { at, askedFor } = show(
      <ComparePage />,
      { ...compared([6, 5, 4]), Comparison: comparison },
      settings('?from=d5&to=d6'),
    );
    fireEvent.change(await screen.findByLabelText('From'), { target: { value: 'd4' } });
    await waitFor(() => expect(at()).toBe('/sites/s1/compare?from=d4&to=d6'));
    fireEvent.click(screen.getByRole('button', { name: 'Swap the two' }));
    await waitFor(() => expect(askedFor('Comparison').at(-1)).toEqual({ from: 'd6', to: 'd4' }));
  });

  test('has nothing to say while there is only one', async () => {
    show(<ComparePage />, compared([1]), settings(''));
    expect(await screen.findByText('There is nothing to compare yet')).toBeTruthy();
  });

  test('says where a state is missing, and why it failed when it did', async () => {
    const stateless = {
      deploymentComparison: { ...comparison.deploymentComparison, order: [], state: null },
    };
    const { close } = show(<ComparePage />, { ...compared([6, 5]), Comparison: stateless }, settings(''));
    expect(await screen.findByText(/has no state of its own/)).toBeTruthy();
    expect(screen.getByText(/Nothing: configuration, size and variables are the same/)).toBeTruthy();
    close();
    show(
      <ComparePage />,
      { ...compared([6, 5]), Comparison: new Refusal('There is no such deployment.', 'NOT_FOUND') },
      settings('?from=gone&to=d6'),
    );
    expect(await screen.findByText('There is no such deployment.')).toBeTruthy();
  });
});

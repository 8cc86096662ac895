import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { Approval } from '../src/deployments/Approval.tsx';
import type { DeploymentDetailFragment } from '../src/generated/graphql.ts';
import { ago, deployment, typed } from './fixtures.ts';
import { Refusal, show } from './portal.tsx';

const waiting = deployment(7, {
  status: 'RUNNING',
  phase: 'AWAITING_APPROVAL',
  completedAt: null,
  approval: typed('DeploymentApproval', {
    decision: null,
    decidedAt: null,
    reason: null,
    decidedBy: null,
  }),
  phases: [
    typed('DeploymentPhaseSpan', { phase: 'PLANNING', startedAt: ago(9), endedAt: ago(5) }),
    typed('DeploymentPhaseSpan', { phase: 'AWAITING_APPROVAL', startedAt: ago(5), endedAt: null }),
  ],
});
const decided = (decision: 'APPROVED' | 'REJECTED', reason: string | null): DeploymentDetailFragment => ({
  ...waiting,
  phase: 'APPLYING',
  approval: typed('DeploymentApproval', {
    decision,
    decidedAt: ago(2),
    reason,
    decidedBy: typed('User', { id: 'u2', email: 'bob@acme.test' }),
  }),
});

const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));

describe('a deployment that waits for approval', () => {
  test('says what waits and since when, and is approved with one press', async () => {
    const { container, askedFor } = show(<Approval deployment={waiting} />, {
      ApproveDeployment: { approveDeployment: decided('APPROVED', null) },
    });
    expect(container.textContent).toContain('1 resource to create, 2 to change, 1 to destroy.');
    expect(container.textContent).toContain('it has waited for 5m 0');
    press('Approve');
    await waitFor(() => expect(askedFor('ApproveDeployment')).toEqual([{ id: 'd7' }]));
  });

  test('is rejected with a reason only', async () => {
    const { askedFor } = show(<Approval deployment={waiting} />, {
      RejectDeployment: { rejectDeployment: decided('REJECTED', 'Not today.') },
    });
    press('Reject');
    const dialog = await screen.findByRole('alertdialog', {
      name: 'Reject deployment #7 of Flower shop?',
    });
    fireEvent.click(within(dialog).getByRole('button', { name: 'Reject the plan' }));
    expect(await within(dialog).findByText('Say why.')).toBeTruthy();
    expect(askedFor('RejectDeployment')).toEqual([]);
    fireEvent.change(within(dialog).getByRole('textbox'), { target: { value: ' Not today. ' } });
    fireEvent.click(within(dialog).getByRole('button', { name: 'Reject the plan' }));
    await waitFor(() => expect(askedFor('RejectDeployment')).toEqual([{ id: 'd7', reason: 'Not today.' }]));
    await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
  });

  test('keeps the dialog with what the platform says when it refuses', async () => {
    show(<Approval deployment={waiting} />, {
      RejectDeployment: new Refusal('It no longer waits.'),
    });
    press('Reject');
    const dialog = await screen.findByRole('alertdialog');
    fireEvent.change(within(dialog).getByRole('textbox'), { target: { value: 'Too late.' } });
    fireEvent.click(within(dialog).getByRole('button', { name: 'Reject the plan' }));
    expect(await within(dialog).findByText('It no longer waits.')).toBeTruthy();
    expect(within(dialog).getByText('trace-1')).toBeTruthy();
  });

  test('shows both buttons without effect to somebody who may not approve', async () => {
    const { asked } = show(
      <Approval deployment={waiting} />,
      {},
      { scopes: ['deployments:read', 'deployments:write'] },
    );
    for (const name of ['Approve', 'Reject']) {
      expect(screen.getByRole('button', { name }).getAttribute('aria-disabled')).toBe('true');
      press(name);
    }
    expect(asked).toEqual([]);
    expect(screen.queryByRole('alertdialog')).toBeNull();
  });
});

test('a decision says who made it, when and why', () => {
  const { container, close } = show(<Approval deployment={decided('APPROVED', null)} />, {});
  expect(container.textContent).toBe('Approved by bob@acme.test, 2 minutes ago');
  close();
  const rejected = show(<Approval deployment={decided('REJECTED', 'It would delete the shop.')} />, {});
  expect(rejected.container.textContent).toBe(
    'Rejected by bob@acme.test, 2 minutes agoIt would delete the shop.',
  );
});

test('one that needs no approval has no banner', () => {
  expect(show(<Approval deployment={deployment(7)} />, {}).container.textContent).toBe('');
});

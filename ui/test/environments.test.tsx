import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { EnvironmentsPanel } from '../src/sites/EnvironmentsPanel.tsx';
import { EnvironmentSwitcher } from '../src/sites/EnvironmentSwitcher.tsx';
import { nameIn } from '../src/sites/environments.ts';
import { SettingsTab } from '../src/sites/SettingsTab.tsx';
import type { EnvironmentRowFragment } from '../src/generated/graphql.ts';
import { change, connection, deployment, row, site, typed } from './fixtures.ts';
import { Refusal, show } from './portal.tsx';

const environment = (
  id: string,
  name: EnvironmentRowFragment['environment'],
  more: Partial<EnvironmentRowFragment> = {},
): EnvironmentRowFragment =>
  typed('Site', {
    id,
    name: 'Flower shop',
    environment: name,
    status: 'ACTIVE' as const,
    url: 'http://127.0.0.2:4100/',
    latestDeployment: null,
    latestDriftCheck: null,
    ...more,
  });

const both = site({ environments: [environment('s1', 'PRODUCTION'), environment('s2', 'STAGING')] });

const comparison = (from: string, to: string) => ({
  deploymentComparison: typed('DeploymentComparison', {
    from: row(6, { id: from }),
    to: row(2, { id: to }),
    order: [
      change('configuration.title', { before: 'Old', after: 'New' }),
      change('size', { before: 't3.small', after: 't3.large' }),
      change('variables.API_URL', { before: 'a', after: 'b' }),
    ],
    state: null,
  }),
});

describe('the environments of a site', () => {
  test('are one press away, and one stays at the tab that one is at', async () => {
    const { at } = show(<EnvironmentSwitcher site={both} />, {}, { at: '/sites/s1/drift' });
    fireEvent.click(screen.getByRole('button', { name: 'Production' }));
    fireEvent.click(await screen.findByRole('menuitem', { name: /Staging/ }));
    await waitFor(() => expect(at()).toBe('/sites/s2/drift'));
  });

  test('get one more, which says what it begins with', async () => {
    const { at, askedFor } = show(<EnvironmentSwitcher site={both} />, {
      AddEnvironment: { addEnvironment: { ...site({ id: 's3', environment: 'DEVELOPMENT' }) } },
    });
    fireEvent.click(screen.getByRole('button', { name: 'Production' }));
    fireEvent.click(await screen.findByRole('menuitem', { name: /Add environment/ }));
    const dialog = await screen.findByRole('dialog', { name: 'Add an environment to Flower shop' });
    expect(within(dialog).getAllByRole('radio')).toHaveLength(1);
    expect(dialog.textContent).toContain('State, variables and secrets are its own');
    fireEvent.click(within(dialog).getByRole('button', { name: 'Add it' }));
    await waitFor(() => expect(at()).toBe('/sites/s3'));
    expect(askedFor('AddEnvironment')).toEqual([{ input: { siteId: 's1', environment: 'DEVELOPMENT' } }]);
  });

  test('are no longer offered once there are all three', async () => {
    const all = site({ environments: [...both.environments, environment('s3', 'DEVELOPMENT')] });
    show(<EnvironmentSwitcher site={all} />, {});
    fireEvent.click(screen.getByRole('button', { name: 'Production' }));
    expect(await screen.findAllByRole('menuitem')).toHaveLength(3);
  });

  test('are promoted to another once one has seen what that changes there, and only that', async () => {
    const { at, askedFor } = show(<EnvironmentsPanel site={both} />, {
      Deployments: ({ filter }) => ({
        deployments: connection('Deployment', [
          row(6, { id: `of ${(filter as { siteId: string }).siteId}` }),
        ]),
      }),
      Comparison: ({ from, to }) => comparison(String(from), String(to)),
      PromoteSite: { promoteSite: deployment(7) },
    });
    fireEvent.click(screen.getByRole('button', { name: 'Promote staging' }));
    const dialog = await screen.findByRole('alertdialog', { name: 'Promote staging of Flower shop' });
    const differences = await within(dialog).findByRole('list', { name: 'Differences of the order' });
    expect(differences.textContent).toBe('configuration.title"Old""New"');
    expect(askedFor('Comparison')).toEqual([{ from: 'of s1', to: 'of s2' }]);
    fireEvent.click(within(dialog).getByRole('checkbox'));
    fireEvent.click(within(dialog).getByRole('button', { name: 'Promote to production' }));
    await waitFor(() => expect(at()).toBe('/sites/s1/deployments/d7'));
    expect(askedFor('PromoteSite')).toEqual([
      { input: { siteId: 's2', toSiteId: 's1', requireApproval: true } },
    ]);
  });

  test('are promoted where nothing was built yet, which is then the first build', async () => {
    show(<EnvironmentsPanel site={both} />, {
      Deployments: ({ filter }) => ({
        deployments: connection('Deployment', (filter as { siteId: string }).siteId === 's2' ? [] : [row(6)]),
      }),
    });
    fireEvent.click(screen.getByRole('button', { name: 'Promote production' }));
    expect(await screen.findByText(/Nothing has been built in staging yet/)).toBeTruthy();
  });

  test('are not promoted while nothing runs in them', () => {
    const idle = site({
      environments: [environment('s1', 'PRODUCTION'), environment('s2', 'STAGING', { url: null })],
    });
    show(<EnvironmentsPanel site={idle} />, {});
    const button = screen.getByRole('button', { name: 'Promote staging' });
    expect(button.getAttribute('aria-disabled')).toBe('true');
    fireEvent.click(button);
    expect(screen.queryByRole('alertdialog')).toBeNull();
  });

  test('are named where it is not production', () => {
    expect(nameIn(both)).toBe('Flower shop');
    expect(nameIn({ ...both, environment: 'STAGING' })).toBe('Flower shop (staging)');
  });
});

describe('the approval policy', () => {
  const settings = (answer: object) => ({
    Drift: {
      site: typed('Site', { id: 's1', latestDriftCheck: null, driftSchedule: null, latestDeployment: null }),
    },
    SetApprovalPolicy: answer,
  });

  test('counts as soon as it is chosen', async () => {
    const { askedFor } = show(
      <SettingsTab />,
      settings({ setApprovalPolicy: typed('Site', { id: 's1', approvalPolicy: 'ALWAYS' }) }),
      { context: both },
    );
    fireEvent.click(screen.getByRole('radio', { name: 'Always' }));
    await waitFor(() =>
      expect(askedFor('SetApprovalPolicy')).toEqual([{ input: { siteId: 's1', policy: 'ALWAYS' } }]),
    );
  });

  test('is not changed by somebody who may not approve', () => {
    show(<SettingsTab />, settings(new Refusal('No.')), {
      context: both,
      scopes: ['sites:read', 'sites:write', 'deployments:read', 'deployments:write'],
    });
    expect(screen.getByRole('radio', { name: 'Always' }).closest('fieldset')!.disabled).toBe(true);
    expect(screen.getByText(/Only somebody who may approve/)).toBeTruthy();
  });
});

import { fireEvent, screen, within } from '@testing-library/react';
import { PlanDiff } from '../src/deployments/PlanDiff.tsx';
import type { ResourceChangeFragment } from '../src/generated/graphql.ts';
import { ago, change, deployment, resource, typed } from './fixtures.ts';
import { Refusal, show } from './portal.tsx';

const planned = deployment(7, { status: 'RUNNING', phase: 'AWAITING_APPROVAL', completedAt: null });

const answer = (resources: ResourceChangeFragment[], resourcesLeftOut = 0) => ({
  Plan: {
    deployment: typed('Deployment', {
      id: 'd7',
      plan: typed('DeploymentPlan', {
        add: 1,
        change: 2,
        destroy: 1,
        resourcesLeftOut,
        plannedAt: ago(5),
        resources,
      }),
    }),
  },
});

const attributesOf = async (address: string) =>
  within(await screen.findByRole('list', { name: `Attributes of ${address}` }))
    .getAllByRole('listitem')
    .map(({ textContent }) => textContent);
const open = async (name: RegExp) => fireEvent.click(await screen.findByRole('button', { name }));

describe('the plan', () => {
  test('says of each attribute what was and what will be, and shows nothing of what is sensitive', async () => {
    const changes = [
      change('input.title', { before: 'Flowers', after: 'Roses' }),
      change('input.token', { before: 'never', after: 'shown', sensitive: true }),
      change('id', { before: 'a1', unknown: true }),
      change('triggers_replace', { before: 'a', unknown: true, replaces: true }),
      change('tags["env"]', { before: 'old' }),
    ];
    const address = 'module.compute.terraform_data.process';
    const { container } = show(
      <PlanDiff deployment={planned} pending />,
      answer([resource(address, 'REPLACE', changes, 'replace_because_cannot_update')]),
    );
    expect(await attributesOf(address)).toEqual([
      'triggers_replace"a"known after applyforces replacement',
      'input.title"Flowers""Roses"',
      'input.token(sensitive)',
      'tags["env"]"old"not set',
      'id"a1"known after apply',
    ]);
    expect(container.textContent).toContain('What changes cannot be changed in place.');
    expect([...container.querySelectorAll('del')].map(({ textContent }) => textContent)).toContain(
      '"Flowers"',
    );
  });

  test('begins with what is lost, in groups by action and module that say how many they are', async () => {
    show(
      <PlanDiff deployment={planned} pending />,
      answer([
        resource('module.a.x.one', 'CREATE'),
        resource('module.b.x.two', 'CREATE'),
        resource('x.three', 'DELETE', [change('size', { before: 3 })]),
      ]),
    );
    const groups = await screen.findByRole('group', { name: 'Planned changes' });
    expect(
      within(groups)
        .getAllByRole('region')
        .map((group) => group.getAttribute('aria-label')),
    ).toEqual(['Destroy, 1', 'Create, 2']);
    expect(groups.textContent).toContain('module.a');
    await open(/x\.\s*three/);
    expect(await attributesOf('x.three')).toEqual(['size3']);
  });

  test('with 2,000 resources draws only what is looked at, and finds the others by address and attribute', async () => {
    const many = Array.from({ length: 2000 }, (_, index) =>
      resource(`module.m${index % 4}.x.r[${index}]`, 'UPDATE', [
        change(index === 1234 ? 'secret_name' : 'size', { before: 1, after: 2 }),
      ]),
    );
    show(<PlanDiff deployment={planned} pending />, answer(many, 17));
    const search = await screen.findByRole('searchbox', { name: 'Search addresses and attributes' });
    expect(screen.getAllByRole('listitem').length).toBeLessThanOrEqual(200);
    expect(screen.getByText(/17 more resources are not shown/)).toBeTruthy();

    fireEvent.change(search, { target: { value: 'secret_NAME' } });
    expect(await screen.findByText('1 of 2,000')).toBeTruthy();
    expect(screen.getByTitle('module.m2.x.r[1234]').textContent).toContain('secret_name12');

    fireEvent.change(search, { target: { value: 'nothing like this' } });
    expect(await screen.findByText(/No resource matches/)).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Clear the search' }));
    expect(await screen.findByText('2,000 resources')).toBeTruthy();
  });

  test('goes on where a module has more than is drawn at first', async () => {
    const many = Array.from({ length: 300 }, (_, index) => resource(`x.r[${index}]`, 'UPDATE'));
    show(<PlanDiff deployment={planned} pending />, answer(many));
    await open(/Show more \(250 left\)/);
    expect(screen.getAllByRole('listitem')).toHaveLength(250);
  });

  test('that changes nothing says so, and one that is not there yet says when it will be', async () => {
    const { close } = show(<PlanDiff deployment={planned} pending />, answer([]));
    expect(await screen.findByText(/Nothing has to change/)).toBeTruthy();
    close();
    const { asked } = show(<PlanDiff deployment={deployment(7, { plan: null })} pending />, {});
    expect(await screen.findByText('There is no plan yet')).toBeTruthy();
    expect(asked).toEqual([]);
  });

  test('that cannot be read says why, with the trace id and another try', async () => {
    let tries = 0;
    const fails = new Refusal('The plan cannot be read at the moment.', 'INTERNAL');
    show(<PlanDiff deployment={planned} pending />, {
      Plan: () => (tries++ === 0 ? fails : answer([resource('x.one', 'CREATE')]).Plan),
    });
    expect(await screen.findByText('trace-1')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('region', { name: 'Create, 1' })).toBeTruthy();
  });
});

import { describePlan, summarize } from '../src/plan.ts';

const change = (address: string, ...actions: string[]) => ({ address, change: { actions } });

test('a plan is counted as Terraform counts it', () => {
  const plan = summarize({
    resource_changes: [
      change('a', 'create'),
      change('b', 'update'),
      change('c', 'delete'),
      change('d', 'delete', 'create'),
      change('e', 'create', 'delete'),
      change('f', 'no-op'),
      change('g', 'read'),
    ],
  });
  expect(plan).toEqual({
    add: 3,
    change: 1,
    destroy: 3,
    resources: [
      { address: 'a', action: 'CREATE' },
      { address: 'b', action: 'UPDATE' },
      { address: 'c', action: 'DELETE' },
      { address: 'd', action: 'REPLACE' },
      { address: 'e', action: 'REPLACE' },
      { address: 'g', action: 'READ' },
    ],
  });
  expect(describePlan(plan)).toBe('Plan: 3 to add, 1 to change, 3 to destroy.');
});

test('a plan without changes says so', () => {
  expect(describePlan(summarize({}))).toBe('Plan: nothing to change.');
});

test('at most 500 resources are listed, and all are counted', () => {
  const plan = summarize({
    resource_changes: Array.from({ length: 700 }, (_, index) => change(`r${index}`, 'create')),
  });
  expect([plan.add, plan.resources.length]).toEqual([700, 500]);
});

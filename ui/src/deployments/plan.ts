import type { PlannedAction } from '../generated/graphql.ts';

export type PlannedResource = { address: string; action: PlannedAction };
export type PlanGroup = { action: PlannedAction; resources: PlannedResource[] };

// What hurts comes first.
const order: readonly PlannedAction[] = ['DELETE', 'REPLACE', 'UPDATE', 'CREATE', 'READ'];

/** Resources by what happens to them, in each group by address. */
export function groupPlan(resources: readonly PlannedResource[]): PlanGroup[] {
  return order.flatMap((action) => {
    const mine = resources.filter((resource) => resource.action === action);
    if (mine.length === 0) return [];
    return [
      {
        action,
        resources: mine.toSorted((a, b) => a.address.localeCompare(b.address, 'en', { numeric: true })),
      },
    ];
  });
}

/** `module.compute.terraform_data.process` as the module's part, quiet, and the resource's own. */
export function splitAddress(address: string): { module: string; name: string } {
  const found = /^((?:module\.[^.[]+(?:\[[^\]]*\])?\.)+)(.+)$/.exec(address);
  return found ? { module: found[1]!, name: found[2]! } : { module: '', name: address };
}

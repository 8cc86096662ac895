import { readFile } from 'node:fs/promises';
import type { PlannedAction } from '@hosterizer/sdk/generated/graphql';

export type Plan = {
  add: number;
  change: number;
  destroy: number;
  /** The resources that change, at most 500. */
  resources: Array<{ address: string; action: PlannedAction }>;
};

/** What `terraform show -json` says of a plan, as far as it matters here. */
type Shown = { resource_changes?: Array<{ address: string; mode?: string; change: { actions: string[] } }> };

/** The API keeps no more of them. */
const most = 500;

/** Reads the JSON form of a plan from a file. */
export async function readPlan(path: string): Promise<Plan> {
  return summarize(JSON.parse(await readFile(path, 'utf8')) as Shown);
}

/** Counts a plan as Terraform does: a replacement is one addition and one destruction. */
export function summarize({ resource_changes: changes = [] }: Shown): Plan {
  const resources = changes.flatMap(({ address, change }) => {
    const action = actionOf(change.actions);
    return action ? [{ address, action }] : [];
  });
  const count = (...actions: PlannedAction[]) =>
    resources.filter(({ action }) => actions.includes(action)).length;
  return {
    add: count('CREATE', 'REPLACE'),
    change: count('UPDATE'),
    destroy: count('DELETE', 'REPLACE'),
    resources: resources.slice(0, most),
  };
}

/** One sentence for the log. */
export function describePlan({ add, change, destroy }: Plan): string {
  if (add + change + destroy === 0) return 'Plan: nothing to change.';
  return `Plan: ${add} to add, ${change} to change, ${destroy} to destroy.`;
}

function actionOf(actions: string[]): PlannedAction | null {
  if (actions.includes('delete') && actions.includes('create')) return 'REPLACE';
  const known: Record<string, PlannedAction> = {
    create: 'CREATE',
    update: 'UPDATE',
    delete: 'DELETE',
    read: 'READ',
  };
  return known[actions[0] ?? ''] ?? null;
}

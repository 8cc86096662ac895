import type { PlannedAction } from '../generated/graphql.ts';

export type Addressed = { address: string; action: PlannedAction };
export type ModuleGroup<T> = { module: string; resources: T[] };
export type ActionGroup<T> = { action: PlannedAction; count: number; modules: Array<ModuleGroup<T>> };

// What hurts comes first.
const order: readonly PlannedAction[] = ['DELETE', 'REPLACE', 'UPDATE', 'CREATE', 'READ'];

const collator = new Intl.Collator('en', { numeric: true });

/** Resources by what happens to them, then by module, in each by address; resources of no module come first. */
export function groupResources<T extends Addressed>(resources: readonly T[]): Array<ActionGroup<T>> {
  return order.flatMap((action) => {
    const mine = resources.filter((resource) => resource.action === action);
    if (mine.length === 0) return [];
    const modules = Map.groupBy(mine, ({ address }) => splitAddress(address).module);
    return [
      {
        action,
        count: mine.length,
        modules: [...modules]
          .map(([module, found]) => ({
            module,
            resources: found.sort((a, b) => collator.compare(a.address, b.address)),
          }))
          .sort((a, b) => collator.compare(a.module, b.module)),
      },
    ];
  });
}

/** `module.compute.terraform_data.process` as the module's part, with its last dot, and the resource's own. */
export function splitAddress(address: string): { module: string; name: string } {
  const found = /^((?:module\.[^.[]+(?:\[[^\]]*\])?\.)+)(.+)$/.exec(address);
  return found ? { module: found[1]!, name: found[2]! } : { module: '', name: address };
}

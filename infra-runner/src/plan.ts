import type { PlannedAction } from '@hosterizer/sdk/generated/graphql';
import { changesOf, type Change, type ShownChange } from './changes.ts';
import { elementsOf, type Element } from './elements.ts';
import type { Mask } from './redact.ts';
import type { StateHead } from './upload.ts';

export type PlannedResource = {
  address: string;
  action: PlannedAction;
  /** Terraform's own word, such as `replace_because_tainted`. */
  reason: string | null;
  changes: Change[];
};

/** A plan as the platform stores it, with nothing in it that is secret. */
export type PlanDocument = {
  /** The state that it was made from; null where there was none. */
  lineage: string | null;
  serial: string | null;
  add: number;
  change: number;
  destroy: number;
  resourcesLeftOut: number;
  /** At most 2,000. */
  resources: PlannedResource[];
};

/**
 * What a plan is made for. `change`: what is going to be done. `refresh`: what the state takes over from what exists.
 * `drift`: what exists otherwise than it was built, whatever Terraform would do about it.
 */
export type PlanPurpose = 'change' | 'refresh' | 'drift';

type ShownResource = {
  address: string;
  change: ShownChange;
  /** Why a planned change is made; drift has none. */
  action_reason?: string;
};

/** Resources, characters of an address, and bytes of the document: the platform takes 8 MiB, and what stands between the changes counts too. */
const most = { resources: 2_000, address: 4_000, bytes: 7 * 1024 * 1024 };

/** Reads what `terraform show -json` wrote to a file. `head` is the state that the plan was made from. */
export async function readPlan(
  path: string,
  { purpose, head, mask }: { purpose: PlanPurpose; head: StateHead | null; mask: Mask },
): Promise<PlanDocument> {
  const draft = makeDraft(mask);
  for await (const element of elementsOf(path, ['resource_drift', 'resource_changes'])) {
    const wanted = element.list === 'resource_drift' ? purpose !== 'change' : purpose !== 'refresh';
    // What is only read has not drifted.
    if (wanted) draft.add(element, purpose !== 'drift');
  }
  const { counts, ...rest } = draft.result();
  // To take over what exists changes nothing that exists.
  const done = purpose === 'refresh' ? { add: 0, change: 0, destroy: 0 } : counts;
  return { lineage: head?.lineage ?? null, serial: head ? String(head.serial) : null, ...done, ...rest };
}

function makeDraft(mask: Mask) {
  const counts = { add: 0, change: 0, destroy: 0 };
  const resources: PlannedResource[] = [];
  /** Of drift and plan the first is told: a resource that is gone is both gone and to be made. */
  const seen = new Set<string>();
  let resourcesLeftOut = 0;
  let bytes = 0;

  return {
    add(element: Element, withReads: boolean) {
      const shown = parse(element);
      const action = actionOf(shown.change.actions);
      if (!action || seen.has(shown.address) || (action === 'READ' && !withReads)) return;
      if (element.list === 'resource_drift') seen.add(shown.address);
      // A replacement is one addition and one destruction, as Terraform counts.
      if (action === 'CREATE' || action === 'REPLACE') counts.add += 1;
      if (action === 'UPDATE') counts.change += 1;
      if (action === 'DELETE' || action === 'REPLACE') counts.destroy += 1;
      if (resources.length >= most.resources) return void (resourcesLeftOut += 1);

      const address = mask(shown.address).slice(0, most.address).toWellFormed();
      const resource = { address, action, reason: shown.action_reason ?? null };
      bytes += Buffer.byteLength(JSON.stringify(resource)) + 20;
      const changes = bytes < most.bytes ? changesOf(shown.change, mask) : [];
      const size = Buffer.byteLength(JSON.stringify(changes));
      const fits = bytes + size < most.bytes;
      if (fits) bytes += size;
      resources.push({ ...resource, changes: fits ? changes : [] });
    },
    result: () => ({ counts, resourcesLeftOut, resources }),
  };
}

/** Of an element that is too large to be read whole, its beginning says which resource it is and what becomes of it. */
function parse({ text, whole }: Element): ShownResource {
  if (whole) return JSON.parse(text) as ShownResource;
  const address = /^\{\s*"address":\s*("(?:[^"\\]|\\.)*")/.exec(text)?.[1] ?? '"unknown"';
  const actions = /"actions":\s*(\[[^\]]*\])/.exec(text)?.[1] ?? '[]';
  return {
    address: JSON.parse(address) as string,
    change: { actions: JSON.parse(actions) as string[] },
  };
}

/** One sentence for the log. */
export function describePlan(plan: PlanDocument, purpose: PlanPurpose): string {
  const { add, change, destroy, resources, resourcesLeftOut } = plan;
  const count = resources.length + resourcesLeftOut;
  if (purpose === 'refresh') return `Plan: the state takes over what exists of ${count} resources.`;
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

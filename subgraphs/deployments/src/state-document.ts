/** What a Terraform state (version 4) holds: its resources by address, and what differs between two states. */
import { isDeepStrictEqual } from 'node:util';
import { differencesOf, stepTo } from './differences.ts';
import type { AttributeChange, StateDifference } from './generated/resolvers.ts';

export type StateDocument = {
  lineage: string;
  serial: number;
  resources: readonly Resource[];
};

/** As far as it is read here; whoever wrote it may have left out anything. */
type Resource = {
  module?: string;
  mode?: string;
  type?: string;
  name?: string;
  instances?: ReadonlyArray<Instance | null>;
};
type Instance = {
  index_key?: string | number;
  deposed?: string;
  attributes?: unknown;
  attributes_flat?: unknown;
  sensitive_attributes?: unknown;
};
type Step = string | number;

const mostCompared = 20_000;
const mostChangesInAll = 20_000;
/** A shorter secret would mask what only happens to hold its letters. */
const shortestSecret = 6;
const mostSecrets = 200;
/** How deep a sensitive value is searched for texts. */
const deepest = 20;
const secretName =
  /passw|passphrase|secret|token|private_?key|api_?key|access_?key|credential|connection_?string/i;

/** Null for what is no state. */
export function parseState(body: Buffer): StateDocument | null {
  const state = jsonIn(body);
  if (!isObject(state)) return null;
  const { lineage, serial, resources } = state;
  if (typeof lineage !== 'string' || typeof serial !== 'number' || !Number.isSafeInteger(serial)) return null;
  return { lineage, serial, resources: Array.isArray(resources) ? resources.filter(isObject) : [] };
}

/** How many resources exist by it; what Terraform only looks at does not count. */
export const countResources = (state: StateDocument): number =>
  state.resources.filter(isManaged).reduce((count, resource) => count + instancesOf(resource).length, 0);

/**
 * What exists by one state and not by the other, or otherwise, by address; null is a state of nothing. Sensitive
 * values are masked: those that Terraform names, those with names like `password`, and texts that hold one that
 * Terraform names. Of at most 20,000 resources, and at most 20,000 attributes in all.
 */
export function diffStates(before: Buffer | null, after: Buffer | null): StateDifference[] {
  const [old, now] = [byAddress(before), byAddress(after)];
  const secrets = secretsIn(old, now);
  const differences: StateDifference[] = [];
  let left = mostChangesInAll;
  const addresses = new Set([...old.keys(), ...now.keys()]);
  for (const address of [...addresses].slice(0, mostCompared).sort()) {
    const [was, is] = [old.get(address), now.get(address)];
    if (isDeepStrictEqual(attributesOf(was), attributesOf(is)) && was && is) continue;
    const changes = left > 0 ? changesOf(was, is, secrets).slice(0, left) : [];
    left -= changes.length;
    differences.push({ address, action: !was ? 'CREATE' : is ? 'UPDATE' : 'DELETE', changes });
  }
  return differences;
}

/** The same state under another serial, and otherwise to the byte: numbers may be larger than JavaScript's are exact. */
export function withSerial(body: Buffer, serial: number): Buffer {
  const text = body.toString();
  for (const { 0: found, index } of text.matchAll(/"serial"\s*:\s*\d+/g)) {
    const changed = Buffer.from(
      `${text.slice(0, index)}"serial": ${serial}${text.slice(index + found.length)}`,
    );
    // A resource may have an attribute of this name too.
    if (parseState(changed)?.serial === serial) return changed;
  }
  throw new Error('A state without a serial was kept.');
}

function byAddress(body: Buffer | null): Map<string, Instance> {
  const resources = (body && parseState(body)?.resources) ?? [];
  return new Map(
    resources
      .filter(isManaged)
      .flatMap((resource) =>
        instancesOf(resource).map((instance) => [addressOf(resource, instance), instance] as const),
      ),
  );
}

const isManaged = ({ mode }: Resource): boolean => mode !== 'data';

const instancesOf = ({ instances }: Resource): Instance[] =>
  Array.isArray(instances) ? instances.filter(isObject) : [];

/** As Terraform writes it, such as `module.web["a"].terraform_data.page[0]`. */
function addressOf({ module, type, name }: Resource, { index_key: key, deposed }: Instance): string {
  const place = key === undefined || key === null ? '' : `[${JSON.stringify(key)}]`;
  const left = deposed ? ` (deposed ${deposed})` : '';
  return `${module ? `${module}.` : ''}${type}.${name}${place}${left}`;
}

function changesOf(
  was: Instance | undefined,
  is: Instance | undefined,
  secrets: readonly string[],
): AttributeChange[] {
  const named = new Set([...sensitivePaths(was), ...sensitivePaths(is)].map(pathOf));
  const isSensitive = (path: string) => named.has(path) || secretName.test(path);
  return differencesOf(attributesOf(was), attributesOf(is), isSensitive).map((change) =>
    holds(change.before, secrets) || holds(change.after, secrets)
      ? { ...change, before: null, after: null, sensitive: true }
      : change,
  );
}

const attributesOf = (instance: Instance | undefined): unknown =>
  instance?.attributes ?? instance?.attributes_flat;

/** As differences.ts writes paths. */
const pathOf = (steps: readonly Step[]): string =>
  steps
    .map((step) => (typeof step === 'number' ? `[${step}]` : stepTo(step)))
    .join('')
    .replace(/^\./, '');

/** What Terraform itself calls sensitive, as it writes it: lists of `get_attr` and `index` steps. */
function sensitivePaths(instance: Instance | undefined): Step[][] {
  const paths = instance?.sensitive_attributes;
  if (!Array.isArray(paths)) return [];
  return paths.filter(Array.isArray).map((path: unknown[]) => {
    const steps = path.map(stepIn);
    // What is below a step of another kind cannot be told from the rest: all of it is sensitive.
    const known = steps.findIndex((step) => step === null);
    return (known < 0 ? steps : steps.slice(0, known)) as Step[];
  });
}

function stepIn(step: unknown): Step | null {
  if (!isObject(step)) return null;
  const value = isObject(step['value']) ? step['value']['value'] : step['value'];
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}

/** Texts that Terraform calls sensitive somewhere: providers repeat them where it does not know. */
function secretsIn(...states: ReadonlyArray<ReadonlyMap<string, Instance>>): string[] {
  const secrets = new Set<string>();
  for (const state of states) {
    for (const instance of state.values()) {
      for (const path of sensitivePaths(instance)) {
        const value = path.reduce<unknown>(
          (within, step) => (within as Record<Step, unknown> | null)?.[step],
          attributesOf(instance),
        );
        for (const text of textsIn(value)) {
          secrets.add(text);
          if (secrets.size === mostSecrets) return [...secrets];
        }
      }
    }
  }
  return [...secrets];
}

function textsIn(value: unknown, depth = 0): string[] {
  if (typeof value === 'string') return value.length < shortestSecret ? [] : [value];
  if (typeof value !== 'object' || value === null || depth === deepest) return [];
  return Object.values(value).flatMap((within) => textsIn(within, depth + 1));
}

const holds = (value: unknown, secrets: readonly string[]): boolean =>
  typeof value === 'string' && secrets.some((secret) => value.includes(secret));

function jsonIn(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return null;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

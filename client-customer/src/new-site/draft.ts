import type { Problems } from '@hosterizer/ui/fields';
import { problemsIn } from '@hosterizer/ui/schema-form/problems';
import { asSchema, isObject, type JsonObject } from '@hosterizer/ui/schema-form/schema';
import { initialValue } from '@hosterizer/ui/schema-form/value';
import type { CloudProvider, InstanceSize } from '../generated/graphql.ts';
import type { Blueprint, Offering, Offers } from './offers.ts';

/** A site as far as it has been thought up. */
export type Draft = {
  /** Null for the first one. */
  blueprint: string | null;
  name: string;
  /** By blueprint, so that a look at another one loses nothing. */
  configurations: Readonly<Record<string, JsonObject>>;
  cloudProvider: CloudProvider | null;
  region: string;
  instanceSize: InstanceSize;
};

export const emptyDraft: Draft = {
  blueprint: null,
  name: '',
  configurations: {},
  cloudProvider: null,
  region: '',
  instanceSize: 'SMALL',
};

/** The draft together with what its names mean; what is not offered any more means nothing. */
export type Order = Draft & {
  chosen: Blueprint;
  configuration: JsonObject;
  offering: Offering | null;
};

export function orderOf(draft: Draft, { blueprints, offerings }: Offers): Order | null {
  const chosen = blueprints.find(({ name }) => name === draft.blueprint) ?? blueprints[0];
  if (!chosen) return null;
  const offering = offerings.find(({ cloudProvider }) => cloudProvider === draft.cloudProvider) ?? null;
  const configuration =
    draft.configurations[chosen.name] ?? initialValue(asSchema(chosen.version.configuration));
  return { ...draft, chosen, configuration, offering };
}

export const steps = [
  { name: 'what', label: 'What it is' },
  { name: 'contents', label: 'Name and contents' },
  { name: 'where', label: 'Where it stands' },
  { name: 'size', label: 'Size' },
  { name: 'review', label: 'Review' },
] as const;

export type StepName = (typeof steps)[number]['name'];

/** What is wrong in a step, by field; the server says the rest. */
export function stepProblems(step: StepName, order: Order): Problems {
  if (step === 'contents') {
    const configuration = problemsIn(asSchema(order.chosen.version.configuration), order.configuration);
    return { ...nameProblem(order.name.trim()), ...configuration };
  }
  if (step === 'where') return placeProblem(order);
  if (step === 'size' && !order.offering?.sizes.some(({ name }) => name === order.instanceSize))
    return { instanceSize: 'Choose a size.' };
  return {};
}

function nameProblem(name: string): Problems {
  if (name === '') return { name: 'Give it a name.' };
  return name.length > 63 ? { name: 'At most 63 characters.' } : {};
}

function placeProblem({ chosen, offering, region }: Order): Problems {
  const stands = offering?.available && chosen.version.cloudProviders.includes(offering.cloudProvider);
  if (!stands) return { cloudProvider: 'Choose where it should stand.' };
  return offering.regions.some(({ name }) => name === region) ? {} : { region: 'Choose a region.' };
}

/** The step that somebody may be in: the wanted one, or the first before it that is not done. */
export function reachable(wanted: StepName, order: Order): StepName {
  const at = steps.findIndex(({ name }) => name === wanted);
  const open = steps.slice(0, at).find(({ name }) => Object.keys(stepProblems(name, order)).length > 0);
  return open?.name ?? wanted;
}

/** The step that holds the first of these fields. */
export function firstStepWith(problems: Problems): StepName | undefined {
  const [field] = Object.keys(problems);
  if (!field) return undefined;
  if (/^(cloudProvider|region)/.test(field)) return 'where';
  if (field === 'instanceSize') return 'size';
  return field === 'blueprint' ? 'what' : 'contents';
}

/** A draft out of a text that somebody may have kept long ago; an empty one out of anything else. */
export function readDraft(text: string | null): Draft {
  try {
    const kept = JSON.parse(text ?? 'null') as unknown;
    return isObject(kept) && isObject(kept['configurations'])
      ? { ...emptyDraft, ...(kept as Partial<Draft>) }
      : emptyDraft;
  } catch {
    return emptyDraft;
  }
}

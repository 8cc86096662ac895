import type { CloudProvider, InstanceSize } from './generated/graphql.ts';

/** A site as far as it has been thought up. */
export type Draft = {
  name: string;
  title: string;
  body: string;
  cloudProvider: CloudProvider | null;
  region: string;
  instanceSize: InstanceSize;
};

export const emptyDraft: Draft = {
  name: '',
  title: '',
  body: '',
  cloudProvider: null,
  region: '',
  instanceSize: 'SMALL',
};

export const steps = [
  { name: 'what', label: 'What it is' },
  { name: 'where', label: 'Where it stands' },
  { name: 'review', label: 'Review' },
] as const;

export type StepName = (typeof steps)[number]['name'];

/** What is still missing in a step, by field; the server says the rest. */
export function stepProblems(step: StepName, draft: Draft): Record<string, string> {
  const problems: Record<string, string> = {};
  if (step === 'what') {
    const name = draft.name.trim();
    if (name === '') problems['name'] = 'Give it a name.';
    else if (name.length > 63) problems['name'] = 'At most 63 characters.';
    if (draft.title.trim() === '') problems['configuration.title'] = 'A page needs a title.';
    if (draft.body.trim() === '') problems['configuration.body'] = 'A page needs some text.';
  }
  if (step === 'where') {
    if (!draft.cloudProvider) problems['cloudProvider'] = 'Choose where it should stand.';
    else if (!draft.region) problems['region'] = 'Choose a region.';
  }
  return problems;
}

/** The step that holds the first of these fields. */
export function firstStepWith(problems: Readonly<Record<string, string>>): StepName | undefined {
  const [field] = Object.keys(problems);
  if (!field) return undefined;
  return /^(cloudProvider|region|instanceSize)/.test(field) ? 'where' : 'what';
}

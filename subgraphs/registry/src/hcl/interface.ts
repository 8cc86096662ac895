/** The interface that the root module of a blueprint has: what the platform gives it. */
import type { ModuleInput, ModuleText } from './module.ts';
import type { Problem } from './problems.ts';
import type { HclType } from './types.ts';

/** Always given. */
const given: Record<string, HclType['kind'][]> = {
  ...{ site_id: ['string'], site_name: ['string'], customer_id: ['string'] },
  ...{ region: ['string'], instance_type: ['string'], tags: ['map'] },
  configuration: ['object', 'map'],
};
/** Given to a root module that has them. */
const offered: Record<string, HclType['kind'][]> = {
  variables: ['map'],
  secrets: ['map'],
  local: ['object', 'map'],
};

/** `root` is the folder's path. */
export function interfaceProblems(root: string, { inputs, types }: ModuleText): Problem[] {
  const file = `${root}/variables.tf`;
  const missing = Object.keys(given)
    .filter((name) => !inputs.some((input) => input.name === name))
    .map((name) => ({
      ...{ file, line: null, field: name },
      reason: `A root module takes ${name} (${given[name]![0]}): declare it.`,
    }));
  return [...missing, ...inputs.flatMap((input) => problemsOf(input, types.get(input.name)))];
}

function problemsOf({ name, required, file, line }: ModuleInput, type: HclType | undefined): Problem[] {
  const at = { file, line, field: name };
  const wanted = kindsOf(name);
  if (!wanted)
    return required
      ? [
          {
            ...at,
            reason: `The platform does not give ${name}: give it a default, or take it out of configuration.`,
          },
        ]
      : [];
  if (!type || type.kind === 'any' || wanted.includes(type.kind)) return [];
  return [{ ...at, reason: `The platform gives ${name} as ${wanted[0]}, and this takes ${type.kind}.` }];
}

function kindsOf(name: string): HclType['kind'][] | undefined {
  const known = { ...given, ...offered };
  return Object.hasOwn(known, name) ? known[name] : undefined;
}

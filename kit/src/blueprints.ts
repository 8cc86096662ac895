/** What a site can be made of: the blueprints in the terraform folder, each with what it asks for and where it can stand. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { invalid } from './errors.ts';

export type Blueprint = {
  name: string;
  title: string;
  /** By cloud provider, the folder of the root module for it. */
  providers: Record<string, string>;
  /** Throws VALIDATION_ERROR at `configuration.<field>` when the configuration is not what the blueprint asks for. */
  check(configuration: unknown): void;
};

export type Blueprints = {
  /** Throws VALIDATION_ERROR at `blueprint` when there is none of this name. */
  get(name: string): Blueprint;
  /** Whether any blueprint can be built with this provider. */
  canBuild(cloudProvider: string): boolean;
};

export const ownTerraform = fileURLToPath(new URL('../../terraform', import.meta.url));

/** Reads `<folder>/blueprints/<name>/blueprint.json`. Throws when a blueprint is broken: better at start than at an order. */
export function readBlueprints(folder = ownTerraform): Blueprints {
  const root = join(folder, 'blueprints');
  const ajv = new Ajv2020({ allErrors: true, strict: false });
  const blueprints = new Map<string, Blueprint>();

  for (const entry of existsSync(root) ? readdirSync(root) : []) {
    const file = join(root, entry, 'blueprint.json');
    if (!existsSync(file)) continue;
    const { name, title, providers, configuration } = JSON.parse(readFileSync(file, 'utf8')) as {
      name: string;
      title: string;
      providers: Record<string, string>;
      configuration: object;
    };
    blueprints.set(name, { name, title, providers, check: checker(ajv.compile(configuration)) });
  }

  return {
    get(name) {
      const found = blueprints.get(name);
      if (!found)
        throw invalid(
          'blueprint',
          `There is no blueprint ${name}; there are ${[...blueprints.keys()].join(', ')}.`,
        );
      return found;
    },
    canBuild: (cloudProvider) =>
      [...blueprints.values()].some(({ providers }) => Object.hasOwn(providers, cloudProvider)),
  };
}

function checker(validate: ValidateFunction): (configuration: unknown) => void {
  return (configuration) => {
    if (validate(configuration)) return;
    const { field, reason } = explain(validate.errors![0]!);
    throw invalid(['configuration', ...field].join('.'), reason);
  };
}

function explain(error: ErrorObject): { field: string[]; reason: string } {
  const field = error.instancePath.split('/').slice(1);
  if (error.keyword === 'required')
    return { field: [...field, error.params['missingProperty']], reason: 'Is required.' };
  if (error.keyword === 'additionalProperties') {
    return {
      field: [...field, error.params['additionalProperty']],
      reason: 'The blueprint has no such setting.',
    };
  }
  return { field, reason: `It ${error.message ?? 'is wrong'}.` };
}

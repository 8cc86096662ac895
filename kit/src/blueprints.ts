/** What a site is made of: a version of a blueprint, as the registry publishes it in its schema. */
import { fileURLToPath } from 'node:url';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { EntityManager } from 'typeorm';
import { rowsOf } from './database.ts';
import { invalid } from './errors.ts';

/** A root module and the bundle that it is in. */
export type Root = { module: string; version: string; digest: string };

export type BlueprintVersion = {
  /** Such as `website@3`. */
  id: string;
  blueprint: string;
  number: number;
  status: 'PUBLISHED' | 'DEPRECATED';
  title: string;
  /** JSON Schema of a site's configuration. */
  schema: object;
  /** By cloud provider. */
  roots: Record<string, Root>;
};

/** The folder that comes with the platform. */
export const ownTerraform = fileURLToPath(new URL('../../terraform', import.meta.url));

/** A number of null is the newest that is published. Null when there is none. */
export async function findVersion(
  tx: EntityManager,
  blueprint: string,
  number: number | null,
): Promise<BlueprintVersion | null> {
  const [found] = await rowsOf<BlueprintVersion>(tx, `select * from registry.version_of($1, $2)`, [
    blueprint,
    number,
  ]);
  return found ?? null;
}

/** As findVersion. Throws VALIDATION_ERROR at `field` when there is none. */
export async function versionOf(
  tx: EntityManager,
  blueprint: string,
  number: number | null,
  field = 'blueprint',
): Promise<BlueprintVersion> {
  const found = await findVersion(tx, blueprint, number);
  if (found) return found;
  if (number !== null) throw invalid(field, `The blueprint ${blueprint} has no version ${number}.`);
  const names = (await publishedBlueprints(tx)).map(({ name }) => name).join(', ');
  throw invalid(field, `There is no blueprint ${blueprint}; there are ${names}.`);
}

/** What can be ordered, and where it can stand. */
export const publishedBlueprints = (
  tx: EntityManager,
): Promise<Array<{ name: string; cloud_providers: string[] }>> =>
  rowsOf(tx, `select name, cloud_providers from registry.published_blueprints()`);

/** Throws VALIDATION_ERROR at `configuration.<field>` when the configuration is not what the blueprint asks for. */
export function checkConfiguration({ schema }: BlueprintVersion, configuration: unknown): void {
  const validate = validatorOf(schema);
  if (validate(configuration)) return;
  const { field, reason } = explain(validate.errors![0]!);
  throw invalid(['configuration', ...field].join('.'), reason);
}

/** Compiling takes a hundred times as long as checking, and a published schema does not change. */
const compiled = new Map<string, ValidateFunction>();
const mostCompiled = 200;

function validatorOf(schema: object): ValidateFunction {
  const text = JSON.stringify(schema);
  const known = compiled.get(text);
  if (known) return known;
  if (compiled.size >= mostCompiled) compiled.clear();
  const made = new Ajv2020({ allErrors: true, strict: false }).compile(schema);
  compiled.set(text, made);
  return made;
}

function explain(error: ErrorObject): { field: string[]; reason: string } {
  const field = error.instancePath.split('/').slice(1).map(unescaped);
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

/** A name in a JSON Pointer as it is. */
const unescaped = (step: string) => step.replaceAll('~1', '/').replaceAll('~0', '~');

/** Whether a blueprint and the root modules that it names agree, and the schema that follows from both. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ModuleVersionRow } from './entities.ts';
import type { CloudProvider } from './generated/resolvers.ts';
import {
  disagreements,
  propertiesOf,
  refined,
  requiredOf,
  schemaOf,
  type Schema,
} from './hcl/json-schema.ts';
import type { Problem } from './hcl/problems.ts';
import { parseType, type HclType } from './hcl/types.ts';

export type ChosenRoot = { cloudProvider: CloudProvider; module: ModuleVersionRow };

export type Checked = { schema: Schema; problems: Problem[] };

/** `authored` is what the author says of a site's configuration. */
export function checkBlueprint(roots: readonly ChosenRoot[], authored: Schema): Checked {
  const typed = roots.map((root) => ({ ...root, type: configurationOf(root.module) }));
  const wrong = noSchema(authored);
  if (wrong) return { schema: derivedFrom(roots), problems: [wrong] };
  const schema = refined(derivedFrom(roots), authored);
  const problems = typed.flatMap(({ module, type }) =>
    disagreements(schema, type).map(({ path, reason }): Problem => {
      const { file = null, line = null } = module.inputs.find(({ name }) => name === 'configuration') ?? {};
      return { file, line, field: ['configuration', ...path].join('.'), reason };
    }),
  );
  return { schema, problems: [...ownProblems(roots, schema), ...problems] };
}

/** What follows from the modules alone. */
export const derivedFrom = (roots: readonly ChosenRoot[]): Schema =>
  derived(roots.map(({ module }) => configurationOf(module)));

function ownProblems(roots: readonly ChosenRoot[], schema: Schema): Problem[] {
  if (roots.length === 0) return [own('roots', 'Name a root module for one provider at least.')];
  return compiles(schema)
    ? []
    : [own('configuration', 'This schema cannot be used: look at its references and patterns.')];
}

const own = (field: string, reason: string): Problem => ({ file: null, line: null, field, reason });

/** Only for looking at schemas: it is dear to make, and a schema that it compiled would stay in it. */
const ajv = new Ajv2020({ strict: false });

/** What is wrong with a text that is to be a JSON Schema; null when it is one. */
function noSchema(authored: Schema): Problem | null {
  if (authored['$schema'] !== undefined && authored['$schema'] !== draft)
    return own('configuration.$schema', `Write it as ${draft}.`);
  if (ajv.validateSchema(authored) === true) return null;
  const [error] = ajv.errors!;
  const field = ['configuration', ...error!.instancePath.split('/').slice(1)].join('.');
  return own(field, `This is no JSON Schema: it ${error!.message}.`);
}

const draft = 'https://json-schema.org/draft/2020-12/schema';

function compiles(schema: Schema): boolean {
  try {
    new Ajv2020({ strict: false }).compile(schema);
    return true;
  } catch {
    return false;
  }
}

function configurationOf({ inputs }: ModuleVersionRow): HclType {
  const found = inputs.find(({ name }) => name === 'configuration');
  return parseType(found?.type ?? 'any');
}

/** What all of them take; and all of that is needed which one of them needs. */
function derived(types: readonly HclType[]): Schema {
  const [first = {}, ...others] = types.filter(({ kind }) => kind === 'object').map(schemaOf);
  const shared = Object.entries(propertiesOf(first)).filter(([name]) =>
    others.every((other) => Object.hasOwn(propertiesOf(other), name)),
  );
  const names = shared.map(([name]) => name);
  const required = [first, ...others].flatMap(requiredOf).filter((name) => names.includes(name));
  if (first['type'] === undefined) return { type: 'object' };
  return { ...first, properties: Object.fromEntries(shared), required: [...new Set(required)] };
}

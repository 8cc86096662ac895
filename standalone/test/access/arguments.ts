/** Arguments for any root field, as far as their types and names say what they must be. */
import { Kind, print, type InputValueDefinitionNode } from 'graphql';
import { namedType, type Contract, type RootField } from './contract.ts';
import { fixtures, type Stage } from './fixtures.ts';
import type { Somebody } from './people.ts';
import { password } from './rows.ts';
import { objectTypes, type ObjectType, type Tenant } from './tenants.ts';

/** An argument that names an object. */
export type Naming = { path: readonly string[]; type: ObjectType; required: boolean };

/** What the names of arguments mean, whatever field they belong to. */
const conventions: Record<string, () => unknown> = {
  name: () => `Name ${Math.random()}`,
  email: () => `somebody-${Math.random()}@example.test`,
  ownerEmail: () => `somebody-${Math.random()}@example.test`,
  password: () => password,
  currentPassword: () => password,
  newPassword: () => 'a better horse with batteries',
  host: () => `portal-${Math.random().toString(36).slice(2)}.example.test`,
  reason: () => 'Because the suite asks for it.',
  runner: () => 'access',
  labels: () => ['local'],
  slots: () => 1,
  expiresAt: () => new Date(Date.now() + 3_600_000).toISOString(),
};

/** What a person has to mend when a field is new, as `coordinate: sentence`. */
export function whatIsMissing(contract: Contract): string[] {
  const known = new Set(contract.fields.map(({ coordinate }) => coordinate));
  const stale = Object.keys(fixtures)
    .filter((coordinate) => !known.has(coordinate))
    .map((coordinate) => `${coordinate}: there is no such field; take its fixture out of fixtures.ts.`);
  const unknown = contract.fields.flatMap((field) => {
    try {
      namingsOf(contract, field);
      if (!fixtures[field.coordinate]) derive(contract, field.args);
      return [];
    } catch (error) {
      return [`${field.coordinate}: ${(error as Error).message}`];
    }
  });
  return [...stale, ...unknown];
}

/** Every argument of the field that names an object, inside of inputs too. */
export function namingsOf(contract: Contract, field: RootField): Naming[] {
  const walk = (
    given: readonly InputValueDefinitionNode[],
    path: readonly string[],
    required: boolean,
  ): Naming[] =>
    given.flatMap((argument): Naming[] => {
      const name = argument.name.value;
      const here = [...path, name];
      const needed = required && isRequired(argument);
      const input = contract.inputs.get(namedType(argument.type));
      if (input) return walk(input.fields ?? [], here, needed);
      if (namedType(argument.type) !== 'ID') return [];
      return [{ path: here, type: objectOf(contract, field, name), required: needed }];
    });
  return walk(field.args, [], true);
}

/** The values of the arguments, by name. `ids` says what those that name objects are to hold, and `of` whose they are. */
export async function argumentsFor(
  contract: Contract,
  field: RootField,
  ids: ReadonlyArray<{ naming: Naming; id: string }>,
  { asker, stage, of }: { asker: Somebody; stage: Stage; of: Tenant },
): Promise<Record<string, unknown>> {
  const fixture = await fixtures[field.coordinate]?.(asker, stage, of);
  const values = merged(derive(contract, field.args, fixture), fixture ?? {});
  for (const { naming, id } of ids) {
    let place = values;
    for (const key of naming.path.slice(0, -1)) place = (place[key] ??= {}) as Record<string, unknown>;
    place[naming.path.at(-1)!] = id;
  }
  return values;
}

/** The operation that asks for a field with these arguments, which are its variables too. */
export function operationFor(field: RootField, args: Record<string, unknown>, selection: string): string {
  const given = field.args.filter(({ name }) => Object.hasOwn(args, name.value));
  const list = (each: (argument: InputValueDefinitionNode) => string) =>
    given.length > 0 ? `(${given.map(each).join(', ')})` : '';
  const declared = list(({ name, type }) => `$${name.value}: ${print(type)}`);
  const passed = list(({ name }) => `${name.value}: $${name.value}`);
  return `${field.root.toLowerCase()}${declared} { ${field.name}${passed} ${selection} }`;
}

/** Required values that no fixture gives. Throws a sentence for one that nothing is known of. */
function derive(
  contract: Contract,
  args: readonly InputValueDefinitionNode[],
  given: Record<string, unknown> = {},
): Record<string, unknown> {
  return Object.fromEntries(
    args
      .filter((argument) => isRequired(argument) && !isWhole(contract, argument, given[argument.name.value]))
      .map((argument) => {
        const name = argument.name.value;
        const type = namedType(argument.type);
        const input = contract.inputs.get(type);
        if (input) return [name, derive(contract, input.fields ?? [], inputIn(given, name))];
        // Put in afterwards, by whose object it is to be.
        if (type === 'ID') return [name, '00000000-0000-7000-8000-000000000000'];
        const convention = conventions[name];
        if (convention) return [name, convention()];
        const values = contract.enums.get(type);
        if (values) return [name, values[0]];
        throw new Error(
          `nobody knows a value for ${name}: ${print(argument.type)}. ` +
            'Add a fixture for the field to standalone/test/access/fixtures.ts.',
        );
      }),
  );
}

/** Of what type the object is that an ID names: `siteId` says so, and a bare `id` is of what the field answers. */
function objectOf(contract: Contract, field: RootField, name: string): ObjectType {
  const byName: Record<string, string> = {
    ...{ actor: 'User', object: 'Site', session: 'SignedIn', lock: 'StateLock' },
    ...{ from: 'Deployment', to: 'Deployment', toSite: 'Site' },
  };
  const said = name.replace(/Id$/, '');
  const inside = contract.types.get(field.returns)?.fields ?? [];
  const candidates =
    name === 'id'
      ? [field.returns, ...inside.map(({ type }) => namedType(type))]
      : [byName[said] ?? said.charAt(0).toUpperCase() + said.slice(1)];
  const found = candidates.find(isObjectType);
  if (!found) {
    throw new Error(
      `nobody knows what its argument ${name} names. Say how such an object is made in standalone/test/access/tenants.ts.`,
    );
  }
  return found;
}

const isObjectType = (name: string): name is ObjectType => objectTypes.some((type) => type === name);

const isRequired = ({ type, defaultValue }: InputValueDefinitionNode): boolean =>
  type.kind === Kind.NON_NULL_TYPE && defaultValue === undefined;

/** Whether a fixture gives it whole; an input is filled up. */
const isWhole = (contract: Contract, { type }: InputValueDefinitionNode, value: unknown): boolean =>
  value !== undefined && !(contract.inputs.has(namedType(type)) && isPlain(value));

function inputIn(given: Record<string, unknown>, name: string): Record<string, unknown> {
  const value = given[name];
  return isPlain(value) ? value : {};
}

function merged(values: Record<string, unknown>, over: Record<string, unknown>): Record<string, unknown> {
  const result = { ...values };
  for (const [key, value] of Object.entries(over)) {
    const known = result[key];
    result[key] = isPlain(known) && isPlain(value) ? merged(known, value) : value;
  }
  return result;
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

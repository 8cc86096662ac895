/** SQL, and text that databases choke on, in every string that every root field takes; generated from the API's schema. */
import { readFileSync } from 'node:fs';
import {
  buildSchema,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isScalarType,
  getNamedType,
  type GraphQLField,
  type GraphQLInputType,
} from 'graphql';
import { newId } from '@hosterizer/kit/ids';
import { startReal, type Real } from './real.ts';

const schema = buildSchema(readFileSync(new URL('../../schema/api.graphql', import.meta.url), 'utf8'));

const payloads = [
  `' or 1=1 --`,
  `'; drop table accounts."user" cascade; --`,
  `") union select password_hash from accounts."user" --`,
  `%' and pg_sleep(10) is null and '%'='`,
  `\\'; select pg_terminate_backend(pg_backend_pid()); --`,
];
const notText = ['a\0b', '\ud800'];

type Field = {
  coordinate: string;
  kind: 'query' | 'mutation';
  name: string;
  field: GraphQLField<unknown, unknown>;
};

const fields: Field[] = (['query', 'mutation'] as const).flatMap((kind) => {
  const root = kind === 'query' ? schema.getQueryType() : schema.getMutationType();
  return Object.values(root?.getFields() ?? {}).map((field) => ({
    coordinate: `${root!.name}.${field.name}`,
    ...{ kind, name: field.name, field },
  }));
});

/** Dotted paths of all strings below an argument; lists by their first item. */
function stringsIn(type: GraphQLInputType, path: string, seen: readonly string[] = []): string[] {
  const nullable = getNullableType(type);
  if (isListType(nullable)) return stringsIn(nullable.ofType, `${path}.0`, seen);
  if (isScalarType(nullable))
    return ['String', 'ID', 'JSON', 'DateTime'].includes(nullable.name) ? [path] : [];
  if (!isInputObjectType(nullable) || seen.includes(nullable.name)) return [];
  return Object.values(nullable.getFields()).flatMap((field) =>
    stringsIn(field.type, `${path}.${field.name}`, [...seen, nullable.name]),
  );
}

/** A value that the schema takes, with the hostile string at `target`; undefined for what may be left out. */
function valueFor(type: GraphQLInputType, path: string, target: string, text: string): unknown {
  if (!isNonNullType(type) && path !== target && !target.startsWith(`${path}.`)) return undefined;
  const nullable = getNullableType(type);
  if (path === target) return isScalarType(nullable) && nullable.name === 'JSON' ? { title: text } : text;
  if (isListType(nullable))
    return [valueFor(nullable.ofType, `${path}.0`, target, text)].filter((v) => v !== undefined);
  if (isEnumType(nullable)) return nullable.getValues()[0]!.name;
  if (isInputObjectType(nullable)) {
    const entries = Object.values(nullable.getFields()).map((field) => [
      field.name,
      field.defaultValue !== undefined && !target.startsWith(`${path}.${field.name}`)
        ? undefined
        : valueFor(field.type, `${path}.${field.name}`, target, text),
    ]);
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  }
  const plain: Record<string, unknown> = {
    ...{ Int: 1, Float: 1, Boolean: false, ID: newId(), JSON: { title: 'x' } },
    DateTime: new Date(Date.now() + 60_000).toISOString(),
  };
  return plain[String(nullable)] ?? 'a plain text';
}

function operation({ kind, name, field }: Field, target: string, text: string) {
  const variables = Object.fromEntries(
    field.args
      .map((arg) => [arg.name, valueFor(arg.type, arg.name, target, text)])
      .filter(([, value]) => value !== undefined),
  );
  const given = field.args.filter((arg) => arg.name in variables);
  const selection = isLeafType(getNamedType(field.type)) ? '' : '{ __typename }';
  const declared = given.map((arg) => `$${arg.name}: ${String(arg.type)}`).join(', ');
  const passed = given.map((arg) => `${arg.name}: $${arg.name}`).join(', ');
  return { query: `${kind} (${declared}) { ${name}(${passed}) ${selection} }`, variables };
}

let real: Real;
beforeAll(async () => {
  real = await startReal();
}, 60_000);
afterAll(() => real.close());

type Attacked = { field: Field; path: string };
const attacked: Attacked[] = fields.flatMap((field) =>
  field.field.args.flatMap((arg) => stringsIn(arg.type, arg.name).map((path) => ({ field, path }))),
);

test('there are strings to attack in many fields', () => {
  expect(new Set(attacked.map(({ field }) => field.coordinate)).size).toBeGreaterThan(25);
});

test('no string that any root field takes is ever SQL', async () => {
  const broken: string[] = [];
  let tried = 0;

  async function attack({ field, path }: Attacked, text: string, token: string): Promise<void> {
    const { query, variables } = operation(field, path, text);
    const { code, status, message = '' } = await real.ask(query, { token, variables });
    tried += 1;
    // What the schema does not take must be what is under attack, or the attack has not got anywhere.
    const place = path.replace(/\.(\d+)/g, '[$1]');
    const reached = status !== 401 && (!message.startsWith('Variable') || message.includes(place));
    if (code === 'INTERNAL_ERROR' || !reached)
      broken.push(`${field.coordinate}(${path}): ${JSON.stringify(text)}: ${status} ${message}`);
  }

  for (const field of new Set(attacked.map((one) => one.field))) {
    // Somebody new for each, since what is tried may lock an account or end a session.
    for (const who of [await real.newOwner(), await real.newAdministrator()]) {
      const { accessToken } = await real.signIn(who);
      for (const one of attacked.filter((other) => other.field === field))
        await Promise.all([...payloads, ...notText].map((text) => attack(one, text, accessToken)));
    }
  }
  expect(broken).toEqual([]);
  expect(tried).toBe(2 * attacked.length * (payloads.length + notText.length));
  const { rows } = await real.owner.query(`select count(*)::int as people from accounts."user"`);
  expect(rows[0].people).toBeGreaterThanOrEqual(3);
}, 300_000);

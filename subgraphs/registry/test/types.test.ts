import { Ajv2020 } from 'ajv/dist/2020.js';
import { disagreements, refined, schemaOf } from '../src/hcl/json-schema.ts';
import { parseType } from '../src/hcl/types.ts';

const schema = (text: string) => schemaOf(parseType(text));

test.each([
  ['string', { type: 'string' }],
  ['"string"', { type: 'string' }],
  ['number', { type: 'number' }],
  ['bool', { type: 'boolean' }],
  ['any', {}],
  ['list(string)', { type: 'array', items: { type: 'string' } }],
  ['set(number)', { type: 'array', items: { type: 'number' }, uniqueItems: true }],
  [
    'map(list(bool))',
    { type: 'object', additionalProperties: { type: 'array', items: { type: 'boolean' } } },
  ],
  [
    'tuple([string, number])',
    {
      ...{ type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }] },
      ...{ items: false, minItems: 2 },
    },
  ],
])('%s is the schema of the same values', (text, wanted) => {
  expect(schema(text)).toEqual(wanted);
});

test('an object says which attributes are needed, and what the others are without', () => {
  const text = `object({
    title = string # shown first
    // With a slash too.
    port  = optional(number, 8080), tags = optional(map(string), { a = "b", "c": "d" })
    sizes = optional(list(object({ name = string })), [{ name = "x" }])
    note  = optional(string)
  })`;
  expect(schema(text)).toEqual({
    type: 'object',
    properties: {
      title: { type: 'string' },
      port: { type: 'number', default: 8080 },
      tags: { type: 'object', additionalProperties: { type: 'string' }, default: { a: 'b', c: 'd' } },
      sizes: {
        type: 'array',
        items: {
          ...{ type: 'object', properties: { name: { type: 'string' } } },
          ...{ required: ['name'], additionalProperties: false },
        },
        default: [{ name: 'x' }],
      },
      note: { type: 'string' },
    },
    required: ['title'],
    additionalProperties: false,
  });
});

test.each([
  ['strin', 'There is no type strin.'],
  ['list(string', 'The type lacks ) before its end.'],
  ['object({ a = })', 'There is no type }.'],
  ['string string', 'The type has ended before string.'],
  ['object({ a = optional(number, max(1, 2)) })', 'A default is a constant, and max is none.'],
  ['map(string) ?', 'A type does not have ? in it.'],
])('%s is no type, and it is said why', (text, reason) => {
  expect(() => parseType(text)).toThrow(reason);
});

test('an author refines: titles, limits and choices, and what the module needs stays needed', () => {
  const derived = schema('object({ title = string, size = optional(number, 1) })');
  const author = {
    properties: { size: { type: 'integer', enum: [1, 2] }, title: { title: 'Heading', default: 'Hello' } },
  };
  const made = refined(derived, author);
  expect(Object.keys(made['properties'] as object)).toEqual(['size', 'title']);
  const takes = new Ajv2020().compile(made);
  expect([{ title: 'x' }, { title: 'x', size: 2 }].map((value) => takes(value))).toEqual([true, true]);
  expect([{}, { title: 'x', size: 3 }, { title: 'x', more: 1 }].map((value) => takes(value))).toEqual([
    false,
    false,
    false,
  ]);
});

const type =
  'object({ title = string, port = optional(number), tags = optional(map(string)), ways = optional(list(bool)) })';

test.each([
  [
    'a type that is another',
    { title: { type: 'number' } },
    ['title'],
    'The module takes a string, and this is number.',
  ],
  [
    'choices of another type',
    { title: { enum: ['a', 1] } },
    ['title'],
    'The module takes a string, and this is number.',
  ],
  [
    'a constant of another type',
    { port: { const: 'x' } },
    ['port'],
    'The module takes a number, and this is string.',
  ],
  [
    'null',
    { title: { type: ['string', 'null'] } },
    ['title'],
    'The module takes a string, and this is null.',
  ],
  [
    'values of a map',
    { tags: { type: 'object', additionalProperties: { type: 'number' } } },
    ['tags', '*'],
    'The module takes a string, and this is number.',
  ],
  [
    'items of a list',
    { ways: { items: { type: 'string' } } },
    ['ways', '0'],
    'The module takes a bool, and this is string.',
  ],
  [
    'a setting that there is not',
    { colour: { type: 'string' } },
    ['colour'],
    'The module has no such setting.',
  ],
])('%s disagrees, and it is said where', (_what, properties, path, reason) => {
  const given = { type: 'object', properties, required: ['title'] };
  expect(disagreements(given, parseType(type))).toContainEqual({ path, reason });
});

test('an integer is a number, and what the module needs may have a default', () => {
  const given = { properties: { title: { default: 'x' }, port: { type: 'integer' } } };
  expect(disagreements(given, parseType(type))).toEqual([]);
  expect(disagreements({ properties: {} }, parseType(type))).toEqual([
    { path: ['title'], reason: 'The module needs it: require it, or give it a default.' },
  ]);
});

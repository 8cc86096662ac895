import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import solobase from '../../../terraform/blueprints/solobase/blueprint.json';
import staticSite from '../../../terraform/blueprints/static-site/blueprint.json';
import webApp from '../../../terraform/blueprints/web-app/blueprint.json';
import website from '../../../terraform/blueprints/website/blueprint.json';
import { problemsIn } from '../../src/schema-form/problems.ts';
import type { Schema } from '../../src/schema-form/schema.ts';
import { faultsIn } from '../../src/schema-form/validate.ts';
import { unread } from '../../src/schema-form/unread.ts';
import { randomly, type Random } from './random.ts';

/** The paths that Ajv finds fault with, and ours, each once and in order. */
function both(validate: ValidateFunction, schema: Schema, value: unknown): [ajv: string[], own: string[]] {
  validate(value);
  const theirs = (validate.errors ?? []).map(({ instancePath, params }) => {
    const name = params['missingProperty'] ?? params['additionalProperty'];
    return name === undefined ? instancePath : `${instancePath}/${name}`;
  });
  const ours = faultsIn(schema, value).map(({ path }) => path.map((step) => `/${step}`).join(''));
  return [[...new Set(theirs)].sort(), [...new Set(ours)].sort()];
}

// Ajv compiles a schema for as long as it checks thousands of values.
jest.setTimeout(60_000);

describe('the check of a configuration', () => {
  test('finds what Ajv finds, at the same places, in 2,000 random values', () => {
    const random = randomly(20_261_130);
    let [right, wrong] = [0, 0];
    for (let round = 0; round < 200; round++) {
      const schema = random.schema(3);
      const validate = new Ajv2020({ allErrors: true, strict: false }).compile(schema);
      for (let again = 0; again < 10; again++) {
        const value = random.valueFor(schema, 3);
        const [ajv, own] = both(validate, schema, value);
        if (JSON.stringify(own) !== JSON.stringify(ajv))
          throw new Error(JSON.stringify({ schema, value, ajv, own }, null, 1));
        if (ajv.length === 0) right++;
        else wrong++;
      }
    }
    // Neither of the two says little when it always says the same.
    expect(Math.min(right, wrong)).toBeGreaterThan(400);
  });

  test('agrees with Ajv about combined schemas, references and conditions', () => {
    const random = randomly(7);
    let [right, wrong] = [0, 0];
    for (let round = 0; round < 100; round++) {
      const a = random.schema(1);
      const schema = combined(random, a);
      const validate = new Ajv2020({ strict: false }).compile(schema);
      for (let again = 0; again < 10; again++) {
        const value = random.valueFor(random.oneOf([a, random.schema(1)]), 2);
        const fits = validate(value);
        if (fits !== (faultsIn(schema, value).length === 0))
          throw new Error(JSON.stringify({ schema, value, fits }, null, 1));
        if (fits) right++;
        else wrong++;
      }
    }
    expect(Math.min(right, wrong)).toBeGreaterThan(100);
  });

  test('agrees with Ajv about the blueprints that there are', () => {
    const random = randomly(42);
    for (const schema of [website, webApp, staticSite, solobase].map(
      ({ configuration }): Schema => configuration,
    )) {
      const validate = new Ajv2020({ strict: false }).compile(schema);
      for (let round = 0; round < 100; round++) {
        const value = random.valueFor(schema, 3);
        expect([value, faultsIn(schema, value).length === 0]).toEqual([value, validate(value)]);
      }
    }
  });

  const schema = {
    type: 'object',
    properties: {
      title: { type: 'string', minLength: 1, maxLength: 5 },
      port: { type: 'integer', minimum: 1, maximum: 65535 },
      files: { type: 'object', additionalProperties: { type: 'string' }, required: ['index.html'] },
      size: { enum: ['none', 'big'] },
    },
    required: ['title'],
    additionalProperties: false,
  };

  test('says in sentences what to do, at the fields that the platform would name', () => {
    expect(problemsIn(schema, { port: '80a', files: {}, size: 'small', more: 1 })).toEqual({
      'configuration.title': 'Is required.',
      'configuration.port': 'Give a whole number.',
      'configuration.files.index.html': 'Is required.',
      'configuration.size': 'Choose one of none, big.',
      'configuration.more': 'The blueprint has no such setting.',
    });
    expect(problemsIn(schema, { title: '', port: 0 })).toEqual({
      'configuration.title': 'Is required.',
      'configuration.port': 'At least 1.',
    });
    expect(problemsIn(schema, { title: 'häßlich' })).toEqual({
      'configuration.title': 'At most 5 characters; it has 7.',
    });
    expect(problemsIn(schema, { title: 'fine' })).toEqual({});
  });

  test('takes nothing for JSON that is none, whatever the schema allows', () => {
    expect(problemsIn({ type: 'object' }, { any: unread('{"a":') })).toEqual({});
    expect(problemsIn({ properties: { any: {} } }, { any: unread('{"a":') })).toEqual({
      'configuration.any': 'This is no JSON: look at quotes, commas and brackets.',
    });
  });

  test('ends for a schema that leads to itself, and leaves to the platform what it does not know', () => {
    expect(faultsIn({ $ref: '#' }, 1)).toEqual([]);
    expect(faultsIn({ $dynamicRef: '#x', unevaluatedItems: false, pattern: '(' }, 'x')).toEqual([]);
  });
});

function combined(random: Random, a: Schema): Schema {
  const b = random.schema(1);
  const reference = { $ref: '#/$defs/a' };
  return {
    $defs: { a, 'b/c~': b },
    ...random.oneOf<Schema>([
      { allOf: [reference, b] },
      { anyOf: [reference, { $ref: '#/$defs/b~1c~0' }] },
      { oneOf: [reference, b] },
      { not: reference },
      { if: reference, then: b, else: false },
      { if: b, then: reference },
      { type: 'object', propertyNames: { pattern: '^[ab]' }, additionalProperties: reference },
      { type: 'object', dependentRequired: { a: ['b'], b: ['c'] } },
    ]),
  };
}

/**
 * What is wrong with a value, as the platform will say it. A compiler of schemas such as Ajv makes functions out of
 * text, which the portals' content security policy forbids. What is not known here is left to the platform.
 */
import { asSchema, isObject, isSame, propertiesOf, requiredOf, resolved, type Schema } from './schema.ts';
import * as say from './sentences.ts';
import { isUnread } from './unread.ts';

export type Fault = { path: readonly string[]; reason: string };

type Place = { root: Schema; path: readonly string[]; depth: number };
type Check = (schema: Schema, value: unknown, place: Place) => Fault[];

/** A schema that leads to itself without going deeper into the value would be looked at without end. */
const deepest = 100;

export const faultsIn = (schema: Schema, value: unknown): Fault[] =>
  check(schema, value, { root: schema, path: [], depth: 0 });

function check(schema: unknown, value: unknown, { root, path, depth }: Place): Fault[] {
  if (schema === false) return [{ path, reason: say.unwanted }];
  if (!isObject(schema) || depth > deepest) return [];
  if (isUnread(value)) return [{ path, reason: say.noJson }];
  const place = { root, path, depth: depth + 1 };
  return checks.flatMap((one) => one(schema, value, place));
}

const at = ({ root, path, depth }: Place, name: string): Place => ({ root, path: [...path, name], depth });

const fault = (place: Place, reason: string | false): Fault[] =>
  reason === false ? [] : [{ path: place.path, reason }];

const fits = (schema: unknown, value: unknown, place: Place) => check(schema, value, place).length === 0;

const types: Record<string, (value: unknown) => boolean> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number' && Number.isFinite(value),
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === 'boolean',
  object: isObject,
  array: Array.isArray,
  null: (value) => value === null,
};

const ofType: Check = ({ type }, value, place) => {
  if (type === undefined) return [];
  const wanted = [type].flat().map(String);
  return fault(place, !wanted.some((name) => types[name]?.(value)) && say.wrongType(wanted));
};

const ofChoice: Check = (schema, value, place) => {
  const { enum: choices } = schema;
  if ('const' in schema && !isSame(value, schema['const'])) return fault(place, say.fixed(schema['const']));
  if (!Array.isArray(choices) || choices.some((choice) => isSame(value, choice))) return [];
  return fault(place, say.oneOf(choices));
};

const ofText: Check = (schema, value, place) => {
  if (typeof value !== 'string') return [];
  const { minLength, maxLength, pattern } = schema;
  const length = [...value].length;
  return [
    ...fault(place, isBelow(length, minLength) && say.tooShort(length, minLength as number)),
    ...fault(place, isAbove(length, maxLength) && say.tooLong(length, maxLength as number)),
    ...fault(place, typeof pattern === 'string' && !matches(pattern, value) && say.otherForm(pattern)),
  ];
};

const ofNumber: Check = (schema, value, place) => {
  if (typeof value !== 'number') return [];
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  return [
    ...fault(place, isBelow(value, minimum) && say.atLeast(minimum as number)),
    ...fault(place, isAbove(value, maximum) && say.atMost(maximum as number)),
    ...fault(
      place,
      typeof exclusiveMinimum === 'number' && value <= exclusiveMinimum && say.moreThan(exclusiveMinimum),
    ),
    ...fault(
      place,
      typeof exclusiveMaximum === 'number' && value >= exclusiveMaximum && say.lessThan(exclusiveMaximum),
    ),
    ...fault(
      place,
      typeof multipleOf === 'number' && !Number.isInteger(value / multipleOf) && say.multipleOf(multipleOf),
    ),
  ];
};

const ofList: Check = (schema, value, place) => {
  if (!Array.isArray(value)) return [];
  const { minItems, maxItems, uniqueItems, items } = schema;
  const first = Array.isArray(schema['prefixItems']) ? (schema['prefixItems'] as unknown[]) : [];
  const twice = value.some((item, index) => value.slice(0, index).some((other) => isSame(item, other)));
  return [
    ...fault(place, isBelow(value.length, minItems) && say.tooFew(minItems as number)),
    ...fault(place, isAbove(value.length, maxItems) && say.tooMany(maxItems as number)),
    ...fault(place, uniqueItems === true && twice && say.twice),
    ...value.flatMap((item, index) =>
      check(index < first.length ? first[index] : items, item, at(place, String(index))),
    ),
  ];
};

const ofObject: Check = (schema, value, place) => {
  if (!isObject(value)) return [];
  const { minProperties, maxProperties, propertyNames } = schema;
  const names = Object.keys(value);
  return [
    ...requiredOf(schema)
      .filter((name) => !Object.hasOwn(value, name))
      .flatMap((name) => fault(at(place, name), say.required)),
    ...fault(place, isBelow(names.length, minProperties) && say.tooFew(minProperties as number)),
    ...fault(place, isAbove(names.length, maxProperties) && say.tooMany(maxProperties as number)),
    ...names.flatMap((name) => [
      ...fault(at(place, name), !fits(propertyNames, name, place) && say.badName(name)),
      ...schemasOf(schema, name).flatMap((one) =>
        one === false ? fault(at(place, name), say.noSuchSetting) : check(one, value[name], at(place, name)),
      ),
      ...needed(schema, name)
        .filter((other) => !Object.hasOwn(value, other))
        .flatMap((other) => fault(at(place, other), say.requiredWith(name))),
    ]),
  ];
};

/** All that a schema says of the property of this name. */
function schemasOf(schema: Schema, name: string): unknown[] {
  const properties = propertiesOf(schema);
  const own = Object.hasOwn(properties, name) ? [properties[name]] : [];
  const byPattern = Object.entries(asSchema(schema['patternProperties']))
    .filter(([pattern]) => matches(pattern, name))
    .map(([, one]) => one);
  const found = [...own, ...byPattern];
  return found.length > 0 ? found : [schema['additionalProperties']];
}

const needed = ({ dependentRequired }: Schema, name: string): string[] =>
  isObject(dependentRequired) && Object.hasOwn(dependentRequired, name)
    ? (dependentRequired[name] as string[])
    : [];

const ofOthers: Check = (schema, value, place) => {
  const { $ref, not } = schema;
  const list = (keyword: string) => (Array.isArray(schema[keyword]) ? (schema[keyword] as unknown[]) : null);
  const [any, one] = [list('anyOf'), list('oneOf')];
  const fitting = one?.filter((each) => fits(each, value, place)).length;
  return [
    ...($ref === undefined ? [] : check(resolved(place.root, $ref), value, place)),
    ...(list('allOf') ?? []).flatMap((each) => check(each, value, place)),
    ...fault(place, any !== null && !any.some((each) => fits(each, value, place)) && say.fitsNone),
    ...fault(place, fitting === 0 && say.fitsNone),
    ...fault(place, fitting !== undefined && fitting > 1 && say.fitsSeveral),
    ...fault(place, not !== undefined && fits(not, value, place) && say.unwanted),
    ...ofCondition(schema, value, place),
  ];
};

const ofCondition: Check = (schema, value, place) =>
  'if' in schema ? check(schema[fits(schema['if'], value, place) ? 'then' : 'else'], value, place) : [];

const checks: readonly Check[] = [ofType, ofChoice, ofText, ofNumber, ofList, ofObject, ofOthers];

const isBelow = (value: number, limit: unknown) => typeof limit === 'number' && value < limit;
const isAbove = (value: number, limit: unknown) => typeof limit === 'number' && value > limit;

function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(text);
  } catch {
    return true; // The platform refuses to publish such a schema.
  }
}

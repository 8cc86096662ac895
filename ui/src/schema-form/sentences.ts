/** What is said of a value that is not as its schema wants it. */

export const required = 'Is required.';
export const requiredWith = (name: string) => `Is required with ${name}.`;
export const unwanted = 'This cannot be given here.';
export const noSuchSetting = 'The blueprint has no such setting.';
export const noJson = 'This is no JSON: look at quotes, commas and brackets.';
export const twice = 'There is something in it twice.';
export const fitsNone = 'This is none of what can be given here.';
export const fitsSeveral = 'This can be understood in several ways; be more exact.';

const wanted: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'yes or no',
  object: 'an object',
  array: 'a list',
  null: 'nothing',
};

export const wrongType = (types: readonly string[]) =>
  `Give ${types.map((type) => wanted[type] ?? type).join(' or ')}.`;

export const fixed = (value: unknown) => `It has to be ${shown(value)}.`;
export const oneOf = (choices: readonly unknown[]) => `Choose one of ${choices.map(shown).join(', ')}.`;

export const tooShort = (length: number, least: number) =>
  length === 0 && least === 1 ? required : `At least ${counted(least, 'character')}.`;
export const tooLong = (length: number, most: number) =>
  `At most ${counted(most, 'character')}; it has ${length.toLocaleString('en')}.`;
export const otherForm = (pattern: string) => `This has another form than is asked for: ${pattern}`;

export const atLeast = (least: number) => `At least ${least}.`;
export const atMost = (most: number) => `At most ${most}.`;
export const moreThan = (limit: number) => `More than ${limit}.`;
export const lessThan = (limit: number) => `Less than ${limit}.`;
export const multipleOf = (step: number) => `A multiple of ${step}.`;

export const tooFew = (least: number) => `At least ${counted(least, 'entry', 'entries')}.`;
export const tooMany = (most: number) => `At most ${counted(most, 'entry', 'entries')}.`;
export const badName = (name: string) => `${name === '' ? 'This' : name} cannot be its name.`;

const counted = (count: number, one: string, many = `${one}s`) =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

/** A value in a sentence. */
export const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

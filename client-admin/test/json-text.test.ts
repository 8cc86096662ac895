/** A schema that is written by hand: where its first mistake is, and where each of its values. */
import { readJson } from '../src/blueprints/json-text.ts';
import { lineOf } from '../src/blueprints/places.ts';

const mistakeIn = (...lines: string[]) => readJson(lines.join('\n')).mistake;

test.each<[string, string[], number, number, RegExp]>([
  ['a comma too many', ['{', '  "a": 1,', '}'], 3, 1, /after the comma before this }/],
  ['a comma that is missing', ['{', '  "a": 1', '  "b": 2', '}'], 3, 3, /comma or } is missing/],
  ['a colon that is missing', ['{', '  "a" 1', '}'], 2, 7, /colon is missing after “a”/],
  ['a name without quotes', ['{', '  a: 1', '}'], 2, 3, /name in double quotes/],
  ['a name that is there twice', ['{', '  "a": 1,', '  "a": 2', '}'], 3, 3, /“a” is there twice/],
  ['a word that is no value', ['[', '  yes', ']'], 2, 3, /“yes” is no value/],
  ['a text that does not end', ['{', '  "a": "b', '}'], 2, 8, /does not end with a double quote/],
  ['a sign that must be escaped', ['{ "a": "b\tc" }'], 1, 8, /written with a backslash/],
  ['a value that is missing', ['{ "a": }'], 1, 8, /value is missing/],
  ['an end that is missing', ['{ "a": [1, 2'], 1, 13, /ends before its \]/],
  ['something after the end', ['{}', '{}'], 2, 1, /after the end/],
  ['nothing at all', [''], 1, 1, /value is missing/],
])('%s is told with its place', (_what, lines, line, column, reason) => {
  expect(mistakeIn(...lines)).toEqual({ line, column, reason: expect.stringMatching(reason) });
});

test('what is JSON is read as JSON.parse reads it', () => {
  for (const text of [
    '{}',
    '[]',
    ' [1, -2.5e3, true, null, "\\u00e9\\n", {"a": [[]]}] ',
    '"x"',
    '{"__proto__": 1}',
  ])
    expect(readJson(text)).toMatchObject({ value: JSON.parse(text), mistake: null });
});

describe('the line of a problem', () => {
  const text = `{
  "properties": {
    "servers": {
      "items": {
        "properties": {
          "port": { "type": "string",
            "maximum": 3 } } } },
    "labels": {
      "additionalProperties": { "type": "number" } }
  }
}`;
  const read = readJson(text);
  const lines = read.mistake ? new Map<string, number>() : read.lines;

  test.each([
    ['a setting', 'configuration.servers', 3],
    ['a setting within a list', 'configuration.servers.0.port', 6],
    ['a setting within a map', 'configuration.labels.*', 9],
    ['a keyword of the schema', 'configuration.properties.servers.items.properties.port.maximum', 7],
    ['what is not there, at what is around it', 'configuration.servers.0.host', 5],
    ['the whole', 'configuration', 1],
  ])('%s', (_what, field, line) => {
    expect(lineOf(field, lines)).toBe(line);
  });

  test('of another field is none', () => {
    expect([lineOf('roots', lines), lineOf(null, lines)]).toEqual([null, null]);
  });
});

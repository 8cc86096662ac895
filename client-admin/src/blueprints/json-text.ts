/** JSON that somebody writes by hand: the first mistake with its line, and the line of every value. */

export type Mistake = { line: number; column: number; reason: string };

/** `lines` are by the path of a value, its steps joined by dots: `properties.title.maxLength`; the whole is ``. */
export type JsonText =
  { value: unknown; lines: ReadonlyMap<string, number>; mistake: null } | { mistake: Mistake };

type Reading = {
  text: string;
  /** Only ever goes on. */
  at: number;
  line: number;
  lineStart: number;
  lines: Map<string, number>;
};

type Misprint = Error & { mistake: Mistake };

export function readJson(text: string): JsonText {
  const reading: Reading = { text, at: 0, line: 1, lineStart: 0, lines: new Map() };
  try {
    skipSpace(reading);
    readValue(reading, '');
    if (reading.at < text.length) throw wrong(reading, 'Nothing may come after the end of the schema.');
    return { value: JSON.parse(text) as unknown, lines: reading.lines, mistake: null };
  } catch (error) {
    if (isMisprint(error)) return { mistake: error.mistake };
    throw error;
  }
}

const isMisprint = (error: unknown): error is Misprint => error instanceof Error && 'mistake' in error;

function wrong({ at, line, lineStart }: Reading, reason: string): Misprint {
  return Object.assign(new Error(reason), { mistake: { line, column: at - lineStart + 1, reason } });
}

function skipSpace(reading: Reading): void {
  for (; ' \t\r\n'.includes(reading.text[reading.at] ?? 'end'); reading.at += 1) {
    if (reading.text[reading.at] !== '\n') continue;
    reading.line += 1;
    reading.lineStart = reading.at + 1;
  }
}

/** What stands here of this pattern, which is sticky. */
function found({ text, at }: Reading, pattern: RegExp): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

function readValue(reading: Reading, path: string): void {
  reading.lines.set(path, reading.line);
  const sign = reading.text[reading.at];
  if (sign === '{') readMembers(reading, path);
  else if (sign === '[') readItems(reading, path);
  else if (sign === '"') readText(reading);
  else readWord(reading);
  skipSpace(reading);
}

function readMembers(reading: Reading, path: string): void {
  const names = new Set<string>();
  open(reading);
  while (!closes(reading, '}', names.size)) {
    if (reading.text[reading.at] !== '"') throw wrong(reading, 'A name in double quotes is missing here.');
    const start = { ...reading };
    const name = readText(reading);
    if (names.has(name)) throw wrong(start, `“${name}” is there twice.`);
    names.add(name);
    skipSpace(reading);
    if (reading.text[reading.at] !== ':') throw wrong(reading, `A colon is missing after “${name}”.`);
    open(reading);
    readValue(reading, below(path, name));
  }
}

function readItems(reading: Reading, path: string): void {
  let count = 0;
  open(reading);
  for (; !closes(reading, ']', count); count += 1) readValue(reading, below(path, String(count)));
}

const below = (path: string, step: string) => (path === '' ? step : `${path}.${step}`);

/** Goes past one sign and the space after it. */
function open(reading: Reading): void {
  reading.at += 1;
  skipSpace(reading);
}

/** Whether a list ends here; else it goes past the comma before the next one. */
function closes(reading: Reading, end: '}' | ']', before: number): boolean {
  const sign = reading.text[reading.at];
  if (sign === end) {
    open(reading);
    return true;
  }
  if (sign === undefined) throw wrong(reading, `The text ends before its ${end} has come.`);
  if (before === 0) return false;
  if (sign !== ',') throw wrong(reading, `A comma or ${end} is missing here.`);
  open(reading);
  if (reading.text[reading.at] === end)
    throw wrong(reading, `Nothing comes after the comma before this ${end}.`);
  return false;
}

function readText(reading: Reading): string {
  const quoted = found(reading, /"(?:[^"\\\n]|\\.)*"/y);
  if (quoted === undefined) throw wrong(reading, 'This text does not end with a double quote on its line.');
  const text = parsed(reading, quoted, 'This text has a sign that must be written with a backslash.');
  reading.at += quoted.length;
  return text as string;
}

function readWord(reading: Reading): void {
  const word = found(reading, /[^\s,:{}[\]"]+/y);
  if (word === undefined) throw wrong(reading, 'A value is missing here.');
  parsed(reading, word, `“${word}” is no value: texts stand in double quotes.`);
  reading.at += word.length;
}

function parsed(reading: Reading, token: string, reason: string): unknown {
  try {
    return JSON.parse(token);
  } catch {
    throw wrong(reading, reason);
  }
}

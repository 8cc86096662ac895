/** Terraform's type constraints, such as `object({ title = string, port = optional(number, 80) })`. */

export type HclType =
  | { kind: 'string' | 'number' | 'bool' | 'any' }
  | { kind: 'list' | 'set' | 'map'; of: HclType }
  | { kind: 'tuple'; items: HclType[] }
  | { kind: 'object'; attributes: Record<string, Attribute> };

export type Attribute = {
  type: HclType;
  optional: boolean;
  /** Absent where there is none, or where it is no constant. */
  default?: unknown;
};

/** Throws an Error with a sentence for a text that is no type. */
export function parseType(text: string): HclType {
  const reader = readerOf(tokensOf(text));
  const type = readType(reader);
  reader.end();
  return type;
}

type Reader = {
  next(): string;
  peek(): string | undefined;
  /** Takes this token if it is the next one. */
  take(token: string): boolean;
  want(token: string): void;
  end(): void;
};

const token =
  /\s+|#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/|("(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|[\w-]+|[()[\]{},=:])|(.)/gy;

function tokensOf(text: string): string[] {
  return [...text.matchAll(token)].flatMap(([, found, strange]) => {
    if (strange !== undefined) throw new Error(`A type does not have ${strange} in it.`);
    return found === undefined ? [] : [found];
  });
}

function readerOf(tokens: readonly string[]): Reader {
  let at = 0;
  const reader: Reader = {
    next() {
      const found = tokens[at++];
      if (found === undefined) throw new Error('The type ends too early.');
      return found;
    },
    peek: () => tokens[at],
    take(wanted) {
      if (tokens[at] !== wanted) return false;
      at += 1;
      return true;
    },
    want(wanted) {
      if (!reader.take(wanted))
        throw new Error(`The type lacks ${wanted} before ${tokens[at] ?? 'its end'}.`);
    },
    end() {
      if (at < tokens.length) throw new Error(`The type has ended before ${tokens[at]}.`);
    },
  };
  return reader;
}

function readType(reader: Reader): HclType {
  const name = unquoted(reader.next());
  switch (name) {
    case 'string':
    case 'number':
    case 'bool':
    case 'any':
      return { kind: name };
    case 'list':
    case 'set':
    case 'map':
      // Without its brackets, as Terraform 0.11 wrote it.
      if (!reader.take('(')) return { kind: name, of: { kind: 'any' } };
      return { kind: name, of: closed(reader, readType(reader), ')') };
    case 'tuple':
      reader.want('(');
      reader.want('[');
      return closed(reader, { kind: 'tuple', items: readItems(reader, () => readType(reader)) }, ')');
    case 'object':
      reader.want('(');
      return closed(reader, { kind: 'object', attributes: readAttributes(reader) }, ')');
    default:
      throw new Error(`There is no type ${name}.`);
  }
}

function readAttributes(reader: Reader): Record<string, Attribute> {
  reader.want('{');
  const attributes: Record<string, Attribute> = {};
  while (!reader.take('}')) {
    const name = unquoted(reader.next());
    if (!reader.take(':')) reader.want('=');
    attributes[name] = readAttribute(reader);
    reader.take(',');
  }
  return attributes;
}

function readAttribute(reader: Reader): Attribute {
  if (reader.peek() !== 'optional') return { type: readType(reader), optional: false };
  reader.next();
  reader.want('(');
  const type = readType(reader);
  const given = reader.take(',') && reader.peek() !== ')' ? readConstant(reader) : undefined;
  reader.take(',');
  return closed(reader, { type, optional: true, ...(given !== undefined && { default: given }) }, ')');
}

/** The value of a constant. Throws for anything else: a default in a type is one. */
function readConstant(reader: Reader): unknown {
  const first = reader.next();
  if (first === '[') return readItems(reader, () => readConstant(reader));
  if (first === '{') return readObject(reader);
  if (first.startsWith('"')) return JSON.parse(first) as string;
  if (first === 'null') return null;
  if (first === 'true' || first === 'false') return first === 'true';
  if (/^-?\d/.test(first)) return Number(first);
  throw new Error(`A default is a constant, and ${first} is none.`);
}

function readObject(reader: Reader): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  while (!reader.take('}')) {
    const name = unquoted(reader.next());
    if (!reader.take(':')) reader.want('=');
    object[name] = readConstant(reader);
    reader.take(',');
  }
  return object;
}

function readItems<T>(reader: Reader, readItem: () => T): T[] {
  const items: T[] = [];
  while (!reader.take(']')) {
    items.push(readItem());
    reader.take(',');
  }
  return items;
}

function closed<T>(reader: Reader, value: T, bracket: string): T {
  reader.want(bracket);
  return value;
}

const unquoted = (text: string) => (text.startsWith('"') ? (JSON.parse(text) as string) : text);

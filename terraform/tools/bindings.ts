/**
 * Reads a provider's schema out of its published TypeScript bindings, for machines that cannot ask the provider itself.
 *
 * The bindings are generated from the schema, and their source maps still hold the generated TypeScript, whose comments
 * say of each attribute whether it is computed, optional or required. What is sensitive they do not say.
 */
import type { Attribute, Block, Type } from '../test/plugin/schema.ts';

type Member = { block: Block; one: boolean; isSet: boolean; isMap: boolean };
type Class = { parent: string; body: string };
type Written = { isBlock: boolean; kind: string; of: string };

/** One folder of the bindings: a resource, a data source or the provider, with everything nested in it. */
export type Binding = { kind: 'resource' | 'data' | 'provider'; name: string; block: Block };

/** The TypeScript that a compiled file was made of. */
export function originalOf(compiled: string): string {
  const map = /sourceMappingURL=data:application\/json;base64,(\S+)/.exec(compiled)?.[1];
  if (!map) throw new Error('The bindings carry no source map any more.');
  const { sourcesContent } = JSON.parse(Buffer.from(map, 'base64').toString()) as {
    sourcesContent: string[];
  };
  return sourcesContent[0] ?? '';
}

/** Reads the sources of one folder: the resource's own file, and the one with its nested classes where they are apart. */
export function readBinding(sources: string[]): Binding {
  const text = sources.join('\n');
  const classes = new Map<string, Class>();
  for (const [, name, parent, body] of text.matchAll(
    /^export class (\w+) extends cdktf\.(\w+) \{\n([\s\S]*?)^\}/gm,
  )) {
    classes.set(name!, { parent: parent!, body: body! });
  }
  const writers = new Map<string, Map<string, Written>>();
  for (const [, name, body] of text.matchAll(
    /^export function (\w+)ToHclTerraform\([^)]*\): any \{\n([\s\S]*?)^\}/gm,
  )) {
    writers.set(name!.toLowerCase(), writtenIn(body!));
  }

  for (const { parent, body } of classes.values()) {
    const kind = kinds[parent];
    if (!kind) continue;
    const name = /tfResourceType = "(\w+)"/.exec(body)?.[1];
    if (!name) throw new Error(`A ${kind} of the bindings has no name.`);
    const written = writtenIn(/synthesizeHclAttributes\(\)[^{]*\{([\s\S]*)/.exec(body)?.[1] ?? '');
    const source = { classes, writers };
    const block = kind === 'provider' ? settingsOf(written, source) : blockOf(body, written, source);
    return { kind, name, block };
  }
  throw new Error('This folder of the bindings holds no resource, data source or provider.');
}

const kinds: Record<string, Binding['kind'] | undefined> = {
  TerraformResource: 'resource',
  TerraformDataSource: 'data',
  TerraformProvider: 'provider',
};

/** What the generated code writes as HCL: it alone says whether something is a block, and a set or a list. */
function writtenIn(body: string): Map<string, Written> {
  const found = new Map<string, Written>();
  for (const [, name, isBlock, kind, of] of body.matchAll(
    /^ +(\w+): \{\n +value: .*\n +isBlock: (true|false),\n +type: "(\w+)",\n +storageClassType: "(\w+)"/gm,
  )) {
    found.set(name!, { isBlock: isBlock === 'true', kind: kind!, of: of! });
  }
  return found;
}

type Source = { classes: Map<string, Class>; writers: Map<string, Map<string, Written>> };

const notSettings = ['alias', 'count', 'for_each', 'depends_on', 'lifecycle', 'provisioner', 'connection'];

function blockOf(body: string, written: Map<string, Written>, source: Source): Block {
  const attributes: Record<string, Attribute> = {};
  const blocks: NonNullable<Block['block_types']> = {};

  for (const [, name, computed, optional, required] of body.matchAll(
    /\/\/ (\w+) - computed: (\w+), optional: (\w+), required: (\w+)\n +(?:private _|public get )/g,
  )) {
    if (notSettings.includes(name!)) continue;
    const flags = {
      ...(required === 'true' ? { required: true } : {}),
      ...(optional === 'true' ? { optional: true } : {}),
      ...(computed === 'true' ? { computed: true } : {}),
    };
    const how = written.get(name!);
    const member = memberOf(name!, body, source);
    if (!member) {
      attributes[name!] = { type: simpleType(name!, body, how), ...flags };
    } else if (how?.isBlock && !flags.computed) {
      const single = how.kind === 'struct';
      blocks[name!] = {
        nesting_mode: single ? 'single' : how.kind === 'set' || member.isSet ? 'set' : 'list',
        block: member.block,
        ...(required === 'true' && !single ? { min_items: 1 } : {}),
        ...(member.one && !single ? { max_items: 1 } : {}),
      };
    } else {
      attributes[name!] = { type: memberType(member, how), ...flags };
    }
  }

  return {
    ...(Object.keys(attributes).length > 0 ? { attributes: sorted(attributes) } : {}),
    ...(Object.keys(blocks).length > 0 ? { block_types: sorted(blocks) } : {}),
  };
}

/** The nested class behind a name, read in turn; undefined when the value is a simple one. */
function memberOf(name: string, body: string, source: Source): Member | undefined {
  const made = new RegExp(`= new (\\w+)\\(this, "${name}"(?:, (true|false))?\\)`).exec(body);
  if (!made) return undefined;
  const [, className = '', isSet] = made;
  const list = className.replace(/List$|Map$/, 'OutputReference');
  const inner = source.classes.get(className)?.parent === 'ComplexObject' ? className : list;
  const nested = source.classes.get(inner);
  if (!nested) throw new Error(`The bindings lack the class ${inner} of ${name}.`);
  const written = source.writers.get(inner.replace(/OutputReference$/, '').toLowerCase()) ?? new Map();
  return {
    block: blockOf(nested.body, written, source),
    one: className === inner,
    isSet: isSet === 'true',
    isMap: source.classes.get(className)?.parent === 'ComplexMap',
  };
}

function memberType(member: Member, written: Written | undefined): Type {
  const object = objectType(member.block);
  if (member.isMap) return ['map', object];
  if (member.one && written?.kind !== 'list' && written?.kind !== 'set') return object;
  return [written?.kind === 'set' || member.isSet ? 'set' : 'list', object];
}

function objectType({ attributes = {}, block_types = {} }: Block): Type {
  const fields = Object.entries(attributes).map(([name, { type }]) => [name, type]);
  for (const [name, { nesting_mode, block }] of Object.entries(block_types)) {
    const object = objectType(block);
    fields.push([name, nesting_mode === 'single' ? object : [nesting_mode, object]]);
  }
  return ['object', Object.fromEntries(fields) as Record<string, Type>];
}

const scalars: Record<string, Type | undefined> = {
  getStringAttribute: 'string',
  getNumberAttribute: 'number',
  getBooleanAttribute: 'bool',
  getListAttribute: ['list', 'string'],
  getNumberListAttribute: ['list', 'number'],
  getStringMapAttribute: ['map', 'string'],
  getNumberMapAttribute: ['map', 'number'],
  getBooleanMapAttribute: ['map', 'bool'],
};

const ready: Record<string, Type | undefined> = {
  StringMap: ['map', 'string'],
  NumberMap: ['map', 'number'],
  BooleanMap: ['map', 'bool'],
  StringMapList: ['list', ['map', 'string']],
};

function simpleType(name: string, body: string, how: Written | undefined): Type {
  const made = new RegExp(`= new cdktf\\.(\\w+)\\(this, "${name}"`).exec(body)?.[1];
  if (made) return ready[made] ?? 'dynamic';
  const getter = new RegExp(`(cdktf\\.Fn\\.tolist\\()?this\\.(get\\w+Attribute)\\('${name}'\\)`).exec(body);
  const type = scalars[getter?.[2] ?? ''];
  if (type) {
    const isSet = how?.kind === 'set' || getter?.[1] !== undefined;
    return isSet && Array.isArray(type) && type[0] === 'list' ? ['set', type[1]] : type;
  }
  return 'dynamic';
}

const stored: Record<string, Type | undefined> = {
  string: 'string',
  number: 'number',
  boolean: 'bool',
  stringList: ['list', 'string'],
  numberList: ['list', 'number'],
  stringMap: ['map', 'string'],
};

/** A provider's own settings have no classes, and so are read from what is written as HCL; none of them is demanded here. */
function settingsOf(written: Map<string, Written>, source: Source): Block {
  const attributes: Record<string, Attribute> = {};
  const blocks: NonNullable<Block['block_types']> = {};
  for (const [name, { isBlock, kind, of }] of written) {
    if (notSettings.includes(name)) continue;
    if (isBlock) {
      const inner = source.writers.get(of.replace(/List$/, '').toLowerCase());
      const nesting_mode = kind === 'set' ? 'set' : 'list';
      blocks[name] = { nesting_mode, block: settingsOf(inner ?? new Map(), source) };
    } else {
      const type = stored[of] ?? 'dynamic';
      attributes[name] = {
        type: kind === 'set' && Array.isArray(type) ? (['set', type[1]] as Type) : type,
        optional: true,
      };
    }
  }
  return { attributes: sorted(attributes), block_types: sorted(blocks) };
}

const sorted = <T>(record: Record<string, T>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));

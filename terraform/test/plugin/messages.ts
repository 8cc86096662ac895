/** Writes the messages of plugin.proto. */
import type { Attribute, Block, NestedBlock, ProviderSchema } from './schema.ts';

/** One field of a message: a number or truth as a varint, everything else with its length before it. */
function field(number: number, value: number | boolean | string | Uint8Array | undefined): Uint8Array {
  if (value === undefined || value === false || value === 0) return nothing;
  if (value === true || typeof value === 'number')
    return Buffer.concat([varint(number << 3), varint(Number(value))]);
  const bytes = Buffer.from(value);
  return Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes]);
}

const nothing = new Uint8Array();

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) bytes.push((rest & 0x7f) | 0x80);
  return Uint8Array.from([...bytes, rest]);
}

const attribute = (name: string, { type, required, optional, computed, sensitive }: Attribute) =>
  Buffer.concat([
    field(1, name),
    field(2, JSON.stringify(type)),
    field(4, required),
    field(5, optional),
    field(6, computed),
    field(7, sensitive),
  ]);

const nestings = ['', 'single', 'list', 'set', 'map'];

const nestedBlock = (name: string, { nesting_mode, block, min_items, max_items }: NestedBlock): Uint8Array =>
  Buffer.concat([
    field(1, name),
    field(2, blockMessage(block)),
    field(3, nestings.indexOf(nesting_mode)),
    field(4, min_items),
    field(5, max_items),
  ]);

const blockMessage = ({ attributes = {}, block_types = {} }: Block): Uint8Array =>
  Buffer.concat([
    ...Object.entries(attributes).map(([name, it]) => field(2, attribute(name, it))),
    ...Object.entries(block_types).map(([name, it]) => field(3, nestedBlock(name, it))),
  ]);

const schema = (block: Block) => field(2, blockMessage(block));

/** A map travels as a list of pairs. */
const schemas = (number: number, blocks: Record<string, Block>) =>
  Object.entries(blocks).map(([name, block]) =>
    field(number, Buffer.concat([field(1, name), field(2, schema(block))])),
  );

export const providerSchema = ({ provider, resources, data }: ProviderSchema): Uint8Array =>
  Buffer.concat([field(1, schema(provider)), ...schemas(2, resources), ...schemas(3, data)]);

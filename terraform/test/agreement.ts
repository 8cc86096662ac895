import type { Block, ProviderSchema, Type } from './plugin/schema.ts';

/** What a plug-in says of itself, as `terraform providers schema -json` prints it. */
export type Spoken = {
  provider: { block: Block };
  resource_schemas: Record<string, { block: Block }>;
  data_source_schemas: Record<string, { block: Block }>;
};

/**
 * Where a schema that was taken from elsewhere differs from the plug-in's own, one line each. How often a block may stand
 * is left out: the bindings say only whether it is more than once.
 */
export function differences(schema: ProviderSchema, spoken: Spoken): { compared: number; lines: string[] } {
  const lines: string[] = [];
  let compared = 0;

  const compare = (path: string, ours: Block | undefined, theirs: Block | undefined): void => {
    if (!ours || !theirs) {
      lines.push(`${path}: ${ours ? 'the plug-in has none' : 'the schema has none'}`);
      return;
    }
    for (const name of namesOf(ours.attributes, theirs.attributes)) {
      compared += 1;
      const [mine, own] = [ours.attributes?.[name], theirs.attributes?.[name]];
      const [said, meant] = [mine, own].map((it) => JSON.stringify(it && shapeOf(it)));
      if (said !== meant) lines.push(`${path}.${name}: ${said}, and the plug-in says ${meant}`);
    }
    for (const name of namesOf(ours.block_types, theirs.block_types)) {
      compared += 1;
      const [mine, own] = [ours.block_types?.[name], theirs.block_types?.[name]];
      if (mine && own && mine.nesting_mode !== own.nesting_mode)
        lines.push(`${path}.${name}: ${mine.nesting_mode}, and the plug-in says ${own.nesting_mode}`);
      compare(`${path}.${name}`, mine?.block, own?.block);
    }
  };

  compare('provider', schema.provider, spoken.provider.block);
  for (const [name, block] of Object.entries(schema.resources))
    compare(name, block, spoken.resource_schemas[name]?.block);
  for (const [name, block] of Object.entries(schema.data))
    compare(`data.${name}`, block, spoken.data_source_schemas[name]?.block);
  return { compared, lines };
}

const namesOf = (...records: Array<object | undefined>) =>
  new Set(records.flatMap((it) => Object.keys(it ?? {})));

const shapeOf = ({
  type,
  required,
  optional,
  computed,
  sensitive,
}: NonNullable<Block['attributes']>[string]) => ({
  type: sorted(type),
  ...{ required: required ?? false, optional: optional ?? false },
  ...{ computed: computed ?? false, sensitive: sensitive ?? false },
});

/** An object's fields in the order of their names. */
function sorted(type: Type): Type {
  if (!Array.isArray(type)) return type;
  if (type[0] !== 'object') return [type[0], sorted(type[1])];
  const fields = Object.entries(type[1]).sort(([a], [b]) => (a < b ? -1 : 1));
  return ['object', Object.fromEntries(fields.map(([name, inner]) => [name, sorted(inner)]))];
}

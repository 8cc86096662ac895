/** What `@live` in the supergraph says about each subscription field; the gateway knows no more of the domain. */
import type { Viewer } from '@hosterizer/kit/viewer';
import { Kind, parse, type ConstDirectiveNode, type DefinitionNode } from 'graphql';

export type LiveField = {
  name: string;
  /** Such as `site:{id}`, with the field's arguments, or `viewer.customerId`, in braces. */
  channel: string;
  /** The query field that it goes on with. */
  continues: string;
  /** Given for a log, in which every event arrives once; absent for a state, whose newest value does. */
  log?: { cursor: string; sequence: string };
  /** The field of the answer that says that nothing more will come. */
  ended?: string;
  /** Whose it is. */
  subgraph: string;
  /** Viewers of one customer with the same scopes may be told the same. */
  shared: boolean;
};

/** By the name of the subscription field. Throws when a directive is not whole. */
export function liveFields(supergraphSdl: string): Map<string, LiveField> {
  const { definitions } = parse(supergraphSdl, { noLocation: true });
  const graphs = graphNames(definitions);
  const fields = definitions.flatMap((definition) =>
    definition.kind === Kind.OBJECT_TYPE_DEFINITION && definition.name.value === 'Subscription'
      ? (definition.fields ?? [])
      : [],
  );
  return new Map(
    fields.flatMap(({ name: { value: name }, directives = [] }) => {
      const live = argumentsOf(directives, 'live');
      if (!live) return [];
      const graph = argumentsOf(directives, 'join__field')?.get('graph');
      return [[name, liveField(name, live, graphs.get(graph ?? '') ?? '')]];
    }),
  );
}

/** The names of subgraphs, by what the supergraph calls them. */
function graphNames(definitions: readonly DefinitionNode[]): Map<string, string> {
  const values = definitions.flatMap((definition) =>
    definition.kind === Kind.ENUM_TYPE_DEFINITION && definition.name.value === 'join__Graph'
      ? (definition.values ?? [])
      : [],
  );
  return new Map(
    values.map(({ name, directives = [] }) => [
      name.value,
      argumentsOf(directives, 'join__graph')?.get('name') ?? '',
    ]),
  );
}

/** As text, by name; undefined where the directive is not. */
function argumentsOf(
  directives: readonly ConstDirectiveNode[],
  name: string,
): Map<string, string> | undefined {
  const found = directives.find((directive) => directive.name.value === name);
  return (
    found &&
    new Map(
      (found.arguments ?? []).map(({ name: { value: key }, value }) => [
        key,
        'value' in value ? String(value.value) : '',
      ]),
    )
  );
}

function liveField(name: string, said: ReadonlyMap<string, string>, subgraph: string): LiveField {
  const [channel, continues, cursor, sequence, ended, shared] = [
    'channel',
    'continues',
    'cursor',
    'sequence',
    'ended',
    'shared',
  ].map((key) => said.get(key));
  if (!channel || !continues)
    throw new Error(`@live of Subscription.${name} needs a channel and what it continues.`);
  if (Boolean(cursor) !== Boolean(sequence)) {
    throw new Error(`@live of Subscription.${name} needs both a cursor and a sequence, or neither.`);
  }
  return {
    name,
    channel,
    continues,
    ...(cursor && sequence && { log: { cursor, sequence } }),
    ...(ended && { ended }),
    subgraph,
    shared: shared === 'CUSTOMER',
  };
}

/** The channel for these arguments and this viewer, such as `site:0198…`. */
export function channelOf(
  { channel }: LiveField,
  args: Record<string, unknown>,
  viewer: Viewer | null,
): string {
  const named: Record<string, unknown> = { ...args, 'viewer.customerId': viewer?.customerId };
  return channel.replace(/\{([\w.]+)\}/g, (_braces, name: string) => String(named[name] ?? ''));
}

/** What `@live` in the supergraph says about each subscription field; the gateway knows no more of the domain. */
import { Kind, parse, type ConstArgumentNode } from 'graphql';

export type LiveField = {
  name: string;
  /** Such as `site:{id}`, with the field's arguments in braces. */
  channel: string;
  /** The query field that it goes on with. */
  continues: string;
  /** Given for a log, in which every event arrives once; absent for a state, whose newest value does. */
  log?: { cursor: string; sequence: string };
  /** The field of the answer that says that nothing more will come. */
  ended?: string;
};

/** By the name of the subscription field. Throws when a directive is not whole. */
export function liveFields(supergraphSdl: string): Map<string, LiveField> {
  const fields = parse(supergraphSdl, { noLocation: true }).definitions.flatMap((definition) =>
    definition.kind === Kind.OBJECT_TYPE_DEFINITION && definition.name.value === 'Subscription'
      ? (definition.fields ?? [])
      : [],
  );
  return new Map(
    fields.flatMap(({ name: { value: name }, directives }) => {
      const live = directives?.find((directive) => directive.name.value === 'live');
      return live ? [[name, liveField(name, live.arguments ?? [])]] : [];
    }),
  );
}

function liveField(name: string, given: readonly ConstArgumentNode[]): LiveField {
  const said = new Map(
    given.map(({ name: { value: key }, value }) => [key, 'value' in value ? String(value.value) : '']),
  );
  const [channel, continues, cursor, sequence, ended] = [
    'channel',
    'continues',
    'cursor',
    'sequence',
    'ended',
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
  };
}

/** The channel for these arguments, such as `site:0198…`. */
export function channelOf({ channel }: LiveField, args: Record<string, unknown>): string {
  return channel.replace(/\{(\w+)\}/g, (_braces, name: string) => String(args[name] ?? ''));
}

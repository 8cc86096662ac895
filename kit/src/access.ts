/** Makes graphql-shield's rule tree out of `@access` in an SDL, so that access is written in one place only. */
import { Kind, parse, type ConstDirectiveNode, type ObjectTypeDefinitionNode, type TypeNode } from 'graphql';
import type { shield } from 'graphql-shield';
import { type AppError, forbidden, notFound, suspended, unauthenticated } from './errors.ts';
import { allow, and, deny, rule } from './shield.ts';
import { isStaff, type Viewer } from './viewer.ts';

type RuleTree = Exclude<Parameters<typeof shield>[0], undefined>;
type ShieldRule = Parameters<typeof and>[number];

/** What a rule looks at: any request context that knows its viewer. */
export type Guarded = { viewer: Viewer | null };

type Access = { scope?: string; public?: boolean; tenant?: string };

/** By coordinate: `Query.sites` for a field, `Site` for a type. */
type AccessTable = Map<string, Access>;

const rootTypes = new Set(['Query', 'Mutation', 'Subscription']);
/** Root fields that federation itself adds to a subgraph. */
const federationFields = new Set(['_service', '_entities']);

/** Root fields that say nobody's access, as `Type.field`; an SDL with any must not be built. */
export function unguardedRootFields(sdl: string): string[] {
  return objectTypes(sdl)
    .filter((type) => rootTypes.has(type.name.value))
    .flatMap((type) => {
      const needed = type.name.value === 'Subscription' ? 'live' : 'access';
      return (type.fields ?? [])
        .filter((field) => !argumentsOf(field.directives, needed))
        .map((field) => `${type.name.value}.${field.name.value}`);
    });
}

/** The fields, as `Type.field`, whose access hangs on their arguments and not on the viewer alone. */
export function fieldsThatNameATenant(sdl: string): Set<string> {
  return new Set([...accessTable(sdl)].flatMap(([coordinate, { tenant }]) => (tenant ? [coordinate] : [])));
}

/**
 * The rule tree for an SDL in which `@access` still stands. A field asks for its own access and for that of the type
 * it reaches; root fields without access are denied, fields of other types follow what led to them.
 */
export function ruleTree(sdl: string): RuleTree {
  const table = accessTable(sdl);
  const tree: Record<string, Record<string, ShieldRule>> = {};

  for (const type of objectTypes(sdl)) {
    const name = type.name.value;
    const fields: Record<string, ShieldRule> = { '*': rootTypes.has(name) ? deny : allow };
    for (const field of type.fields ?? []) {
      const own = table.get(`${name}.${field.name.value}`);
      if (rootTypes.has(name) && !own) continue;
      const rules = [...rulesOf(own), ...rulesOf(table.get(namedType(field.type)))];
      if (rules.length > 0)
        fields[field.name.value] = rules.length === 1 ? rules[0]! : and(...new Set(rules));
    }
    tree[name] = fields;
  }
  return tree;
}

/** A subgraph's own tree: as above, and entities reached by reference ask for the access of their type. */
export function subgraphRuleTree(sdl: string): RuleTree {
  const table = accessTable(sdl);
  const tree = ruleTree(sdl) as Record<string, Record<string, ShieldRule>>;
  const entities = rule('entities', { cache: 'no_cache' })((
    _parent,
    { representations }: { representations: Array<{ __typename: string }> },
    { viewer }: Guarded,
  ) => {
    for (const name of new Set(representations.map((representation) => representation.__typename))) {
      const verdict = allowedBy(table.get(name), viewer);
      if (verdict !== true) return verdict;
    }
    return true;
  });
  return { ...tree, Query: { ...(tree['Query'] ?? { '*': deny }), _service: allow, _entities: entities } };
}

function rulesOf(access: Access | undefined): ShieldRule[] {
  if (!access) return [];
  if (access.public) return [allow];
  return [
    ...(access.scope ? [scopeRule(access.scope)] : [deny]),
    ...(access.tenant ? [tenantRule(access.tenant)] : []),
  ];
}

function allowedBy(access: Access | undefined, viewer: Viewer | null): true | AppError {
  if (!access || access.public) return true;
  if (!viewer) return unauthenticated();
  if (access.scope !== undefined && viewer.scopes.includes(access.scope)) return true;
  return viewer.suspended ? suspended() : forbidden(access.scope ?? 'nobody has');
}

// shield refuses two rules of one name in a tree, so a rule is made once.
const made = new Map<string, ShieldRule>();
function once(name: string, make: () => ShieldRule): ShieldRule {
  if (!made.has(name)) made.set(name, make());
  return made.get(name)!;
}

// `no_cache`: shield's contextual cache goes stale within a subscription, and its strict one costs more than the rule.
const scopeRule = (scope: string) =>
  once(`scope:${scope}`, () =>
    rule(`scope:${scope}`, { cache: 'no_cache' })((_parent, _args, { viewer }: Guarded) =>
      allowedBy({ scope }, viewer),
    ),
  );

const tenantRule = (path: string) =>
  once(`tenant:${path}`, () =>
    rule(`tenant:${path}`, { cache: 'no_cache' })((_parent, args, { viewer }: Guarded) => {
      const asked = path
        .split('.')
        .reduce<unknown>((value, key) => (value as Record<string, unknown>)?.[key], args);
      if (asked == null || (viewer && isStaff(viewer))) return true;
      // Another tenant does not exist, as far as this one may know.
      return asked === viewer?.customerId || notFound('Customer', String(asked));
    }),
  );

function accessTable(sdl: string): AccessTable {
  const table: AccessTable = new Map();
  for (const type of objectTypes(sdl)) {
    const ofType = argumentsOf(type.directives, 'access');
    if (ofType) table.set(type.name.value, ofType);
    for (const field of type.fields ?? []) {
      if (federationFields.has(field.name.value)) continue;
      const ofField = argumentsOf(field.directives, 'access');
      if (ofField) table.set(`${type.name.value}.${field.name.value}`, ofField);
    }
  }
  return table;
}

function objectTypes(sdl: string): ObjectTypeDefinitionNode[] {
  return parse(sdl, { noLocation: true }).definitions.filter(
    (definition) => definition.kind === Kind.OBJECT_TYPE_DEFINITION,
  );
}

function argumentsOf(
  directives: readonly ConstDirectiveNode[] | undefined,
  name: string,
): Access | undefined {
  const found = directives?.find((directive) => directive.name.value === name);
  if (!found) return undefined;
  return Object.fromEntries(
    (found.arguments ?? []).map(({ name: { value: key }, value }) => [
      key,
      'value' in value ? value.value : undefined,
    ]),
  );
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}

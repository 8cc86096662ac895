/** What the committed contract says of access, read naively: none of the platform's own access code is used here. */
import { subgraphNames, subgraphSdl, type SubgraphName } from '@hosterizer/kit/sdl';
import {
  Kind,
  parse,
  type ConstDirectiveNode,
  type FieldDefinitionNode,
  type InputObjectTypeDefinitionNode,
  type InputValueDefinitionNode,
  type ObjectTypeDefinitionNode,
  type TypeNode,
} from 'graphql';

export type Access = { scope?: string; public?: boolean };

export type Root = 'Query' | 'Mutation' | 'Subscription';

export type RootField = {
  /** Such as `Query.site`. */
  coordinate: string;
  root: Root;
  name: string;
  subgraph: SubgraphName;
  args: readonly InputValueDefinitionNode[];
  /** The name of the type that it reaches. */
  returns: string;
  /** Whether the API has it; what is inaccessible can be asked for at the subgraph's own door only. */
  inApi: boolean;
  /** What a viewer needs for it: all of these. */
  needs: readonly Access[];
};

/** A type that a subgraph answers by its key. */
export type Entity = { type: string; subgraph: SubgraphName; needs: readonly Access[] };

export type Contract = {
  fields: RootField[];
  entities: Entity[];
  inputs: ReadonlyMap<string, InputObjectTypeDefinitionNode>;
  /** The values of each enum. */
  enums: ReadonlyMap<string, readonly string[]>;
  types: ReadonlyMap<string, ObjectTypeDefinitionNode>;
  /** As one subgraph has them. */
  typesAt(subgraph: SubgraphName): ReadonlyMap<string, ObjectTypeDefinitionNode>;
  /** What a field of any type needs besides what led to it, as far as the API goes. */
  needsOf(type: string, field: string): readonly Access[];
  /** The same as one subgraph says it, which is all that its own door knows. */
  needsAt(subgraph: SubgraphName, type: string, field: string): readonly Access[];
};

const roots: readonly string[] = ['Query', 'Mutation', 'Subscription'] satisfies Root[];
/** Of a root field that does not say whose it is. */
const nobody: readonly Access[] = [{}];

export function readContract(supergraph: string): Contract {
  const types = objectsOf(supergraph);
  const bySubgraph = new Map(subgraphNames.map((name) => [name, objectsOf(subgraphSdl(name))]));
  const inputs = new Map(
    parse(supergraph).definitions.flatMap((definition) =>
      definition.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION ? [[definition.name.value, definition]] : [],
    ),
  );

  const enums = new Map(
    parse(supergraph).definitions.flatMap((definition) =>
      definition.kind === Kind.ENUM_TYPE_DEFINITION
        ? [[definition.name.value, (definition.values ?? []).map(({ name }) => name.value)]]
        : [],
    ),
  );

  const fields = roots.flatMap((root) =>
    (types.get(root)?.fields ?? []).map((field): RootField => {
      const name = field.name.value;
      const continued = argumentsOf(field, 'live')?.['continues'];
      return {
        coordinate: `${root}.${name}`,
        root: root as Root,
        name,
        subgraph: graphOf(argumentsOf(field, 'join__field')),
        args: field.arguments ?? [],
        returns: namedType(field.type),
        inApi: !argumentsOf(field, 'inaccessible'),
        // A subscription is a query that goes on: whoever may ask may follow.
        needs:
          root === 'Subscription'
            ? needs(types, 'Query', String(continued))
            : needs(types, root, field.name.value),
      };
    }),
  );

  const entities = [...types.values()].flatMap((type) =>
    (type.directives ?? [])
      .filter(({ name }) => name.value === 'join__type')
      .map(valuesOf)
      .filter(({ key, resolvable }) => key !== undefined && resolvable !== false)
      .map((joined): Entity => {
        const subgraph = graphOf(joined);
        const own = bySubgraph.get(subgraph)!.get(type.name.value);
        return { type: type.name.value, subgraph, needs: present(own && accessOf(own)) };
      }),
  );

  return {
    fields,
    entities,
    inputs,
    enums,
    types,
    typesAt: (subgraph) => bySubgraph.get(subgraph)!,
    needsOf: (type, field) => needs(types, type, field),
    needsAt: (subgraph, type, field) => needs(bySubgraph.get(subgraph)!, type, field),
  };
}

export type Verdict = 'allowed' | 'AUTHENTICATION_ERROR' | 'AUTHORIZATION_ERROR';

/** Whether somebody with these scopes gets past; null for nobody in particular. */
export function verdictOn(needed: readonly Access[], scopes: readonly string[] | null): Verdict {
  const open = (access: Access) =>
    access.public === true || (access.scope !== undefined && scopes?.includes(access.scope) === true);
  if (needed.every(open)) return 'allowed';
  return scopes === null ? 'AUTHENTICATION_ERROR' : 'AUTHORIZATION_ERROR';
}

export function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}

/** A field needs its own access and that of the type that it reaches; one of a root type must have its own. */
function needs(
  types: ReadonlyMap<string, ObjectTypeDefinitionNode>,
  type: string,
  name: string,
): readonly Access[] {
  const field = types.get(type)?.fields?.find((each) => each.name.value === name);
  if (!field) return nobody;
  const own = accessOf(field);
  if (!own && roots.includes(type)) return nobody;
  const reached = types.get(namedType(field.type));
  return present(own, reached && accessOf(reached));
}

const present = (...accesses: Array<Access | undefined>): Access[] =>
  accesses.filter((access) => access !== undefined);

const accessOf = (node: ObjectTypeDefinitionNode | FieldDefinitionNode): Access | undefined =>
  argumentsOf(node, 'access');

function argumentsOf(
  { directives }: { readonly directives?: readonly ConstDirectiveNode[] | undefined },
  name: string,
): Record<string, unknown> | undefined {
  const found = directives?.find((directive) => directive.name.value === name);
  return found && valuesOf(found);
}

const valuesOf = (directive: ConstDirectiveNode): Record<string, unknown> =>
  Object.fromEntries(
    (directive.arguments ?? []).map(({ name, value }) => [
      name.value,
      'value' in value ? value.value : undefined,
    ]),
  );

function graphOf(joined: Record<string, unknown> | undefined): SubgraphName {
  const graph = String(joined?.['graph']).toLowerCase();
  const found = subgraphNames.find((name) => name === graph);
  if (!found) throw new Error(`The supergraph names a subgraph ${graph} that is none.`);
  return found;
}

function objectsOf(sdl: string): Map<string, ObjectTypeDefinitionNode> {
  return new Map(
    parse(sdl).definitions.flatMap((definition) =>
      definition.kind === Kind.OBJECT_TYPE_DEFINITION ? [[definition.name.value, definition]] : [],
    ),
  );
}

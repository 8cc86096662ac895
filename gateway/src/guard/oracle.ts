/** Answers whether a viewer may read a field, by running graphql-shield's own wrapped resolvers on a schema of nothing else. */
import { fieldsThatNameATenant, ruleTree } from '@hosterizer/kit/access';
import { AppError } from '@hosterizer/kit/errors';
import { allow, applyMiddleware, deny, shield } from '@hosterizer/kit/shield';
import type { Viewer } from '@hosterizer/kit/viewer';
import {
  buildASTSchema,
  getNamedType,
  isAbstractType,
  isObjectType,
  Kind,
  parse,
  printSchema,
  type GraphQLSchema,
} from 'graphql';

/** True, or the error that the viewer gets. */
export type Verdict = true | Error;
export type Ask = {
  (args: Record<string, unknown>, viewer: Viewer | null): Promise<Verdict>;
  /** Whether the arguments make a difference; without them one viewer always gets one verdict. */
  readsArguments: boolean;
};

/** How to ask about one field, or null when everybody may read it who has come that far. */
export type Oracle = (type: string, field: string) => Ask | null;

type Tree = Record<string, Record<string, unknown>>;

const nobody = new AppError('AUTHORIZATION_ERROR', 'Nobody may ask for this.');

/** `sdl` is the supergraph's, in which `@access` still stands. Throws when it cannot be guarded as it is. */
export function makeOracle(apiSchema: GraphQLSchema, sdl: string): Oracle {
  refuseGuardedAbstraction(apiSchema, sdl);
  const tree = withoutInaccessible(ruleTree(sdl) as Tree, apiSchema);
  const namingTenants = fieldsThatNameATenant(sdl);

  const probe = buildASTSchema(parse(printSchema(apiSchema)), { assumeValid: true });
  for (const type of Object.values(probe.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) field.resolve = () => true;
  }
  const guarded = applyMiddleware(
    probe,
    shield(tree as Parameters<typeof shield>[0], {
      fallbackRule: deny,
      fallbackError: nobody,
      allowExternalErrors: true,
    }),
  );

  return (typeName, fieldName) => {
    const rules = tree[typeName];
    const rule = rules && (Object.hasOwn(rules, fieldName) ? rules[fieldName] : rules['*']);
    if (rule === allow) return null;

    const type = guarded.getType(typeName);
    const resolve = isObjectType(type) ? type.getFields()[fieldName]?.resolve : undefined;
    const ask = async (args: Record<string, unknown>, viewer: Viewer | null): Promise<Verdict> => {
      if (!resolve) return nobody;
      const answer: unknown = await resolve({}, args, { viewer }, undefined as never);
      return answer === true || (answer instanceof Error ? answer : nobody);
    };
    return Object.assign(ask, { readsArguments: namingTenants.has(`${typeName}.${fieldName}`) });
  };
}

/** What is @inaccessible is in the supergraph and not in the API, and shield refuses rules for what is not there. */
function withoutInaccessible(tree: Tree, apiSchema: GraphQLSchema): Tree {
  return Object.fromEntries(
    Object.entries(tree).flatMap(([name, rules]) => {
      const type = apiSchema.getType(name);
      if (!isObjectType(type)) return [];
      const fields = type.getFields();
      return [
        [name, Object.fromEntries(Object.entries(rules).filter(([field]) => field === '*' || fields[field]))],
      ];
    }),
  );
}

/**
 * The rule tree knows a type's access where a field names the type. Behind an interface or a union it would be
 * missed, so such a schema is refused until the rules say what it means.
 */
function refuseGuardedAbstraction(apiSchema: GraphQLSchema, sdl: string): void {
  const guarded = parse(sdl, { noLocation: true }).definitions.flatMap((definition) =>
    definition.kind === Kind.OBJECT_TYPE_DEFINITION &&
    definition.directives?.some((directive) => directive.name.value === 'access')
      ? [definition.name.value]
      : [],
  );
  for (const type of Object.values(apiSchema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const reached = getNamedType(field.type);
      if (!isAbstractType(reached)) continue;
      const hidden = apiSchema.getPossibleTypes(reached).find((possible) => guarded.includes(possible.name));
      if (hidden) {
        throw new Error(
          `${type.name}.${field.name} reaches ${hidden.name} by ${reached.name}, past its @access.`,
        );
      }
    }
  }
}

import { AppError } from '@hosterizer/kit/errors';
import { scopesOf } from '@hosterizer/kit/scopes';
import { isStaff, type Viewer } from '@hosterizer/kit/viewer';
import {
  buildASTSchema,
  getNamedType,
  getOperationAST,
  isObjectType,
  Kind,
  parse,
  validate,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { Supergraph } from '@apollo/federation-internals';
import { guarded, makeGuard, type Guard } from '../src/guard/guard.ts';
import { makeOracle } from '../src/guard/oracle.ts';
import { committedSupergraph } from '../src/supergraph.ts';
import { makeDocument } from './random-document.ts';
import { ids, makeWorld, startWorld, tokenFor, viewers, type Started, type World } from './world.ts';

const sdl = committedSupergraph();
const apiSchema = Supergraph.build(sdl).apiSchema().toGraphQLJSSchema();

describe('through the gateway', () => {
  let world: World;
  let started: Started;
  const tokens: Record<string, string> = {};

  beforeAll(async () => {
    world = makeWorld();
    started = await startWorld(world);
    for (const [name, role, customer] of [
      ['owner', 'owner', ids.acme],
      ['viewer', 'viewer', ids.acme],
      ['billing', 'billing', ids.acme],
      ['administrator', 'administrator', null],
    ] as const) {
      tokens[name] = await tokenFor(world.tokens, role, customer);
    }
    tokens['runner'] = await world.tokens.sign('runner', { sub: 'runner', pool: 'local' }, 600);
  });
  afterAll(() => started.gateway.close());

  async function ask(who: string, query: string, variables: object = {}) {
    const token = tokens[who];
    const { data, errors = [] } = await started.post(query, variables, token ? { token } : {});
    return { data, errors: errors.map((error: any) => [error.extensions.code, error.path?.join('.')]) };
  }

  const site = `site(id: "${ids.site}")`;

  test.each([
    ['anonymous', '{ viewer { id } }', { viewer: null }, []],
    ['anonymous', `{ ${site} { name } }`, { site: null }, [['AUTHENTICATION_ERROR', 'site']]],
    [
      'anonymous',
      `{ ${site} { name } viewer { id } }`,
      { site: null, viewer: null },
      [['AUTHENTICATION_ERROR', 'site']],
    ],
    ['anonymous', '{ sites { edges { cursor } } }', null, [['AUTHENTICATION_ERROR', 'sites']]],
    [
      'anonymous',
      '{ __typename __schema { queryType { name } } }',
      { __typename: 'Query', __schema: { queryType: { name: 'Query' } } },
      [],
    ],
    ['runner', `{ mine: ${site} { name } }`, { mine: null }, [['AUTHORIZATION_ERROR', 'mine']]],
    ['runner', 'mutation { claimJob(input: { runner: "r" }) { id } }', { claimJob: null }, []],
    [
      'owner',
      'mutation { claimJob(input: { runner: "r" }) { id } }',
      null,
      [['AUTHORIZATION_ERROR', 'claimJob']],
    ],
    [
      'viewer',
      `mutation { deploySite(input: { siteId: "${ids.site}" }) { id } }`,
      null,
      [['AUTHORIZATION_ERROR', 'deploySite']],
    ],
    ['viewer', `{ ${site} { name } }`, { site: { name: 'shop' } }, []],
    [
      'billing',
      `{ ${site} { name last: latestDeployment { id } region } }`,
      { site: { name: 'shop', last: null, region: 'local' } },
      [['AUTHORIZATION_ERROR', 'site.last']],
    ],
    [
      'billing',
      `{ ${site} { ...More } } fragment More on Site { ... { latestDeployment { id } } name }`,
      { site: { latestDeployment: null, name: 'shop' } },
      [['AUTHORIZATION_ERROR', 'site.latestDeployment']],
    ],
    [
      'billing',
      `{ ${site} { name deployments { edges { cursor } } } }`,
      null,
      [['AUTHORIZATION_ERROR', 'site.deployments']],
    ],
    [
      'administrator',
      `{ ${site} { name customer { name ownerEmail } } }`,
      { site: { name: 'shop', customer: { name: 'Acme', ownerEmail: 'owner@acme.test' } } },
      [],
    ],
  ])('%s asks %s', async (who, query, data, errors) => {
    expect(await ask(who, query)).toEqual({ data, errors });
  });

  test('a denied field in a list is null at each place, with an error for each', async () => {
    const { data, errors } = await ask(
      'billing',
      '{ sites { edges { node { name latestDeployment { id } } } } }',
    );
    expect(data.sites.edges).toEqual([
      { node: { name: 'shop', latestDeployment: null } },
      { node: { name: 'blog', latestDeployment: null } },
    ]);
    expect(errors).toEqual([
      ['AUTHORIZATION_ERROR', 'sites.edges.0.node.latestDeployment'],
      ['AUTHORIZATION_ERROR', 'sites.edges.1.node.latestDeployment'],
    ]);
  });

  test('@skip and @include decide with their variables', async () => {
    const query = `query ($with: Boolean! = true) {
      ${site} { name latestDeployment @include(if: $with) { id } ... @skip(if: $with) { region } }
    }`;
    expect(await ask('billing', query, { with: false })).toEqual({
      data: { site: { name: 'shop', region: 'local' } },
      errors: [],
    });
    expect(await ask('billing', query, {})).toEqual({
      data: { site: { name: 'shop', latestDeployment: null } },
      errors: [['AUTHORIZATION_ERROR', 'site.latestDeployment']],
    });
    // Remembered by then, and still told apart.
    expect((await ask('billing', query, { with: false })).errors).toEqual([]);
  });

  test('a tenant argument must be the own customer, for all but staff', async () => {
    const query = 'mutation ($input: CreateSiteInput!) { createSite(input: $input) { name } }';
    const input = { name: 'new', cloudProvider: 'LOCAL', region: 'local', configuration: {} };
    const created = { data: { createSite: { name: 'new' } }, errors: [] };

    expect(await ask('owner', query, { input })).toEqual(created);
    expect(await ask('owner', query, { input: { ...input, customerId: ids.acme } })).toEqual(created);
    expect(await ask('administrator', query, { input: { ...input, customerId: ids.solar } })).toEqual(
      created,
    );
    expect(await ask('owner', query, { input: { ...input, customerId: ids.solar } })).toEqual({
      data: null,
      errors: [['NOT_FOUND', 'createSite']],
    });
    const literal = query
      .replace('($input: CreateSiteInput!)', '')
      .replace(
        '$input',
        `{ customerId: "${ids.solar}", name: "n", cloudProvider: LOCAL, region: "r", configuration: {} }`,
      );
    expect((await ask('owner', literal)).errors).toEqual([['NOT_FOUND', 'createSite']]);
  });

  test("variables that do not fit are the caller's to mend", async () => {
    const query = 'mutation ($input: CreateSiteInput!) { createSite(input: $input) { name } }';
    expect((await ask('owner', query, { input: { name: 1 } })).errors).toContainEqual([
      'VALIDATION_ERROR',
      undefined,
    ]);
  });

  test("an alias that looks like the guard's own does no harm to what is allowed", async () => {
    const query = `{ ${site} { hz_denied_7_name: name hz_denied_x: region } }`;
    expect(await ask('billing', query)).toEqual({
      data: { site: { hz_denied_7_name: 'shop', hz_denied_x: 'local' } },
      errors: [],
    });
  });
});

describe('closed when in doubt', () => {
  const never = async () => {
    throw new Error('The executor was reached.');
  };

  test('everything is refused as long as there is no guard', async () => {
    const document = parse('{ viewer { id } }');
    const executor = guarded(never, () => null);
    const answered = await executor({ document, operation: getOperationAST(document), request: {} } as never);
    expect(answered).toMatchObject({
      data: null,
      errors: [{ extensions: { code: 'EXTERNAL_SERVICE_ERROR' } }],
    });
  });

  test('a root field without access is for nobody', async () => {
    const forgotten = sdl.replace(
      /(deployment\(id: ID!\): Deployment @join__field\(graph: DEPLOYMENTS\)) @access\([^)]*\)/,
      '$1',
    );
    expect(forgotten).not.toBe(sdl);
    const ask = makeOracle(apiSchema, forgotten)('Query', 'deployment');
    expect(await ask?.({}, viewers.administrator)).toBeInstanceOf(AppError);
  });

  test('a type with access cannot hide behind an interface', () => {
    const hidden = `
      directive @access(scope: String, public: Boolean) on FIELD_DEFINITION | OBJECT
      type Query { thing: Thing @access(public: true) }
      interface Thing { id: ID! }
      type Secret implements Thing @access(scope: "secrets:read") { id: ID! }`;
    expect(() => makeGuard(buildASTSchema(parse(hidden)), hidden)).toThrow(
      'Query.thing reaches Secret by Thing',
    );
  });
});

describe('against a naive walk over every field', () => {
  const guard = makeGuard(apiSchema, sdl);
  const naive = naiveAccess(sdl);
  const everybody: Array<Viewer | null> = [
    ...Object.values(viewers),
    { ...viewers.owner, scopes: [] },
    { ...viewers.owner, scopes: ['sites:read'] },
    { ...viewers.viewer, role: 'support', customerId: null, scopes: scopesOf('support') },
  ];

  test('300 random documents get the same verdicts', async () => {
    let denials = 0;
    for (let seed = 1; seed <= 300; seed += 1) {
      const { text, variables } = makeDocument(apiSchema, seed, [ids.acme, ids.solar]);
      const document = parse(text);
      expect([seed, validate(apiSchema, document).map(({ message }) => message)]).toEqual([seed, []]);
      for (const viewer of everybody) {
        const expected = naive(apiSchema, document, variables, viewer);
        denials += expected.length;
        expect([seed, text, await verdicts(guard, document, variables, viewer)]).toEqual([
          seed,
          text,
          expected,
        ]);
      }
    }
    expect(denials).toBeGreaterThan(3_000);
  });

  test('fragments that spread each other twice are read once', async () => {
    const levels = Array.from(
      { length: 40 },
      (_, n) => `fragment F${n} on Site { ...F${n + 1} ...F${n + 1} }`,
    );
    const document = parse(
      `{ site(id: 1) { ...F0 } } ${levels.join('\n')} fragment F40 on Site { latestDeployment { id } }`,
    );
    const before = performance.now();
    expect(await verdicts(guard, document, {}, viewers.billing)).toHaveLength(1);
    expect(performance.now() - before).toBeLessThan(500);
  });
});

/** Where in the text denied fields stand, in order. */
async function verdicts(
  guard: Guard,
  document: DocumentNode,
  variables: object,
  viewer: Viewer | null,
): Promise<number[]> {
  const checked = await guard.check({ document, operationName: null, variables: { ...variables }, viewer });
  if (checked.errors) throw checked.errors[0];
  return sorted(checked.denials.flatMap(({ nodes }) => nodes.map((node) => node.loc!.start)));
}

const sorted = (places: number[]) => [...new Set(places)].sort((a, b) => a - b);

/** The same question asked the slow way: every field, in every place, with no memory and none of the guard's code. */
function naiveAccess(supergraph: string) {
  const access = new Map<string, Record<string, unknown>>();
  for (const type of parse(supergraph).definitions) {
    if (type.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    note(type.name.value, type.directives);
    for (const field of type.fields ?? []) note(`${type.name.value}.${field.name.value}`, field.directives);
  }
  function note(coordinate: string, directives: readonly ConstDirectiveNode[] = []): void {
    const found = directives.find((directive) => directive.name.value === 'access');
    const given = found?.arguments?.map(({ name, value }) => [name.value, 'value' in value && value.value]);
    if (given) access.set(coordinate, Object.fromEntries(given));
  }
  const permits = (rule: Record<string, unknown> | undefined, viewer: Viewer | null) =>
    !rule || rule['public'] === true || (viewer !== null && viewer.scopes.includes(String(rule['scope'])));

  return (
    schema: GraphQLSchema,
    document: DocumentNode,
    variables: Record<string, unknown>,
    viewer: Viewer | null,
  ) => {
    const found: number[] = [];
    const valueOf = (node: any): any =>
      node.kind === Kind.VARIABLE
        ? variables[node.name.value]
        : node.kind === Kind.OBJECT
          ? Object.fromEntries(node.fields.map((field: any) => [field.name.value, valueOf(field.value)]))
          : node.value;

    function walk(set: SelectionSetNode, type: GraphQLObjectType): void {
      for (const node of set.selections) {
        const off = node.directives?.some(
          ({ name, arguments: args }) => valueOf(args![0]!.value) === (name.value === 'skip'),
        );
        if (off) continue;
        if (node.kind === Kind.FIELD) visit(node, type);
        else if (node.kind === Kind.INLINE_FRAGMENT) walk(node.selectionSet, type);
        else
          walk(
            (
              document.definitions.find(
                (d) => d.kind === Kind.FRAGMENT_DEFINITION && d.name.value === node.name.value,
              ) as any
            ).selectionSet,
            type,
          );
      }
    }
    function visit(node: FieldNode, type: GraphQLObjectType): void {
      if (node.name.value.startsWith('__')) return;
      const own = access.get(`${type.name}.${node.name.value}`);
      const reached = getNamedType(type.getFields()[node.name.value]!.type);
      const root = type.name === 'Query' || type.name === 'Mutation';
      let allowed = root && !own ? false : permits(own, viewer) && permits(access.get(reached.name), viewer);
      if (allowed && typeof own?.['tenant'] === 'string') {
        const args = Object.fromEntries(
          (node.arguments ?? []).map((argument) => [argument.name.value, valueOf(argument.value)]),
        );
        const asked = own['tenant'].split('.').reduce<any>((value, key) => value?.[key], args);
        allowed = asked == null || isStaff(viewer!) || asked === viewer!.customerId;
      }
      if (!allowed) found.push(node.loc!.start);
      if (node.selectionSet && isObjectType(reached)) walk(node.selectionSet, reached);
    }
    const operation = getOperationAST(document)!;
    walk(operation.selectionSet, schema.getRootType(operation.operation)!);
    return sorted(found);
  };
}

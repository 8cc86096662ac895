import { newId } from '@hosterizer/kit/ids';
import { member, staff } from '@hosterizer/kit/testing';
import { Create, Edit, Publish, Register, rootModule, setStage, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage?.close());

let count = 0;
/** A root module whose `configuration` is of this type, registered; its name. */
async function newRoot(
  configuration?: string,
  version = '1.0.0',
  name = `blueprints/shop-${(count += 1)}/aws`,
) {
  const input = { name, version, files: rootModule(configuration) };
  const { message, data } = await stage.ask(Register, { input });
  if (!data) throw new Error(message);
  return name;
}

const newName = () => `shop-${(count += 1)}`;

async function newBlueprint(more: object = {}, root?: string) {
  const name = newName();
  const roots = [{ cloudProvider: 'AWS', module: root ?? (await newRoot()) }];
  const answer = await stage.ask(Create, { input: { name, title: 'Shop', roots, ...more } });
  return { name, answer, draft: answer.data?.['createBlueprint'].draft };
}

async function newPublished(more: object = {}, root?: string): Promise<string> {
  const { name } = await newBlueprint(more, root);
  const { message, data } = await stage.ask(Publish, { name });
  if (!data) throw new Error(message);
  return name;
}

const Read = `query ($name: String!) { blueprint(name: $name) { name title published { id number configuration } } }`;

test('a draft takes its schema from its module, and what is published can be seen by customers', async () => {
  const configuration = { properties: { title: { title: 'Heading', maxLength: 20 } } };
  const { name, draft } = await newBlueprint({ configuration });
  expect(draft).toEqual({
    ...{ id: `${name}@1`, number: 1, status: 'DRAFT', problems: [] },
    configuration: {
      type: 'object',
      properties: { title: { type: 'string', title: 'Heading', maxLength: 20 } },
      ...{ required: ['title'], additionalProperties: false },
    },
  });
  const customer = stage.as(member(newId()));
  expect(await customer(Read, { name })).toMatchObject({ code: 'NOT_FOUND' });
  await stage.ask(Publish, { name });
  expect((await customer(Read, { name })).data!['blueprint'].published).toMatchObject({
    ...{ id: `${name}@1`, configuration: draft.configuration },
  });
});

test('what follows from the modules alone is told beside what the author says, whatever that is', async () => {
  const configuration = { properties: { title: { type: 'number', maximum: 3 }, colour: {} } };
  const { name } = await newBlueprint({ configuration });
  const Derived = `query ($name: String!) { blueprint(name: $name) { draft { derived } } }`;
  const { data } = await stage.ask(Derived, { name });
  expect(data!['blueprint'].draft.derived).toEqual({
    ...{ type: 'object', properties: { title: { type: 'string' } } },
    ...{ required: ['title'], additionalProperties: false },
  });
});

test('a customer sees no draft, neither by its blueprint nor as an entity', async () => {
  const name = await newPublished();
  await stage.ask(Edit, { input: { name, title: 'Secret plan' } });
  const customer = stage.as(member(newId()));
  expect((await customer(Read, { name })).data!['blueprint']).toMatchObject({ title: 'Shop' });
  const Entity = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on BlueprintVersion { title } } }`;
  const r = [1, 2].map((number) => ({ __typename: 'BlueprintVersion', id: `${name}@${number}` }));
  expect((await customer(Entity, { r })).data!['_entities']).toEqual([{ title: 'Shop' }, null]);
  expect((await stage.ask(Entity, { r })).data!['_entities']).toEqual([
    { title: 'Shop' },
    { title: 'Secret plan' },
  ]);
  for (const field of ['draft { id }', 'versions { id }', 'published { roots { cloudProvider } }'])
    expect(
      await customer(`query ($name: String!) { blueprint(name: $name) { ${field} } }`, { name }),
    ).toMatchObject({
      code: 'AUTHORIZATION_ERROR',
    });
});

describe('a draft that does not agree with its module says where, and is not published:', () => {
  test.each([
    ['another type', { title: { type: 'number' } }, 'configuration.title', 'takes a string'],
    ['a setting that there is not', { colour: {} }, 'configuration.colour', 'no such setting'],
  ])('%s', async (_what, properties, field, reason) => {
    const { name, draft } = await newBlueprint({ configuration: { type: 'object', properties } });
    const place = { file: expect.stringMatching(/variables\.tf$/), line: 8, field };
    expect(draft.problems).toEqual([{ ...place, reason: expect.stringContaining(reason) }]);
    const refused = await stage.ask(Publish, { name });
    expect(refused).toMatchObject({ code: 'VALIDATION_ERROR', details: place });
    expect(refused.message).toContain('variables.tf, line 8: ');
  });

  test('what another of its modules lacks', async () => {
    const roots = [
      { cloudProvider: 'AWS', module: await newRoot('object({ title = string, zone = string })') },
      { cloudProvider: 'AZURE', module: await newRoot('object({ title = string })') },
    ];
    const { draft } = await newBlueprint({ roots });
    expect(draft.problems).toMatchObject([
      { field: 'configuration.zone', reason: expect.stringContaining('needs it') },
    ]);
    expect(Object.keys(draft.configuration.properties)).toEqual(['title']);
  });

  test.each([
    ['no JSON Schema', { type: 'castle' }, 'configuration.type'],
    ['another draft of it', { $schema: 'http://json-schema.org/draft-07/schema#' }, 'configuration.$schema'],
    ['a pattern that is none', { properties: { title: { pattern: '(' } } }, 'configuration'],
    ['a reference to elsewhere', { properties: { title: { $ref: 'https://x.test/y' } } }, 'configuration'],
  ])('%s', async (_what, configuration, field) => {
    const { name, draft } = await newBlueprint({ configuration });
    expect(draft.problems).toEqual([{ file: null, line: null, field, reason: expect.any(String) }]);
    expect(await stage.ask(Publish, { name })).toMatchObject({ details: { field } });
  });

  test('no module', async () => {
    const { draft } = await newBlueprint({ roots: [] });
    expect(draft.problems).toMatchObject([{ field: 'roots' }]);
  });
});

describe('createBlueprint refuses', () => {
  const root = { cloudProvider: 'AWS', module: 'blueprints/website/aws' };
  test.each([
    [
      'a module that there is not',
      { roots: [{ ...root, module: 'blueprints/nothing/aws' }] },
      'roots.0.module',
    ],
    ['a module that is no root', { roots: [{ ...root, module: 'modules/aws/site' }] }, 'roots.0.module'],
    ['a version that there is not', { roots: [{ ...root, version: '9.9.9' }] }, 'roots.0.version'],
    ['two of one provider', { roots: [root, root] }, 'roots.1.cloudProvider'],
    ['a name that is none', { name: 'My shop' }, 'name'],
    ['a title that is empty', { title: ' ' }, 'title'],
    ['a configuration that is no object', { configuration: [] }, 'configuration'],
  ])('%s', async (_what, more, field) => {
    const { answer } = await newBlueprint(more);
    expect(answer).toMatchObject({ code: 'VALIDATION_ERROR', details: { field } });
  });

  test('a name that is taken', async () => {
    const { answer } = await newBlueprint({ name: 'website' });
    expect(answer).toMatchObject({ code: 'CONFLICT' });
  });
});

test('editing a published version begins the next one, and the published one stays as it is', async () => {
  const root = await newRoot();
  const name = await newPublished({ notes: 'The first.' }, root);
  await newRoot('object({ title = string, size = optional(number, 1) })', '1.1.0', root);
  const first = await stage.ask(Edit, { input: { name, title: 'Shop 2' } });
  // The module's version is chosen, and does not move by itself.
  expect(first.data!['editBlueprint'].draft).toMatchObject({
    ...{ id: `${name}@2`, title: 'Shop 2', notes: '', roots: [{ module: { version: '1.0.0' } }] },
  });
  const roots = [{ cloudProvider: 'AWS', module: root }];
  const { data } = await stage.ask(Edit, { input: { name, roots } });
  expect(data!['editBlueprint'].draft).toMatchObject({
    ...{ id: `${name}@2`, title: 'Shop 2', roots: [{ module: { version: '1.1.0' } }] },
    configuration: { properties: { title: {}, size: { type: 'number', default: 1 } } },
  });
  expect((await stage.ask(Read, { name })).data!['blueprint'].published.number).toBe(1);
  const published = await stage.ask(Publish, { name });
  expect(published.data!['publishBlueprint']).toMatchObject({
    title: 'Shop 2',
    published: { number: 2 },
    draft: null,
  });
  expect(await stage.ask(Publish, { name })).toMatchObject({ code: 'CONFLICT' });

  const client = await stage.world.owner.connect();
  await client.query('set role hosterizer_app');
  await expect(
    client.query(`update registry.blueprint_version set title = 'Other' where id = $1`, [`${name}@1`]),
  ).rejects.toThrow('does not change');
  await client.query('reset role');
  client.release();
});

test('a clone is a draft of its own with the same modules and configuration', async () => {
  const Clone = `mutation ($input: CloneBlueprintInput!) {
    cloneBlueprint(input: $input) { name title draft { id authored cloudProviders } }
  }`;
  const name = newName();
  const { data } = await stage.ask(Clone, { input: { name, from: 'website', title: 'Our website' } });
  expect(data!['cloneBlueprint']).toMatchObject({
    ...{ name, title: 'Our website' },
    draft: {
      id: `${name}@1`,
      authored: { required: ['title'] },
      cloudProviders: ['AWS', 'AZURE', 'GCP', 'DIGITALOCEAN', 'AKAMAI', 'LOCAL'],
    },
  });
  expect((await stage.ask(Publish, { name })).data).toBeTruthy();
  expect(
    await stage.ask(Clone, { input: { name: newName(), from: 'website', version: 99, title: 'x' } }),
  ).toMatchObject({
    code: 'NOT_FOUND',
  });
  expect(await stage.ask(Clone, { input: { name, from: 'website', title: 'x' } })).toMatchObject({
    code: 'CONFLICT',
  });
});

test('a draft can be taken back, and a blueprint that was nothing else is gone', async () => {
  const Discard = `mutation ($name: String!) { discardBlueprintDraft(name: $name) { name draft { id } } }`;
  const { name: young } = await newBlueprint();
  expect((await stage.ask(Discard, { name: young })).data).toEqual({ discardBlueprintDraft: null });
  expect(await stage.ask(Read, { name: young })).toMatchObject({ code: 'NOT_FOUND' });
  const name = await newPublished();
  expect(await stage.ask(Discard, { name })).toMatchObject({ code: 'CONFLICT' });
  await stage.ask(Edit, { input: { name, title: 'Other' } });
  expect((await stage.ask(Discard, { name })).data).toEqual({ discardBlueprintDraft: { name, draft: null } });
});

test('a version that is deprecated is not offered; the one before is again', async () => {
  const Deprecate = `mutation ($input: DeprecateBlueprintInput!) {
    deprecateBlueprint(input: $input) { published { number } versions { number status deprecationReason } }
  }`;
  const name = await newPublished();
  await stage.ask(Edit, { input: { name, title: 'Other' } });
  const input = { name, version: 2, reason: 'It is slow.' };
  expect(await stage.ask(Deprecate, { input })).toMatchObject({ code: 'CONFLICT' });
  await stage.ask(Publish, { name });
  const { data } = await stage.ask(Deprecate, { input });
  expect(data!['deprecateBlueprint']).toEqual({
    published: { number: 1 },
    versions: [
      { number: 2, status: 'DEPRECATED', deprecationReason: 'It is slow.' },
      { number: 1, status: 'PUBLISHED', deprecationReason: null },
    ],
  });
  expect(await stage.ask(Deprecate, { input: { ...input, version: 9 } })).toMatchObject({
    code: 'NOT_FOUND',
  });
  expect(await stage.ask(Deprecate, { input: { ...input, reason: ' ' } })).toMatchObject({
    details: { field: 'reason' },
  });
});

test('each change writes one entry into the audit log, of the version that it changed', async () => {
  const name = await newPublished();
  await stage.ask(Edit, { input: { name, title: 'Other' } });
  await stage.ask(Edit, { input: { name, title: 'Another' } });
  const operations = async (number: number) =>
    (await stage.world.deedsAt(`${name}@${number}`)).map(({ operation }) => operation);
  expect(await operations(1)).toEqual(['createBlueprint', 'publishBlueprint']);
  expect(await operations(2)).toEqual(['editBlueprint', 'editBlueprint']);
});

test('a module version tells which versions of blueprints are built by it', async () => {
  const root = await newRoot();
  const name = await newPublished({}, root);
  const { data } = await stage.ask(
    `query ($name: String!) { module(name: $name) { newest { usedBy { id status } } } }`,
    { name: root },
  );
  expect(data!['module'].newest.usedBy).toEqual([{ id: `${name}@1`, status: 'PUBLISHED' }]);
});

test('blueprints are written by administrators alone', async () => {
  for (const viewer of [staff('support'), member(newId())])
    expect(await stage.as(viewer)(Publish, { name: 'website' })).toMatchObject({
      code: 'AUTHORIZATION_ERROR',
    });
});

test('a transaction of a customer’s cannot write what is everybody’s', async () => {
  const client = await stage.world.owner.connect();
  await client.query(
    `begin; set local role hosterizer_app; set local app.current_customer_id = '${newId()}'`,
  );
  await expect(
    client.query(`insert into registry.bundle (digest, content) values (repeat('a', 64), '')`),
  ).rejects.toThrow('row-level security');
  await client.query('rollback');
  client.release();
});

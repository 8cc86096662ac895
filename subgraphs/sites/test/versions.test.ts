/** Which version of its blueprint a site is made of, and where it can stand. */
import { member, staff } from '@hosterizer/kit/testing';
import { Add, idOf, makePlace, newSite, Update, type Place } from './orders.ts';

let place: Place;
beforeAll(async () => {
  place = await makePlace();
});
afterAll(() => place?.close());

let count = 0;
/** Publishes the next version of a blueprint, whose configuration needs these; its name. */
async function publish(
  required: string[] = ['title'],
  { name = `shop-${(count += 1)}`, status = 'PUBLISHED' }: { name?: string; status?: string } = {},
): Promise<string> {
  const schema = {
    type: 'object',
    properties: Object.fromEntries(required.map((key) => [key, { type: 'string' }])),
    required,
  };
  await place.world.owner.query(
    `insert into registry.blueprint_version
       (id, blueprint, number, status, title, description, roots, configuration, schema, notes, published_at)
     select $1 || '@' || next.number, $1, next.number, $3, 'Shop', '', roots, $2, $2, '', now()
     from registry.blueprint_version,
       (select coalesce(max(number), 0) + 1 as number from registry.blueprint_version where blueprint = $1) as next
     where id = 'website@1'`,
    [name, schema, status],
  );
  return name;
}

const Read = `query ($id: ID!) { site(id: $id) { blueprintVersion { id } configuration } }`;
const versionOf = async ({ ask, id }: Awaited<ReturnType<typeof newSite>>) =>
  (await ask(Read, { id })).data!['site'].blueprintVersion?.id;

test('a new site is made of the newest version that is published, and stays at it', async () => {
  const blueprint = await publish();
  await publish(['title', 'logo'], { name: blueprint });
  await publish(['other'], { name: blueprint, status: 'DEPRECATED' });
  const site = await newSite(place, { blueprint, configuration: { title: 'x', logo: 'y' } });
  expect(await versionOf(site)).toBe(`${blueprint}@2`);
  await publish(['title', 'colour'], { name: blueprint });
  expect(await versionOf(site)).toBe(`${blueprint}@2`);
  // What is changed is checked against the version that the site has.
  const configuration = { title: 'z', logo: 'y' };
  expect((await site.ask(Update, { input: { id: site.id, configuration } })).data).toBeTruthy();
});

test('a site is moved to another version with a configuration that this one takes', async () => {
  const blueprint = await publish();
  const site = await newSite(place, { blueprint, configuration: { title: 'x' } });
  await publish(['title', 'logo'], { name: blueprint });
  const update = (input: object) => site.ask(Update, { input: { id: site.id, ...input } });
  expect(await update({ blueprintVersion: 2 })).toMatchObject({
    ...{ code: 'VALIDATION_ERROR', details: { field: 'configuration.logo' } },
  });
  expect(await update({ blueprintVersion: 9 })).toMatchObject({ details: { field: 'blueprintVersion' } });
  await update({ blueprintVersion: 2, configuration: { title: 'x', logo: 'y' } });
  expect(await versionOf(site)).toBe(`${blueprint}@2`);
  const [, told] = await place.world.deedsAt(site.id);
  expect(told).toMatchObject({ before: { blueprintVersion: 1 }, after: { blueprintVersion: 2 } });
});

test('a version that is deprecated is not chosen, and a site that has it can still be changed', async () => {
  const blueprint = await publish();
  const site = await newSite(place, { blueprint, configuration: { title: 'x' } });
  await publish(['title'], { name: blueprint, status: 'DEPRECATED' });
  const update = (input: object) => site.ask(Update, { input: { id: site.id, ...input } });
  expect(await update({ blueprintVersion: 2 })).toMatchObject({ details: { field: 'blueprintVersion' } });
  await place.world.owner.query(
    `update registry.blueprint_version set status = 'DEPRECATED' where blueprint = $1`,
    [blueprint],
  );
  expect((await update({ configuration: { title: 'y' } })).data).toBeTruthy();
  expect((await update({ blueprintVersion: 1 })).data).toBeTruthy();
});

test('another environment is made of the same version', async () => {
  const blueprint = await publish();
  const site = await newSite(place, { blueprint, configuration: { title: 'x' } });
  await publish(['title', 'logo'], { name: blueprint });
  const id = await idOf(site.ask, 'addEnvironment', Add, { siteId: site.id, environment: 'STAGING' });
  expect(await versionOf({ ...site, id })).toBe(`${blueprint}@1`);
});

test('staff see which sites are made of a version and whose they are; a customer sees its own', async () => {
  const blueprint = await publish();
  const configuration = { title: 'x' };
  const [mine, other] = [
    await newSite(place, { blueprint, configuration }),
    await newSite(place, { blueprint, configuration }),
  ];
  const second = await idOf(other.ask, 'addEnvironment', Add, { siteId: other.id, environment: 'STAGING' });
  const entity = (fields: string) =>
    `query ($r: [_Any!]!) { _entities(representations: $r) { ... on BlueprintVersion { ${fields} } } }`;
  const r = [1, 2].map((number) => ({ __typename: 'BlueprintVersion', id: `${blueprint}@${number}` }));
  const Sites = entity('sites(first: 10) { edges { node { id } } }');
  const idsIn = ({ sites }: any) => sites.edges.map(({ node }: any) => node.id);
  const seen = (await place.as(staff())(Sites, { r })).data!['_entities'];
  expect(seen.map(idsIn)).toEqual([[second, other.id, mine.id], []]);
  expect((await mine.ask(Sites, { r })).data!['_entities'].map(idsIn)).toEqual([[mine.id], []]);
  const Of = `query ($filter: SiteFilter) { sites(first: 10, filter: $filter) { edges { node { id } } } }`;
  const filter = { blueprintVersion: `${blueprint}@1`, customerId: other.customerId };
  expect(idsIn((await place.as(staff())(Of, { filter })).data!)).toEqual([second, other.id]);
  for (const none of [`${blueprint}@2`, blueprint, '@1'])
    expect(idsIn((await place.as(staff())(Of, { filter: { blueprintVersion: none } })).data!)).toEqual([]);
  const Count = entity('siteCount');
  expect((await place.as(staff('support'))(Count, { r })).data!['_entities']).toEqual([
    { siteCount: 3 },
    { siteCount: 0 },
  ]);
  expect(await mine.ask(Count, { r })).toMatchObject({ code: 'AUTHORIZATION_ERROR' });

  const Customers = entity('customers { customer { id } sites }');
  const { data } = await place.as(staff('support'))(Customers, { r });
  expect(data!['_entities']).toEqual([
    {
      customers: [
        { customer: { id: other.customerId }, sites: 2 },
        { customer: { id: mine.customerId }, sites: 1 },
      ],
    },
    { customers: [] },
  ]);
  expect(await mine.ask(Customers, { r })).toMatchObject({ code: 'AUTHORIZATION_ERROR' });
});

test('every provider says its regions and sizes, where that is from, and whether there is a blueprint for it', async () => {
  const { data } = await place.as(member(await place.world.customer()))(
    `{ cloudOfferings { cloudProvider title available source date regions { name } sizes { name compute database cpus memoryGb } } }`,
  );
  const offerings = data!['cloudOfferings'];
  expect(offerings.map(({ cloudProvider }: any) => cloudProvider)).toEqual([
    ...['LOCAL', 'AWS', 'AZURE', 'GCP', 'DIGITALOCEAN', 'AKAMAI'],
  ]);
  for (const { sizes, regions, available } of offerings) {
    expect(sizes.map(({ name }: any) => name)).toEqual(['SMALL', 'MEDIUM', 'LARGE']);
    expect([regions.length > 0, available]).toEqual([true, true]);
  }
  expect(offerings[1]).toMatchObject({
    source: expect.stringMatching(/^https:/),
    date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
    sizes: [{ compute: 't3.micro', database: 'db.t3.small', cpus: 2, memoryGb: 1 }, {}, {}],
  });
  await place.world.owner.query(
    `update registry.blueprint_version set status = 'DEPRECATED' where blueprint <> 'static-site'`,
  );
  const { data: fewer } = await place.as(staff())(`{ cloudOfferings { cloudProvider available } }`);
  expect(fewer!['cloudOfferings'].filter(({ available }: any) => available)).toEqual([
    { cloudProvider: 'AWS', available: true },
    { cloudProvider: 'AZURE', available: true },
    { cloudProvider: 'GCP', available: true },
  ]);
});

test('a size that the provider does not have is refused at it', async () => {
  const { checkPlace, readCatalogue } = await import('../src/catalogue.ts');
  const [, aws] = readCatalogue();
  const small = [{ ...aws!, sizes: aws!.sizes.slice(0, 1) }];
  const asked = { cloudProvider: 'AWS', region: 'eu-central-1' } as const;
  expect(() => checkPlace(small, { ...asked, instanceSize: 'SMALL' })).not.toThrow();
  expect(() => checkPlace(small, { ...asked, instanceSize: 'LARGE' })).toThrow(
    'instanceSize: Amazon Web Services has no size LARGE',
  );
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lackAt } from '../src/new-site/connections.ts';
import { byContinent, continentOf, searched } from '../src/new-site/continents.ts';
import {
  emptyDraft,
  firstStepWith,
  orderOf,
  reachable,
  readDraft,
  stepProblems,
  type Draft,
} from '../src/new-site/draft.ts';
import { offersOf, whyNot } from '../src/new-site/offers.ts';
import { memoryOf, powerOf } from '../src/new-site/sizes.ts';

const root = join(__dirname, '../..');
const catalogue: Record<string, { regions: Record<string, string> }> = JSON.parse(
  readFileSync(join(root, 'terraform/catalogue.json'), 'utf8'),
);
const regionsOf = (provider: string) =>
  Object.entries(catalogue[provider]!.regions).map(([name, title]) => ({ name, title }));

describe('regions', () => {
  test('of every provider are on a continent', () => {
    const lost = Object.keys(catalogue)
      .flatMap(regionsOf)
      .filter(({ name }) => continentOf(name) === 'Elsewhere');
    expect(lost).toEqual([]);
  });

  test.each([
    ['aws', 'eu-central-2', 'Europe'],
    ['aws', 'il-central-1', 'Middle East'],
    ['azure', 'southcentralus', 'North America'],
    ['azure', 'centralindia', 'Asia and Pacific'],
    ['azure', 'southafricanorth', 'Africa'],
    ['gcp', 'northamerica-south1', 'North America'],
    ['gcp', 'southamerica-east1', 'South America'],
    ['gcp', 'me-west1', 'Middle East'],
    ['digitalocean', 'sgp1', 'Asia and Pacific'],
    ['digitalocean', 'fra1', 'Europe'],
    ['akamai', 'br-gru', 'South America'],
    ['akamai', 'in-bom-2', 'Asia and Pacific'],
  ])('at %s, %s is in %s', (provider, name, continent) => {
    expect(regionsOf(provider).map((region) => region.name)).toContain(name);
    expect(continentOf(name)).toBe(continent);
  });

  test('are each in one group, and found by name, title and continent', () => {
    const all = regionsOf('azure');
    expect(byContinent(all).flatMap(({ regions }) => regions)).toHaveLength(all.length);
    expect(searched(all, ' EUROPE  west ').map(({ name }) => name)).toContain('westeurope');
    expect(searched(regionsOf('aws'), 'frankfurt')).toEqual([{ name: 'eu-central-1', title: 'Frankfurt' }]);
    expect(searched(all, 'atlantis')).toEqual([]);
  });
});

const version = (name: string, cloudProviders: string[], properties: object, required: string[] = []) => ({
  name,
  published: {
    id: `${name}@1`,
    number: 1,
    title: name,
    description: '',
    configuration: { type: 'object', properties, required },
    cloudProviders,
  },
});
const offering = (cloudProvider: string, regions: string[], available = true) => ({
  cloudProvider,
  title: cloudProvider,
  available,
  source: null,
  date: null,
  regions: regions.map((name) => ({ name, title: name })),
  sizes: [{ name: 'SMALL', compute: 'x', database: null, cpus: 1, memoryGb: 1 }],
});
const offers = offersOf({
  blueprints: [
    version('app', ['AWS'], { image: { type: 'string' } }, ['image']),
    { name: 'draft', published: null },
    version(
      'website',
      ['LOCAL', 'AWS'],
      { title: { type: 'string' }, body: { type: 'string', default: '' } },
      ['title'],
    ),
  ],
  cloudOfferings: [
    offering('LOCAL', ['local']),
    offering('AWS', ['eu-central-1', 'us-east-1']),
    offering('AZURE', ['westeurope'], false),
  ],
} as never);
const order = (part: Partial<Draft>) => orderOf({ ...emptyDraft, ...part }, offers)!;
const said = { name: 'Shop', configurations: { website: { title: 'Shop' } } };

describe('a draft', () => {
  test('begins with what can stand on this machine, and with the defaults of its blueprint', () => {
    expect(offers.blueprints.map(({ name }) => name)).toEqual(['website', 'app']);
    expect(order({})).toMatchObject({ chosen: { name: 'website' }, configuration: { body: '' } });
    expect(orderOf(emptyDraft, { ...offers, blueprints: [] })).toBeNull();
  });

  test('keeps what was typed for one blueprint while another is looked at', () => {
    expect(order({ ...said, blueprint: 'app' }).configuration).toEqual({});
    expect(order({ ...said, blueprint: 'website' }).configuration).toEqual({ title: 'Shop' });
  });

  test('does not get past a step that is not done', () => {
    expect(stepProblems('contents', order({}))).toEqual({
      name: 'Give it a name.',
      'configuration.title': 'Is required.',
    });
    expect(reachable('review', order({}))).toBe('contents');
    expect(reachable('review', order(said))).toBe('where');
    const here = { ...said, cloudProvider: 'LOCAL', region: 'local' } as const;
    expect(reachable('review', order(here))).toBe('review');
    expect(reachable('what', order(here))).toBe('what');
    expect(reachable('review', order({ ...here, instanceSize: 'LARGE' }))).toBe('size');
  });

  test('wants a place where its blueprint can stand, and a region that is there', () => {
    const at = (cloudProvider: 'LOCAL' | 'AWS' | 'AZURE', region: string, blueprint = 'website') =>
      stepProblems('where', order({ blueprint, cloudProvider, region }));
    expect(at('AWS', 'eu-central-1')).toEqual({});
    expect(at('AWS', 'local')).toEqual({ region: 'Choose a region.' });
    expect(at('AZURE', 'westeurope')).toEqual({ cloudProvider: 'Choose where it should stand.' });
    expect(at('LOCAL', 'local', 'app')).toEqual({ cloudProvider: 'Choose where it should stand.' });
  });

  test('says why somewhere it cannot be', () => {
    const [website, app] = offers.blueprints;
    const [local, aws, azure] = offers.offerings;
    expect(whyNot(website!, local!)).toBeNull();
    expect(whyNot(app!, local!)).toBe('app cannot stand here');
    expect(whyNot(app!, aws!)).toBeNull();
    const everywhere = { ...website!, version: { ...website!.version, cloudProviders: ['AZURE' as const] } };
    expect(whyNot(everywhere, azure!)).toBe('Not set up on this installation');
  });

  test('leads to the step of the field that the platform names', () => {
    expect(firstStepWith({ 'configuration.title': 'x' })).toBe('contents');
    expect(firstStepWith({ region: 'x' })).toBe('where');
    expect(firstStepWith({ instanceSize: 'x' })).toBe('size');
    expect(firstStepWith({ blueprint: 'x' })).toBe('what');
    expect(firstStepWith({})).toBeUndefined();
  });

  test('is read as it was kept, and anything else is an empty one', () => {
    const draft = { ...emptyDraft, ...said };
    expect(readDraft(JSON.stringify(draft))).toEqual(draft);
    for (const text of [null, '', '{', '7', '{"title":"of before"}'])
      expect(readDraft(text)).toBe(emptyDraft);
  });
});

test('a cloud lacks what its credential lacks, and nothing that is not known', () => {
  const credential = (cloudProvider: 'AWS' | 'GCP' | 'AZURE', status: 'VALID' | 'REFUSED' | 'UNCHECKED') => ({
    ...{ cloudProvider, status },
  });
  const known = [credential('AWS', 'VALID'), credential('GCP', 'REFUSED'), credential('AZURE', 'UNCHECKED')];
  expect(lackAt(known, 'AWS')).toBeNull();
  expect(lackAt(known, 'AZURE')).toBeNull();
  expect(lackAt(known, 'GCP')).toBe('Refused');
  expect(lackAt(known, 'AKAMAI')).toBe('Not connected');
  expect(lackAt(known, 'LOCAL')).toBeNull();
  expect(lackAt(null, 'AKAMAI')).toBeNull();
});

test('sizes are told as one reads them', () => {
  expect(powerOf({ cpus: 1, memoryGb: 1.75 })).toBe('1 CPU, 1.75 GB');
  expect(powerOf({ cpus: null, memoryGb: 0.032 })).toBe('32 MB');
  expect(memoryOf(0.5)).toBe('0.5 GB');
});

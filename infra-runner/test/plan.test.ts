import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describePlan, readPlan, type PlanPurpose } from '../src/plan.ts';
import { makeMask } from '../src/redact.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'hosterizer-plan-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const secret = 'correct horse battery';
const mask = makeMask({ declared: [secret], guessed: [] });
const head = { lineage: 'l', serial: 7 };

function read(shown: object | string, purpose: PlanPurpose = 'change') {
  const path = join(folder, 'plan.json');
  writeFileSync(path, typeof shown === 'string' ? shown : JSON.stringify(shown));
  return readPlan(path, { purpose, head, mask });
}

const resource = (address: string, actions: string[], change: object = {}) => ({
  address,
  mode: 'managed',
  change: { actions, before: null, after: {}, after_unknown: {}, ...change },
});
const brief = ({ resources }: Awaited<ReturnType<typeof read>>) =>
  resources.map(({ address, action }) => `${action} ${address}`);

test('a plan is counted as Terraform counts it, and names the state that it was made from', async () => {
  const plan = await read({
    format_version: '1.2',
    prior_state: { values: { resource_changes: [resource('elsewhere', ['create'])] } },
    resource_changes: [
      resource('a', ['create']),
      resource('b', ['update']),
      resource('c', ['delete']),
      resource('d', ['delete', 'create']),
      resource('e["x]}\\""]', ['create', 'delete']),
      resource('f', ['no-op']),
      resource('g', ['read']),
    ],
    configuration: {},
  });
  expect(plan).toMatchObject({
    lineage: 'l',
    serial: '7',
    add: 3,
    change: 1,
    destroy: 3,
    resourcesLeftOut: 0,
  });
  expect(brief(plan)).toEqual([
    'CREATE a',
    'UPDATE b',
    'DELETE c',
    'REPLACE d',
    'REPLACE e["x]}\\""]',
    'READ g',
  ]);
  expect(describePlan(plan, 'change')).toBe('Plan: 3 to add, 1 to change, 3 to destroy.');
  expect(describePlan(await read({}), 'change')).toBe('Plan: nothing to change.');
});

test('each attribute is told with what it was and will be, and why its resource is replaced', async () => {
  const plan = await read({
    resource_changes: [
      {
        ...resource('a', ['delete', 'create'], {
          before: {
            id: 'i',
            size: 1,
            tags: { env: 'old', 'a b': 'x' },
            ports: [80, 81],
            same: [{}],
            gone: 'g',
          },
          after: { size: 2, tags: { env: 'new', 'a b': 'x' }, ports: [80], same: [{}], gone: null },
          after_unknown: { id: true, tags: {}, ports: [false] },
          before_sensitive: {},
          after_sensitive: {},
          replace_paths: [['size'], ['tags', 'env']],
        }),
        action_reason: 'replace_because_cannot_update',
      },
    ],
  });
  const plain = { sensitive: false, unknown: false, replaces: false };
  expect(plan.resources[0]).toEqual({
    address: 'a',
    action: 'REPLACE',
    reason: 'replace_because_cannot_update',
    changes: [
      { ...plain, path: 'id', before: 'i', after: null, unknown: true },
      { ...plain, path: 'size', before: 1, after: 2, replaces: true },
      { ...plain, path: 'tags.env', before: 'old', after: 'new', replaces: true },
      { ...plain, path: 'ports[1]', before: 81, after: null },
      { ...plain, path: 'gone', before: 'g', after: null },
    ],
  });
});

test('what is declared sensitive, sounds secret or holds a known secret leaves no trace', async () => {
  const plan = await read({
    resource_changes: [
      resource(`x["${secret}"]`, ['update'], {
        before: { a: 'one', list: [{ b: 'two' }], db_password: 'three', text: 'plain', kept: `=${secret}=` },
        after: {
          ...{
            a: 'ONE',
            list: [{ b: 'TWO' }],
            db_password: 'THREE',
            text: `a ${secret} b`,
            kept: `=${secret}=`,
          },
          [`with ${secret}`]: 1,
        },
        before_sensitive: { a: true, list: [{ b: true }] },
        after_sensitive: { a: true, list: true },
      }),
    ],
  });
  expect(JSON.stringify(plan)).not.toMatch(/one|two|three|correct/i);
  expect(plan.resources[0]!.address).toBe('x["***"]');
  expect(plan.resources[0]!.changes).toEqual([
    expect.objectContaining({ path: 'a', before: null, after: null, sensitive: true }),
    expect.objectContaining({ path: 'list', sensitive: true, before: null, after: null }),
    expect.objectContaining({ path: 'db_password', sensitive: true, before: null, after: null }),
    expect.objectContaining({ path: 'text', before: 'plain', after: 'a *** b', sensitive: false }),
    expect.objectContaining({ path: '["with ***"]', before: null, after: 1 }),
  ]);
});

test('values, attributes, resources and the document are bounded, and all are counted', async () => {
  const wide = Object.fromEntries(
    Array.from({ length: 300 }, (_, index) => [`k${index}`, 'v'.repeat(9_000)]),
  );
  const plan = await read({
    resource_changes: [
      resource('wide', ['create'], { after: wide }),
      ...Array.from({ length: 2_100 }, (_, index) =>
        resource(`r${index}`, ['create'], { after: { text: 'x'.repeat(4_000) } }),
      ),
    ],
  });
  expect(plan).toMatchObject({ add: 2_101, resourcesLeftOut: 101 });
  expect(plan.resources).toHaveLength(2_000);
  const [first] = plan.resources;
  expect(first!.changes).toHaveLength(200);
  expect(first!.changes[0]!.after).toHaveLength(4_096);
  expect(Buffer.byteLength(JSON.stringify(plan))).toBeLessThan(8 * 1024 * 1024);
  expect(plan.resources.at(-1)!.changes).toEqual([]);
});

test('an account of a plan that is far larger than the memory meant for it is read element by element', async () => {
  const path = join(folder, 'plan.json');
  const filler = JSON.stringify('y'.repeat(1024 * 1024));
  const state = Array.from({ length: 60 }, () => filler).join(',');
  const huge = `{"address":"huge","change":{"actions":["update"],"before":{"a":"${'z'.repeat(20 * 1024 * 1024)}"}}}`;
  const small = JSON.stringify(resource('small', ['create']));
  writeFileSync(
    path,
    `{"prior_state":{"x":[${state}]},"resource_changes":[${small},${huge},${small}],"end":[${filler}]}`,
  );
  const before = process.memoryUsage().rss;
  const plan = await readPlan(path, { purpose: 'change', head: null, mask });
  expect(plan).toMatchObject({ lineage: null, serial: null, add: 2, change: 1 });
  expect(brief(plan)).toEqual(['CREATE small', 'UPDATE huge', 'CREATE small']);
  expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
});

const drifted = {
  resource_drift: [
    resource('gone', ['delete'], { before: { a: 1 }, after: null }),
    resource('edited', ['update'], { before: { a: 1 }, after: { a: 2 } }),
  ],
  resource_changes: [
    resource('gone', ['create']),
    resource('edited', ['update'], { before: { a: 2 }, after: { a: 1 } }),
    resource('dead', ['delete', 'create']),
    resource('looked', ['read']),
    resource('well', ['no-op']),
  ],
};

test('drift is what exists otherwise, and what would have to be made anew', async () => {
  const plan = await read(drifted, 'drift');
  expect(brief(plan)).toEqual(['DELETE gone', 'UPDATE edited', 'REPLACE dead']);
  expect(plan.resources[1]!.changes).toEqual([expect.objectContaining({ path: 'a', before: 1, after: 2 })]);
});

test('a plan that only takes over what exists changes nothing that exists', async () => {
  const plan = await read(drifted, 'refresh');
  expect(plan).toMatchObject({ add: 0, change: 0, destroy: 0 });
  expect(brief(plan)).toEqual(['DELETE gone', 'UPDATE edited']);
  expect(describePlan(plan, 'refresh')).toBe('Plan: the state takes over what exists of 2 resources.');
});

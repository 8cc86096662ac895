import { countResources, diffStates, parseState, withSerial } from '../src/state-document.ts';
import { stateOf } from './state-stage.ts';

const change = (path: string, before: unknown, after: unknown) => ({
  ...{ path, before, after, sensitive: false, unknown: false, replaces: false },
});
const masked = (path: string) => ({ ...change(path, null, null), sensitive: true });

/** A state of one resource. */
const one = (attributes: object, sensitive: string[][] = []) =>
  stateOf(1, [{ name: 'page', attributes, sensitive }]);

const changesBetween = (before: Buffer, after: Buffer) => diffStates(before, after)[0]?.changes;

describe('parseState', () => {
  test('takes whatever has a lineage and a serial, and nothing else', () => {
    expect(parseState(stateOf(7))).toMatchObject({ lineage: 'line', serial: 7 });
    for (const text of ['', '[]', 'null', '{}', '{"lineage":"l"}', '{"lineage":"l","serial":"1"}', '{'])
      expect(parseState(Buffer.from(text))).toBeNull();
  });
});

test('resources are counted one by one, and those left out that Terraform only looks at', () => {
  const instances = [{ index_key: 0 }, { index_key: 1 }];
  const state = {
    ...{ lineage: 'l', serial: 1 },
    resources: [
      { mode: 'managed', type: 'a', name: 'b', instances },
      { mode: 'data', type: 'a', name: 'c', instances },
      { mode: 'managed', type: 'a', name: 'd', instances: [{}] },
    ],
  };
  expect(countResources(parseState(Buffer.from(JSON.stringify(state)))!)).toBe(3);
});

describe('diffStates', () => {
  test('tells what was added, removed and changed, by Terraform’s own addresses', () => {
    const state = (resources: object[]) =>
      Buffer.from(JSON.stringify({ lineage: 'l', serial: 1, resources }));
    const resource = (name: string, instances: object[], module?: string) => ({
      ...{ ...(module && { module }), mode: 'managed', type: 'web', name, instances },
    });
    const before = state([
      resource('page', [{ index_key: 0, attributes: { title: 'A' } }], 'module.site["a"]'),
      resource('gone', [{ attributes: { id: '1' } }]),
      resource('same', [{ attributes: { id: '2' } }]),
    ]);
    const after = state([
      resource('page', [{ index_key: 0, attributes: { title: 'B' } }], 'module.site["a"]'),
      resource('same', [{ attributes: { id: '2' } }]),
      resource('new', [{ index_key: 'x"y', attributes: { id: '3' } }]),
      { ...resource('looked_at', [{ attributes: { id: '4' } }]), mode: 'data' },
    ]);
    expect(diffStates(before, after)).toEqual([
      {
        address: 'module.site["a"].web.page[0]',
        action: 'UPDATE',
        changes: [change('title', 'A', 'B')],
      },
      { address: 'web.gone', action: 'DELETE', changes: [change('id', '1', null)] },
      { address: 'web.new["x\\"y"]', action: 'CREATE', changes: [change('id', null, '3')] },
    ]);
    expect(diffStates(before, before)).toEqual([]);
  });

  test('against nothing, everything is new', () => {
    const state = one({ id: '1' });
    expect(diffStates(null, state)).toMatchObject([{ action: 'CREATE' }]);
    expect(diffStates(state, null)).toMatchObject([{ action: 'DELETE' }]);
    expect(diffStates(null, null)).toEqual([]);
  });

  test('masks what Terraform calls sensitive, and everything within it', () => {
    const sensitive = [['login'], ['tags', 'a key']];
    const before = one({ login: { user: 'ada' }, tags: { 'a key': 'swordfish' } }, sensitive);
    const after = one({ login: { user: 'bob' }, tags: { 'a key': 'halibut' } }, sensitive);
    expect(changesBetween(before, after)).toEqual([masked('login'), masked('tags["a key"]')]);
    // One of the two states is enough to know.
    const unmarked = one({ login: { user: 'bob' }, tags: { 'a key': 'halibut' } });
    expect(changesBetween(before, unmarked)).toEqual([masked('login'), masked('tags["a key"]')]);
  });

  test('masks what has the name of a secret, at any depth', () => {
    const before = one({ db: { admin_password: 'swordfish', port: 1 }, private_key_pem: 'swordfish' });
    const after = one({ db: { admin_password: 'halibut', port: 2 }, private_key_pem: 'halibut' });
    expect(changesBetween(before, after)).toEqual([
      masked('db.admin_password'),
      change('db.port', 1, 2),
      masked('private_key_pem'),
    ]);
  });

  test('masks a sensitive value also where a provider repeats it', () => {
    const before = one({ input: 'swordfish', output: 'swordfish', url: 'db://ada:swordfish@host' }, [
      ['input'],
    ]);
    const after = one({ input: 'halibut', output: 'halibut', url: 'db://ada:halibut@host' }, [['input']]);
    expect(changesBetween(before, after)).toEqual([masked('input'), masked('output'), masked('url')]);
    expect(JSON.stringify(diffStates(null, before))).not.toContain('swordfish');
  });

  test('a step that it does not know makes everything above it sensitive', () => {
    const state = JSON.parse(one({ set: [{ a: 'swordfish' }] }).toString());
    state.resources[0].instances[0].sensitive_attributes = [
      [
        { type: 'get_attr', value: 'set' },
        { type: 'index', value: { value: { a: 'swordfish' } } },
      ],
    ];
    expect(changesBetween(one({ set: [] }), Buffer.from(JSON.stringify(state)))).toEqual([masked('set')]);
  });

  test('of many changes it tells a bounded part, and of every resource that it differs', () => {
    const resources = (value: string) =>
      Array.from({ length: 300 }, (_, n) => ({
        name: `n${n}`,
        attributes: Object.fromEntries(Array.from({ length: 250 }, (_, k) => [`a${k}`, `${value}${k}`])),
      }));
    const differences = diffStates(stateOf(1, resources('a')), stateOf(2, resources('b')));
    expect(differences).toHaveLength(300);
    expect(Math.max(...differences.map(({ changes }) => changes.length))).toBe(200);
    expect(differences.reduce((count, { changes }) => count + changes.length, 0)).toBe(20_000);
  });
});

test('another serial leaves everything else to the byte, numbers beyond JavaScript’s too', () => {
  const text = `{"resources": [{"instances": [{"attributes": {"serial": 3, "n": 12345678901234567890}}]}],
    "lineage": "l", "serial" : 3}`;
  expect(withSerial(Buffer.from(text), 9).toString()).toBe(text.replace('"serial" : 3', '"serial": 9'));
});

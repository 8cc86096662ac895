import { newId } from '@hosterizer/kit/ids';
import { eventually, member, staff } from '@hosterizer/kit/testing';
import { Deploy, Finish, setStage, type Stage } from './order.ts';
import { doorOf, hintsOf, ownedSite, stateOf, store } from './state-stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage?.close());
afterEach(() => stage.emptyQueue());

const Versions = `query ($id: ID!, $first: Int, $after: String, $last: Int, $before: String) {
  _entities(representations: [{ __typename: "Site", id: $id }]) { ... on Site {
    stateVersions(first: $first, after: $after, last: $last, before: $before) {
      edges { cursor node { version serial lineage resources size writtenBy restoredFrom deployment { id } } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  } }
}`;
const Diff = `query ($id: ID!, $from: Int!, $to: Int!) { stateDiff(siteId: $id, from: $from, to: $to) {
  from to resources { address action changes { path before after sensitive } }
} }`;
const Restore = `mutation ($id: ID!, $version: Int!, $reason: String! = "The last one was wrong.") {
  restoreStateVersion(input: { siteId: $id, version: $version, reason: $reason }) {
    version serial lineage resources writtenBy restoredFrom site { id }
  }
}`;

const page = (title: string, password = 'swordfish') => ({
  name: 'page',
  attributes: { title, admin_password: password },
});
const numbered = (count: number) =>
  Array.from({ length: count }, (_, n) => stateOf(n + 1, [page(`Title ${n + 1}`)]));

describe('the list of versions', () => {
  test('is newest first, by pages, in both directions', async () => {
    const { ask, terraform, siteId: id, viewer } = await ownedSite(stage);
    await store(terraform, ...numbered(5));
    const list = async (variables: object) => {
      const { data, code } = await ask(Versions, { id, ...variables });
      if (code) return code;
      const { edges, pageInfo } = data!['_entities'][0].stateVersions;
      return { edges, pageInfo, versions: edges.map(({ node }: any) => node.version) };
    };
    const first = (await list({ first: 2 })) as any;
    expect(first).toMatchObject({
      versions: [5, 4],
      pageInfo: { hasNextPage: true, hasPreviousPage: false },
    });
    expect(first.edges[0].node).toEqual({
      ...{ version: 5, serial: '5', lineage: 'line', resources: 1, size: numbered(5)[4]!.length },
      ...{ writtenBy: viewer.id, restoredFrom: null, deployment: null },
    });
    const { endCursor: after } = first.pageInfo;
    expect(await list({ first: 2, after })).toMatchObject({ versions: [3, 2] });
    expect(await list({ first: 9, after })).toMatchObject({
      versions: [3, 2, 1],
      pageInfo: { hasNextPage: false, hasPreviousPage: true },
    });
    expect(await list({ last: 2 })).toMatchObject({ versions: [2, 1], pageInfo: { hasPreviousPage: true } });
    expect(await list({ last: 1, before: after })).toMatchObject({ versions: [5] });
    for (const wrong of [{ first: 0 }, { first: 101 }, { first: 1, last: 1 }, { after: 'x' }])
      expect(await list(wrong)).toBe('VALIDATION_ERROR');
  });

  test('says which deployment wrote one, and nobody else', async () => {
    const { ask, siteId } = await ownedSite(stage);
    const { id } = (await ask(Deploy, { id: siteId })).data!['deploySite'];
    const job = (await stage.claim())!;
    await store(doorOf(stage, job.viewer, siteId), stateOf(1));
    await job.say(Finish, { outcome: 'COMPLETED' });
    const { data } = await ask(Versions, { id: siteId });
    expect(data!['_entities'][0].stateVersions.edges[0].node).toMatchObject({
      ...{ writtenBy: null, deployment: { id } },
    });
  });

  test('is empty for a stranger', async () => {
    const { terraform, siteId: id } = await ownedSite(stage);
    await store(terraform, stateOf(1));
    const stranger = stage.as(member(await stage.world.customer()));
    const { data } = await stranger(Versions, { id });
    expect(data!['_entities'][0].stateVersions.edges).toEqual([]);
  });
});

describe('GET', () => {
  test('answers an older version, as a file with a name when one is asked for', async () => {
    const { terraform, siteId, ask } = await ownedSite(stage);
    const [first, second] = numbered(2) as [Buffer, Buffer];
    await ask(Deploy, { id: siteId });
    await store(terraform, first, second);
    expect((await terraform.read({ version: '1' })).body).toBe(first.toString());
    expect((await terraform.read()).body).toBe(second.toString());
    const { headers } = await terraform.answer('GET', undefined, { version: '1', download: '1' });
    expect(headers).toMatchObject({
      'content-disposition': `attachment; filename="Site-${siteId}-v1.tfstate"`,
    });
    expect((await terraform.answer('GET')).headers).not.toHaveProperty('content-disposition');
    expect((await terraform.read({ version: '3' })).status).toBe(404);
    for (const version of ['0', '-1', '1.5', 'x', ''])
      expect((await terraform.read({ version })).status).toBe(400);
  });
});

describe('stateDiff', () => {
  test('tells what differs between two versions, and masks secrets', async () => {
    const { ask, terraform, siteId: id } = await ownedSite(stage);
    await store(terraform, stateOf(1, [page('A')]), stateOf(2, [page('B', 'halibut')]));
    const answer = await ask(Diff, { id, from: 1, to: 2 });
    expect(answer.data!['stateDiff']).toEqual({
      ...{ from: 1, to: 2 },
      resources: [
        {
          address: 'terraform_data.page',
          action: 'UPDATE',
          changes: [
            { path: 'title', before: 'A', after: 'B', sensitive: false },
            { path: 'admin_password', before: null, after: null, sensitive: true },
          ],
        },
      ],
    });
    const fromNothing = await ask(Diff, { id, from: 0, to: 1 });
    expect(fromNothing.data!['stateDiff'].resources).toMatchObject([{ action: 'CREATE' }]);
    expect(JSON.stringify([answer, fromNothing])).not.toMatch(/swordfish|halibut/);
  });

  test('refuses what is no version, and another tenant finds nothing', async () => {
    const { ask, terraform, siteId: id, customer } = await ownedSite(stage);
    await store(terraform, stateOf(1));
    expect(await ask(Diff, { id, from: -1, to: 1 })).toMatchObject({ code: 'VALIDATION_ERROR' });
    expect(await ask(Diff, { id, from: 1, to: 2 })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await ask(Diff, { id: newId(), from: 0, to: 1 })).toMatchObject({ code: 'NOT_FOUND' });
    const stranger = stage.as(member(await stage.world.customer()));
    expect(await stranger(Diff, { id, from: 0, to: 1 })).toMatchObject({ code: 'NOT_FOUND' });
    const billing = stage.as(member(customer, 'billing'));
    expect(await billing(Diff, { id, from: 0, to: 1 })).toMatchObject({ code: 'AUTHORIZATION_ERROR' });
  });
});

describe('restoreStateVersion', () => {
  test('makes an older version the newest, with a serial that Terraform takes', async () => {
    const { ask, terraform, siteId: id, viewer } = await ownedSite(stage);
    await store(terraform, stateOf(3, [page('A')]), stateOf(7));
    const heard = await hintsOf(stage, id);
    const { data } = await ask(Restore, { id, version: 1 });
    expect(data!['restoreStateVersion']).toEqual({
      ...{ version: 3, serial: '8', lineage: 'line', resources: 1 },
      ...{ writtenBy: viewer.id, restoredFrom: 1, site: { id } },
    });
    expect((await terraform.read()).body).toBe(
      stateOf(3, [page('A')])
        .toString()
        .replace('"serial":3', '"serial": 8'),
    );
    expect(await stage.world.deedsAt(id)).toMatchObject([
      {
        operation: 'restoreStateVersion',
        before: { version: 2 },
        after: { version: 3, restoredFrom: 1, reason: 'The last one was wrong.' },
      },
    ]);
    await eventually(() => heard.count > 0);
    heard.leave();
    await store(terraform, stateOf(9));
  });

  test('by several at once makes one version after the other', async () => {
    const { ask, terraform, siteId: id } = await ownedSite(stage);
    await store(terraform, ...numbered(2));
    const restored = await Promise.all(Array.from({ length: 4 }, () => ask(Restore, { id, version: 1 })));
    const versions = restored.map(({ data }) => data!['restoreStateVersion']);
    expect(versions.map(({ version }) => version).sort()).toEqual([3, 4, 5, 6]);
    expect(versions.map(({ serial }) => serial).sort()).toEqual(['3', '4', '5', '6']);
  });

  test('is refused while anybody holds the lock, and names them', async () => {
    const { ask, terraform, siteId: id } = await ownedSite(stage);
    await store(terraform, ...numbered(2));
    await terraform.lock('l');
    expect(await ask(Restore, { id, version: 1 })).toMatchObject({
      ...{ code: 'CONFLICT', message: expect.stringContaining('ada@laptop') },
    });
    await terraform.unlock('l');
    expect(await ask(Restore, { id, version: 1 })).toMatchObject({ data: {} });
  });

  test('is refused while a deployment is active', async () => {
    const { ask, terraform, siteId: id } = await ownedSite(stage);
    await store(terraform, ...numbered(2));
    await ask(Deploy, { id });
    expect(await ask(Restore, { id, version: 1 })).toMatchObject({
      ...{ code: 'CONFLICT', message: expect.stringContaining('Deployment 1') },
    });
  });

  test('is refused for the newest, for one that there is not, and without a reason', async () => {
    const { ask, terraform, siteId: id } = await ownedSite(stage);
    expect(await ask(Restore, { id, version: 1 })).toMatchObject({ code: 'NOT_FOUND' });
    await store(terraform, ...numbered(2));
    expect(await ask(Restore, { id, version: 2 })).toMatchObject({ code: 'CONFLICT' });
    expect(await ask(Restore, { id, version: 9 })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await ask(Restore, { id, version: 1, reason: ' ' })).toMatchObject({ code: 'VALIDATION_ERROR' });
  });

  test('takes state:write; staff may, and a stranger finds nothing', async () => {
    const { terraform, siteId: id, customer } = await ownedSite(stage);
    await store(terraform, ...numbered(2));
    const developer = stage.as(member(customer, 'developer'));
    expect(await developer(Restore, { id, version: 1 })).toMatchObject({ code: 'AUTHORIZATION_ERROR' });
    const stranger = stage.as(member(await stage.world.customer()));
    expect(await stranger(Restore, { id, version: 1 })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await stage.as(staff())(Restore, { id, version: 1 })).toMatchObject({ data: {} });
    // What a state holds is for its customer's eyes.
    expect((await doorOf(stage, staff(), id).read()).status).toBe(403);
  });
});

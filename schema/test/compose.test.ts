import { readFileSync } from 'node:fs';
import { subgraphNames, subgraphSdl } from '@hosterizer/kit/sdl';
import { compose } from '../compose.ts';

const sdls = () => Object.fromEntries(subgraphNames.map((name) => [name, subgraphSdl(name)]));

const changed = (name: string, from: string, to: string) => {
  const all: Record<string, string> = sdls();
  expect(all[name]).toContain(from);
  return { ...all, [name]: all[name]!.replace(from, to) };
};

test('the committed contract is what the subgraphs compose to', () => {
  const { supergraph, api } = compose(sdls());
  expect(readFileSync(new URL('../supergraph.graphql', import.meta.url), 'utf8')).toBe(supergraph);
  expect(readFileSync(new URL('../api.graphql', import.meta.url), 'utf8')).toBe(api);
});

test('a root field that says nobody’s access does not compose', () => {
  const open = changed('sites', 'site(id: ID!): Site @access(scope: "sites:read")', 'site(id: ID!): Site');
  expect(() => compose(open)).toThrow("Query.site says nobody's access");
  const live = changed(
    'sites',
    'siteChanged(id: ID!): Site! @live(channel: "site:{id}", continues: "site", shared: CUSTOMER)',
    'siteChanged(id: ID!): Site!',
  );
  expect(() => compose(live)).toThrow("Subscription.siteChanged says nobody's access");
});

test('two subgraphs that disagree about the access of a type do not compose', () => {
  const torn = changed(
    'deployments',
    'type Site @key(fields: "id") {',
    'type Site @key(fields: "id") @access(scope: "deployments:read") {',
  );
  expect(() => compose(torn)).toThrow('@access');
});

test('a field that two subgraphs both define does not compose', () => {
  const doubled = changed(
    'deployments',
    'latestDeployment: Deployment',
    'name: String!\n  latestDeployment: Deployment',
  );
  expect(() => compose(doubled)).toThrow('Site.name');
});

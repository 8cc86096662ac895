import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { committedSupergraph } from '@hosterizer/gateway/supergraph';
import { root } from '../../src/folders.ts';
import { whatIsMissing } from './arguments.ts';
import { cellsOf, nameOf, type Cell } from './cells.ts';
import { renews } from './config.ts';
import { readContract } from './contract.ts';
import { examine } from './examine.ts';
import type { Examined } from './judge.ts';
import { kinds } from './people.ts';
import { matrixOf, summaryOf, totalsOf } from './print.ts';
import { openStage, type Opened } from './stage.ts';

const page = join(root, 'docs/access-matrix.md');
const contract = readContract(committedSupergraph());

test('the suite knows what to ask for in every root field', () => {
  expect(whatIsMissing(contract)).toEqual([]);
});

test.each([
  ['renameSite(title: String!): Site!', 'nobody knows a value for title: String!. Add a fixture'],
  [
    'frob(widgetId: ID!): Site!',
    'nobody knows what its argument widgetId names. Say how such an object is made',
  ],
])('a new field %s without a fixture is named, with what to do', (field, sentence) => {
  const grown = committedSupergraph().replace(
    /^type Mutation\n[^{]*\{/m,
    (head) => `${head}\n${field} @join__field(graph: SITES) @access(scope: "sites:write")\n`,
  );
  const name = /^\w+/.exec(field)?.[0];
  expect(whatIsMissing(readContract(grown))).toEqual([
    expect.stringMatching(`^Mutation.${name}: ${sentence.replaceAll('.', '\\.')}`),
  ]);
});

describe('everybody asks for everything', () => {
  let opened: Opened;
  let examined: Examined[];

  beforeAll(async () => {
    opened = await openStage();
    examined = await examine(opened, cellsOf(contract));
    process.stdout.write(`${totalsOf(examined)}\n`);
  }, 600_000);
  afterAll(() => opened.close());

  test('every root field has somebody who answers', () => {
    const { subgraphs } = opened.platform;
    const silent = contract.fields
      .filter(({ root: type }) => type !== 'Subscription')
      .filter(({ subgraph, root: type, name }) => {
        const schema = subgraphs[subgraph].schema;
        return !schema.getRootType(type.toLowerCase() as never)?.getFields()[name]?.resolve;
      })
      .map(({ coordinate, subgraph }) => `${coordinate} has no resolver in ${subgraph}.`);
    expect(silent).toEqual([]);
  });

  test('every answer is the one that the contract promises', () => {
    expect(summaryOf(examined)).toEqual([]);
  });

  test('everybody may do something, and somebody may do each thing', () => {
    const allowed = examined.filter((each) => each.allowed);
    const able = new Set(allowed.map(({ cell }) => cell.kind.name));
    const asked = new Set(allowed.map(({ cell }) => cell.target.coordinate));
    expect(kinds.filter(({ name }) => !able.has(name)).map(({ name }) => name)).toEqual([]);
    const coordinates = contract.fields.map(({ coordinate }) => coordinate);
    expect(coordinates.filter((coordinate) => !asked.has(coordinate))).toEqual([]);
  });

  test('every mutation succeeds for everybody who may, so that its audit entry has been looked for', () => {
    const failed = examined.filter(({ cell, done }) => cell.expected === 'allowed' && !done);
    const changes = ({ target, kind }: Cell) =>
      target.what === 'root' &&
      target.field.root === 'Mutation' &&
      // The platform's staff are no customer's members, so that an invitation is nothing for them.
      !(kind.staff && target.field.name === 'acceptInvitation');
    expect(failed.filter(({ cell }) => changes(cell)).map(({ cell }) => nameOf(cell))).toEqual([]);
    const done = new Set(examined.filter((each) => each.done).map(({ cell }) => cell.target.coordinate));
    const never = contract.fields.filter(({ coordinate }) => !done.has(coordinate));
    expect(never.map(({ coordinate }) => coordinate)).toEqual([]);
  });

  test('docs/access-matrix.md is what was found; `npm run access:matrix` renews it', () => {
    const found = matrixOf(examined);
    if (renews()) writeFileSync(page, found);
    expect(readFileSync(page, 'utf8')).toBe(found);
  });
});

/** What was tried, in numbers and as a table that people read. */
import { grantableScopes } from '@hosterizer/kit/scopes';
import { besides, doors, type Cell, type Door } from './cells.ts';
import type { Examined } from './judge.ts';
import { kinds, type Kind } from './people.ts';
import { nameOfRoute, routes, statusFor, type Route } from './routes.ts';

type Counts = Record<'tried' | 'allowed' | 'hidden' | 'refused', number>;

const outcomeOf = ({ cell, allowed }: Examined): Exclude<keyof Counts, 'tried'> =>
  cell.expected === 'nothing foreign' ? 'hidden' : allowed ? 'allowed' : 'refused';

function countsOf(examined: readonly Examined[]): Counts {
  const counts = { tried: examined.length, allowed: 0, hidden: 0, refused: 0 };
  for (const each of examined) counts[outcomeOf(each)] += 1;
  return counts;
}

export function totalsOf(examined: readonly Examined[]): string {
  const { tried, allowed, hidden, refused } = countsOf(examined);
  return `${tried} questions: ${allowed} allowed, ${refused} refused, ${hidden} answered without what is another customer's`;
}

/** At most one line for each field, so that one fault is not a thousand lines. */
export function summaryOf(examined: readonly Examined[]): string[] {
  const byField = new Map<string, string[]>();
  for (const { cell, violations } of examined) {
    const known = byField.get(cell.target.coordinate) ?? [];
    byField.set(cell.target.coordinate, [...known, ...violations]);
  }
  return [...byField].flatMap(([coordinate, violations]) => {
    const [first] = violations;
    return first ? [`${coordinate}, ${violations.length} wrong, such as: ${first}`] : [];
  });
}

const doorNames: Record<Door, string> = {
  gateway: 'gateway, HTTP',
  socket: 'gateway, WebSocket',
  subgraph: 'each subgraph’s own door',
  unsigned: 'the same without a signature',
  forged: 'the same with a wrong one',
};

/** Whoever has a column of their own; API keys share one that names the scopes. */
const columns = kinds.filter(({ name, atGateway }) => atGateway && !name.startsWith('key: '));

export function matrixOf(examined: readonly Examined[]): string {
  const roots = examined.filter(
    ({ cell: { target, door } }) => target.what === 'root' && (door === 'gateway' || door === 'socket'),
  );
  return [
    '# Who may do what',
    '',
    'Found out by `standalone/test/access/matrix.test.ts`, which asks for every field as everybody and compares the',
    'answers with `@access` in `schema/supergraph.graphql`. Renew this page with `npm run access:matrix`.',
    '',
    '## What was tried',
    '',
    ...table(
      ['door', 'questions', 'allowed', 'refused', 'answered without the foreign'],
      [
        ...doors.map((door) => [
          doorNames[door],
          ...numbers(examined.filter(({ cell }) => cell.door === door)),
        ]),
        ['all', ...numbers(examined)],
      ],
    ),
    '',
    '## Root fields',
    '',
    '`yes`: may ask, and sees what is theirs. `own`: for objects of their own; those of others do not exist for them.',
    '`all`: for every customer’s objects. `–`: refused. A key needs all the scopes named.',
    '',
    ...table(
      ['field', ...columns.map(({ name }) => name), 'API key'],
      byCoordinate(roots).map(([coordinate, found]) => [
        `\`${coordinate}\``,
        ...columns.map(({ name }) => wordFor(found.filter(({ cell }) => cell.kind.name === name))),
        forKeys(found),
      ]),
    ),
    '',
    '## Besides GraphQL',
    '',
    'As `standalone/test/access/routes.test.ts` asks for it, at the gateway and at the subgraph’s own door. `own` of a job: at',
    'its own site and its own plan.',
    '',
    ...table(
      ['route', ...columns.map(({ name }) => name), 'API key'],
      routes.map((route) => [
        `\`${nameOfRoute(route)}\``,
        ...columns.map((kind) => wordForRoute(route, kind)),
        route.scope ? `\`${route.scope}\`` : '–',
      ]),
    ),
    '',
    '## Refused by the service although the contract allows it',
    '',
    ...table(
      ['field', 'who'],
      Object.entries(besides).map(([coordinate, names]) => [`\`${coordinate}\``, names.join(' ')]),
    ),
    '',
    '## Fields of other types that ask for more',
    '',
    ...table(
      ['field', 'needs'],
      byCoordinate(examined.filter(({ cell }) => cell.target.what === 'inner')).map(
        ([coordinate, [first]]) => [
          `\`${coordinate}\``,
          scopesIn(first!.cell)
            .map((scope) => `\`${scope}\``)
            .join(' '),
        ],
      ),
    ),
    '',
  ].join('\n');
}

function numbers(examined: readonly Examined[]): string[] {
  const { tried, allowed, refused, hidden } = countsOf(examined);
  return [tried, allowed, refused, hidden].map(String);
}

function wordFor(found: readonly Examined[]): string {
  if (!found.some((each) => outcomeOf(each) === 'allowed')) return '–';
  const foreign = found.filter(({ cell }) => cell.whose === 'foreign');
  if (foreign.length === 0) return 'yes';
  return foreign.every((each) => outcomeOf(each) === 'allowed') ? 'all' : 'own';
}

function wordForRoute(route: Route, kind: Kind): string {
  if (statusFor(route, kind, false) !== route.status) return '–';
  return statusFor(route, kind, true) === route.status ? 'all' : 'own';
}

function forKeys(found: readonly Examined[]): string {
  const scopes = scopesIn(found[0]!.cell);
  if (scopes.length === 0) return found.some(({ allowed }) => allowed) ? 'any' : '–';
  return scopes.every((scope) => grantableScopes.includes(scope))
    ? scopes.map((scope) => `\`${scope}\``).join(' ')
    : '–';
}

function scopesIn({ target }: Cell): string[] {
  const needs =
    target.what === 'root'
      ? target.field.needs
      : target.what === 'inner'
        ? target.inner.needs
        : target.entity.needs;
  return [...new Set(needs.flatMap(({ scope }) => scope ?? []))];
}

/** By name, within Query, Mutation and Subscription as they stand in the contract. */
function byCoordinate(examined: readonly Examined[]): Array<[string, Examined[]]> {
  const found = new Map<string, Examined[]>();
  for (const each of examined) {
    const { coordinate } = each.cell.target;
    found.set(coordinate, [...(found.get(coordinate) ?? []), each]);
  }
  const rank = ([name]: [string, unknown]) => `${'QMS'.indexOf(name[0] ?? '')}${name}`;
  return [...found].sort((a, b) => rank(a).localeCompare(rank(b)));
}

const table = (head: string[], rows: string[][]): string[] =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);

/** Every question of the suite with the answer that the contract promises: viewer × field × whose object × door. */
import { subgraphNames, type SubgraphName } from '@hosterizer/kit/sdl';
import { namingsOf, type Naming } from './arguments.ts';
import { verdictOn, type Contract, type Entity, type RootField } from './contract.ts';
import { innerFields, type Inner } from './inner.ts';
import { kinds, type Kind } from './people.ts';
import { everybodys, objectTypes, type ObjectType } from './tenants.ts';

/** The gateway over HTTP and over its socket, a subgraph's own door, and that without a signature or with a wrong one. */
export const doors = ['gateway', 'socket', 'subgraph', 'unsigned', 'forged'] as const;
export type Door = (typeof doors)[number];

/** `mixed`: one of several objects that have to go together is somebody else's. */
export type Whose = 'nobody' | 'own' | 'foreign' | 'mixed';

/** What is asked for: a root field, an entity by its key, or a field further down that has rules of its own. */
export type Target = { coordinate: string; subgraph: SubgraphName } & (
  | { what: 'root'; field: RootField }
  | { what: 'entity'; entity: Entity; type: ObjectType }
  | { what: 'inner'; inner: Inner }
);

export type Expected =
  | 'allowed'
  /** Allowed, and nothing of anybody else's is in it. */
  | 'nothing foreign'
  | 'NOT_FOUND'
  | 'AUTHENTICATION_ERROR'
  | 'AUTHORIZATION_ERROR'
  /** For whatever reason: these do not go together. */
  | 'refused'
  /** The API does not have it. */
  | 'VALIDATION_ERROR';

export type Cell = {
  door: Door;
  kind: Kind;
  target: Target;
  whose: Whose;
  /** The arguments that name the object; of the required ones all, of the others one at a time. */
  namings: readonly Naming[];
  /** Those of them that name somebody else's. */
  foreign: readonly Naming[];
  expected: Expected;
};

type Variant = Pick<Cell, 'whose' | 'namings' | 'foreign'>;

/** What one can hold that is a person's own and not their customer's. */
const ownAccount = 'account:write';

/** Whom a service refuses although the contract does not: who acts for a customer gets no secrets of its keys. */
export const besides: Record<string, readonly string[]> = {
  'Mutation.createApiKey': ['acting'],
  'Mutation.rotateApiKey': ['acting'],
};

export function cellsOf(contract: Contract): Cell[] {
  return [
    ...contract.fields.flatMap((field) => cellsOfField(contract, field)),
    ...contract.entities.flatMap(cellsOfEntity),
    ...innerFields(contract, null).flatMap((inner) => cellsOfInner(contract, 'gateway', inner)),
    ...subgraphNames.flatMap((name) =>
      innerFields(contract, name).flatMap((inner) => cellsOfInner(contract, 'subgraph', inner)),
    ),
  ];
}

export const nameOf = ({ door, kind, target, whose, namings, foreign }: Cell): string =>
  [
    `${kind.name} asks ${door} for ${target.coordinate}`,
    whose === 'own' && 'of their own',
    whose === 'foreign' && 'of somebody else',
    whose === 'mixed' && `of their own with somebody else’s as ${pathsOf(foreign)}`,
    namings.some(({ required }) => !required) && `by ${pathsOf(namings)}`,
  ]
    .filter(Boolean)
    .join(' ');

const pathsOf = (namings: readonly Naming[]): string => namings.map(({ path }) => path.join('.')).join();

function cellsOfField(contract: Contract, field: RootField): Cell[] {
  const target: Target = {
    ...{ what: 'root', coordinate: field.coordinate, subgraph: field.subgraph, field },
  };
  const namings = namingsOf(contract, field);
  const required = namings.filter((naming) => naming.required);
  const optional = namings.filter((naming) => !naming.required);
  const variants: Variant[] = [
    ...(required.length === 0
      ? [{ whose: 'nobody' as const, namings: [], foreign: [] }]
      : [
          { whose: 'own' as const, namings: required, foreign: [] },
          { whose: 'foreign' as const, namings: required, foreign: required },
        ]),
    ...(required.length > 1
      ? required.map((naming) => ({ whose: 'mixed' as const, namings: required, foreign: [naming] }))
      : []),
    // Of a question that filters, everything but the filter is the asker's own.
    ...optional.flatMap((naming) => [
      { whose: 'own' as const, namings: [...required, naming], foreign: [] },
      {
        ...{ whose: 'foreign' as const, namings: [...required, naming] },
        foreign: field.root === 'Mutation' ? [...required, naming] : [naming],
      },
    ]),
  ];
  const ways: readonly Door[] = field.root === 'Subscription' ? ['socket'] : ['gateway', 'subgraph'];

  return [
    ...ways.flatMap((door) =>
      kinds
        .filter(({ atGateway }) => atGateway || (door === 'subgraph' && !isPublic(field)))
        .flatMap((kind) =>
          variants.map((variant): Cell => ({
            ...{ door, kind, target, ...variant },
            expected: expectedOf(contract, field, { door, kind, ...variant }),
          })),
        ),
    ),
    ...(field.root === 'Subscription' ? [] : unsigned(target)),
  ];
}

/** For itself the gateway asks only for what nobody else may. */
const isPublic = ({ needs }: RootField): boolean => verdictOn(needs, null) === 'allowed';

function expectedOf(
  contract: Contract,
  field: RootField,
  { door, kind, whose, namings }: Omit<Cell, 'target' | 'expected'>,
): Expected {
  if (door === 'gateway' && !field.inApi) return 'VALIDATION_ERROR';
  const { needs } = field;
  const here = door === 'subgraph' ? contract.needsAt(field.subgraph, field.root, field.name) : needs;
  const verdict = verdictOn(here, kind.scopes);
  if (verdict !== 'allowed') return verdict;
  if (besides[field.coordinate]?.includes(kind.name)) return 'AUTHORIZATION_ERROR';
  if (whose === 'mixed') return 'refused';
  const personal = needs.some(({ scope }) => scope === ownAccount);
  if (kind.staff && !personal) return 'allowed';
  // The platform's staff are no customer's members.
  const strange = whose === 'foreign' || (kind.staff && namings.some(({ type }) => type === 'Customer'));
  if (!strange) return 'allowed';
  const filters = field.root !== 'Mutation' && namings.some(({ required }) => !required);
  return filters ? 'nothing foreign' : 'NOT_FOUND';
}

function cellsOfEntity(entity: Entity): Cell[] {
  const type = objectOf(entity);
  const target: Target = {
    ...{ what: 'entity', coordinate: `${entity.type} of ${entity.subgraph}`, subgraph: entity.subgraph },
    ...{ entity, type },
  };
  return [
    ...kinds.flatMap((kind) =>
      (everybodys.includes(type) ? (['own'] as const) : (['own', 'foreign'] as const)).map((whose): Cell => {
        const verdict = verdictOn(entity.needs, kind.scopes);
        const strange = whose === 'foreign' && !kind.staff;
        const expected = verdict === 'allowed' && strange ? 'nothing foreign' : verdict;
        return { door: 'subgraph', kind, target, whose, namings: [], foreign: [], expected };
      }),
    ),
    ...unsigned(target),
  ];
}

/** For those who get as far as to what it is in. */
function cellsOfInner(contract: Contract, door: 'gateway' | 'subgraph', inner: Inner): Cell[] {
  const { start, needs, wayNeeds, coordinate } = inner;
  const { subgraph } = start.field ?? start.entity;
  const target: Target = { what: 'inner', coordinate, subgraph, inner };
  const namings = start.field ? namingsOf(contract, start.field).filter(({ required }) => required) : [];
  return kinds
    .filter(({ atGateway, scopes }) => (door === 'subgraph' || atGateway) && scopes !== null)
    .filter(({ scopes }) => verdictOn(wayNeeds, scopes) === 'allowed')
    .map((kind): Cell => ({
      ...{ door, kind, target, whose: 'own', namings, foreign: [] },
      expected: verdictOn(needs, kind.scopes),
    }));
}

/** Throws a sentence for one that nobody can make. */
export function objectOf({ type }: Entity): ObjectType {
  const found = objectTypes.find((name) => name === type);
  if (found) return found;
  throw new Error(`Nobody knows how a ${type} is made. Say so in standalone/test/access/tenants.ts.`);
}

const anonymous = kinds.find(({ name }) => name === 'anonymous')!;

const unsigned = (target: Target): Cell[] =>
  (['unsigned', 'forged'] as const).map((door): Cell => ({
    ...{ door, kind: anonymous, target, whose: 'nobody', namings: [], foreign: [] },
    expected: 'AUTHENTICATION_ERROR',
  }));

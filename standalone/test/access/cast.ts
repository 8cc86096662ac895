/** Everybody who asks, and the customers whose things they ask for. */
import type { Cell } from './cells.ts';
import type { Stage } from './fixtures.ts';
import { kinds, type Become, type Somebody } from './people.ts';
import { makeFullTenant, makeTenant, type Tenant } from './tenants.ts';

/** Who is there before the first question: each kind once, and the customers whose things they ask for. */
export type Cast = {
  stage: Stage;
  become: Become;
  /** By the name of their kind. */
  standing: ReadonlyMap<string, Somebody>;
  /** The customer of all but the suspended, theirs, and the one who is a stranger to everybody. */
  tenants: Readonly<Record<'own' | 'suspended' | 'foreign', Tenant>>;
};

export async function makeCast(stage: Stage, become: Become): Promise<Cast> {
  const tenants = {
    own: await makeFullTenant(stage.rows),
    suspended: await makeFullTenant(stage.rows, { suspended: true }),
    foreign: await makeFullTenant(stage.rows),
  };
  const standing = new Map<string, Somebody>();
  for (const kind of kinds) {
    standing.set(kind.name, await become(kind, kind.suspended ? tenants.suspended : tenants.own));
  }
  return { stage, become, standing, tenants };
}

/**
 * Who asks for a cell. Whoever changes something does it once and in a customer of their own, so that no cell sees what
 * another did.
 */
export async function askerOf(cell: Cell, cast: Cast): Promise<Somebody> {
  const { kind } = cell;
  if (!changes(cell)) return cast.standing.get(kind.name)!;
  return cast.become(kind, await makeTenant(cast.stage.rows, { suspended: kind.suspended }));
}

/** Whose the objects of others are. */
export const strangerOf = async (cell: Cell, cast: Cast): Promise<Tenant> =>
  changes(cell) ? makeTenant(cast.stage.rows) : cast.tenants.foreign;

const changes = ({ target, expected }: Cell): boolean =>
  target.what === 'root' && target.field.root === 'Mutation' && expected === 'allowed';

/** What the tests of members, invitations, keys and acting share. */
import { newId } from '@hosterizer/kit/ids';
import { scopesOf, type CustomerRole, type PlatformRole } from '@hosterizer/kit/scopes';
import type { Ask, World } from '@hosterizer/kit/testing';
import type { Viewer } from '@hosterizer/kit/viewer';
import { makePerson, type Person } from '../src/testing.ts';

/** A person as their token speaks for them at a customer. */
export const memberViewer = ({ id }: Person, customerId: string, role: CustomerRole): Viewer => ({
  ...{ id, kind: 'USER', customerId, role },
  scopes: scopesOf(role),
});

/** One of the platform's staff who exists. */
export async function makeStaff(world: World, role: PlatformRole = 'administrator'): Promise<Viewer> {
  const { id } = await makePerson(world, [], role);
  return { id, kind: 'USER', customerId: null, role, scopes: scopesOf(role) };
}

/** A customer with a member in each of these roles, and how each of them asks. */
export async function makeCustomer(
  world: World,
  as: (viewer: Viewer) => Ask,
  roles: CustomerRole[] = ['owner'],
  name?: string,
) {
  const customerId = await world.customer(name);
  const people = await Promise.all(roles.map((role) => makePerson(world, [[customerId, role]])));
  const viewers = people.map((person, index) => memberViewer(person, customerId, roles[index]!));
  return {
    customerId,
    people,
    viewers,
    asMember: (index: number) => as(viewers[index]!),
    owner: people[0]!,
    asOwner: as(viewers[0]!),
  };
}

export const newAddress = () => `${newId()}@new.test`;

/** Of the newest invitation that the address got. */
export async function invitationToken(world: World, email: string): Promise<string> {
  const { text } = (await world.mailTo(email)).at(-1)!;
  return /^http:\/\/hosterizer\.test\/invitation\?token=(\S+)$/m.exec(text)![1]!;
}

/** The customer's audit log without ids and times, the oldest first. */
export async function deedsIn({ owner }: World, customerId: string) {
  const { rows } = await owner.query(
    `select operation, actor_id as actor, actor_kind as kind, acting_reason as reason, object_type as type,
       object_id as id, before, after
     from platform.audit_entry where customer_id = $1 order by at`,
    [customerId],
  );
  return rows;
}

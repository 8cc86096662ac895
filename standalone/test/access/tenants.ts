/** Customers with one of everything, each thing made when it is first asked for. */
import { randomBytes } from 'node:crypto';
import type { CustomerRole } from '@hosterizer/kit/scopes';
import type { Person, Rows } from './rows.ts';
import { scenes, type Scene } from './scenes.ts';

export type Tenant = {
  id: string;
  /** A word that stands in every text of this customer's, and in nobody else's. */
  mark: string;
  suspended: boolean;
  /** An owner who asks for nothing: whoever has to have made the other things. */
  founder: Person;
  /** The ids of what has been made so far. */
  ids: Set<string>;
  /** A new member. */
  member(role: CustomerRole): Promise<Person>;
  /** The id of an object of this type. */
  object(type: ObjectType): Promise<string>;
  /** What the arguments of this field name, where they have to go together; nothing otherwise. */
  scene(coordinate: string): Promise<Scene>;
  /** The deployment that a runner is at. */
  running(): Promise<{ id: string; siteId: string; jobId: string; fence: number }>;
};

/** The types whose objects arguments name. */
export const objectTypes = [
  'Customer',
  'User',
  'ApiKey',
  'Invitation',
  'SignedIn',
  'AuditEntry',
  'Site',
  'Deployment',
  'DriftCheck',
  'StateLock',
  'BlueprintVersion',
] as const;
export type ObjectType = (typeof objectTypes)[number];

/** What is nobody's, and everybody may see who has the permission. */
export const everybodys: readonly ObjectType[] = ['BlueprintVersion'];

export async function makeTenant(
  rows: Rows,
  { suspended = false, mark = `mark${randomBytes(6).toString('hex')}` } = {},
): Promise<Tenant> {
  const id = await rows.customer(mark, suspended ? 'SUSPENDED' : 'ACTIVE');
  const founder = await rows.person(mark);
  await rows.member(id, founder, 'owner');
  const made = new Map<ObjectType, Promise<string>>();
  const set = new Map<string, Promise<Scene>>();
  const ids = new Set([id, founder.id]);

  const makers: Record<ObjectType, () => Promise<string>> = {
    Customer: async () => id,
    User: async () => (await tenant.member('developer')).id,
    // Nobody changes a key that may do more than they may.
    ApiKey: async () => (await rows.apiKey(id, founder, { mark, scopes: ['keys:write'] })).id,
    Invitation: async () => (await rows.invitation(id, founder, `guest@${mark}.test`)).id,
    SignedIn: async () => (await rows.session(founder, id, { mark })).id,
    AuditEntry: () => rows.auditEntry(id, founder, mark),
    Site: () => rows.site(id, mark),
    BlueprintVersion: async () => 'website@1',
    DriftCheck: async () => rows.driftCheck(id, await rows.site(id, mark), mark),
    StateLock: async () => rows.stateLock(id, await tenant.object('Site'), mark),
    Deployment: async () =>
      (
        await rows.deployment(id, await rows.site(id, mark), {
          ...{ mark, running: false, requestedBy: founder.id },
        })
      ).id,
  };

  const tenant: Tenant = {
    ...{ id, mark, suspended, founder, ids },
    async member(role) {
      const person = await rows.person(mark);
      await rows.member(id, person, role);
      ids.add(person.id);
      return person;
    },
    async object(type) {
      const known = made.get(type) ?? makers[type]();
      made.set(type, known);
      if (!everybodys.includes(type)) ids.add(await known);
      return known;
    },
    async scene(coordinate) {
      const scene = set.get(coordinate) ?? scenes[coordinate]?.(tenant, rows) ?? Promise.resolve<Scene>({});
      set.set(coordinate, scene);
      for (const each of Object.values(await scene)) ids.add(each);
      return scene;
    },
    async running() {
      const siteId = await rows.site(id, mark);
      const deployment = await rows.deployment(id, siteId, { mark, running: true, requestedBy: founder.id });
      return { ...deployment, siteId };
    },
  };
  return tenant;
}

/** A customer who has one of everything already, and a look of their own. */
export async function makeFullTenant(rows: Rows, options: { suspended?: boolean } = {}): Promise<Tenant> {
  const tenant = await makeTenant(rows, options);
  for (const type of objectTypes) await tenant.object(type);
  await rows.builtSite(tenant.id, tenant.mark);
  await rows.branding(tenant.id, tenant.mark);
  await rows.customDomain(tenant.id, tenant.mark);
  await rows.allotment(tenant.id);
  await rows.cloudCredential(tenant.id, tenant.mark);
  const siteId = await tenant.object('Site');
  await rows.upgrade('website', { customerId: tenant.id, siteId, status: 'STOPPED' });
  return tenant;
}

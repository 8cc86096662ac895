/** What tests of the state begin with: Terraform's `http` backend, spoken as anybody. */
import { member } from '@hosterizer/kit/testing';
import type { RouteAnswer } from '@hosterizer/kit/subgraph';
import type { Caller, Viewer } from '@hosterizer/kit/viewer';
import type { Stage } from './order.ts';

type Resource = { module?: string; type?: string; name: string; attributes: object; sensitive?: string[][] };

/** A state as Terraform writes it. */
export const stateOf = (serial: number, resources: Resource[] = [], lineage = 'line') =>
  Buffer.from(
    JSON.stringify({
      ...{ version: 4, terraform_version: '1.15.7', serial, lineage, outputs: {} },
      resources: resources.map(({ module, type = 'terraform_data', name, attributes, sensitive = [] }) => ({
        ...(module && { module }),
        ...{ mode: 'managed', type, name, provider: 'provider["terraform.io/builtin/terraform"]' },
        instances: [
          {
            ...{ schema_version: 0, attributes },
            sensitive_attributes: sensitive.map((path) => path.map((value) => ({ type: 'get_attr', value }))),
          },
        ],
      })),
    }),
  );

/** The same with an output that is a secret. */
export const stateWith = (serial: number, lineage = 'line', secret = 'swordfish') =>
  Buffer.from(JSON.stringify({ version: 4, lineage, serial, outputs: { password: { value: secret } } }));

export const lockBody = (id: string) =>
  Buffer.from(JSON.stringify({ ID: id, Operation: 'OperationTypeApply', Who: 'ada@laptop' }));

export type StateDoor = ReturnType<typeof doorOf>;

/** Speaks the protocol as one viewer, to one site. */
export function doorOf(stage: Stage, viewer: Viewer | null, siteId: string, more: Partial<Caller> = {}) {
  const caller: Caller = { viewer, portal: null, ip: '127.0.0.1', traceId: '', ...more };
  const route = stage.subgraph.routes.find(({ prefix }) => prefix === '/state/')!;
  const answer = (method: string, body: Buffer = Buffer.alloc(0), query = {}, headers = {}) =>
    route.answer({ method, rest: siteId, query, headers, body }, caller);
  const said = async (answered: Promise<RouteAnswer>) => {
    const { status, body } = await answered;
    return { status, body: body?.toString() ?? '' };
  };
  return {
    answer,
    read: (query: Record<string, string> = {}) => said(answer('GET', undefined, query)),
    lock: (id: string) => said(answer('LOCK', lockBody(id))),
    unlock: (id?: string) => said(answer('UNLOCK', id ? lockBody(id) : undefined)),
    write: (body: Buffer, lockId?: string, headers = {}) =>
      said(answer('POST', body, lockId ? { ID: lockId } : {}, headers)),
  };
}

/** A site with its owner. */
export async function ownedSite(stage: Stage) {
  const customer = await stage.world.customer();
  const siteId = await stage.site(customer);
  const viewer = member(customer);
  return { customer, siteId, viewer, ask: stage.as(viewer), terraform: doorOf(stage, viewer, siteId) };
}

/** Writes states one after the other, under one lock that is free again afterwards. */
export async function store(door: StateDoor, ...states: Buffer[]): Promise<void> {
  await door.lock('store');
  for (const state of states) {
    const { status, body } = await door.write(state, 'store');
    if (status !== 200) throw new Error(`${status} ${body}`);
  }
  await door.unlock('store');
}

/** Counts the hints on a site's channel from now on. */
export async function hintsOf(stage: Stage, siteId: string) {
  const heard = { count: 0, leave: () => {} };
  heard.leave = await stage.world.events.subscribe(`site:${siteId}`, () => (heard.count += 1));
  return heard;
}

/** Terraform's states against the machines, and the history of their versions. */
import { replay, readLedger, type Thing } from '../../terraform/modules/local/ctl/ledger.ts';
import type { Machine } from '../machines.ts';
import type { Site } from '../owners.ts';
import { persist } from '../waiting.ts';
import type { Watch } from '../watch.ts';

/** Which thing of a site each resource of the local modules stands for. */
const thingsOf: Record<string, Thing> = {
  'module.networking.port': 'port',
  'module.storage.folder': 'folder',
  'module.storage.content': 'content',
  'module.database.database': 'database',
  'module.compute.process': 'process',
};

type State = { resources?: Array<{ module?: string; name: string; instances: Array<{ status?: string }> }> };

/** Sites whose resources in the state are not the things that they have. `token` opens the state of this owner's sites. */
export async function checkStates(
  url: string,
  machines: readonly Machine[],
  sites: readonly Site[],
  tokenOf: (owner: string) => string,
): Promise<string[]> {
  const inventory = new Map(machines.flatMap(({ sites: folder }) => [...replay(readLedger(folder))]));
  const problems: string[] = [];
  for (const site of sites) {
    const state = await readState(url, site.id, tokenOf(site.owner));
    const recorded = thingsIn(state);
    const standing = [...(inventory.get(site.id)?.keys() ?? [])];
    const twice = recorded.filter((thing, index) => recorded.indexOf(thing) !== index);
    problems.push(
      ...twice.map((thing) => `The state of site ${site.id} has its ${thing} twice.`),
      ...standing
        .filter((thing) => !recorded.includes(thing))
        .map((thing) => `The state of site ${site.id} has forgotten its ${thing}.`),
      ...recorded
        .filter((thing) => !standing.includes(thing))
        .map((thing) => `The state of site ${site.id} has a ${thing} that is not there.`),
    );
    if (site.deleted && (state?.resources ?? []).length > 0)
      problems.push(`Site ${site.id} is removed, and its state still has resources.`);
  }
  return problems;
}

function thingsIn(state: State | null): Thing[] {
  return (state?.resources ?? []).flatMap(({ module = '', name, instances }) => {
    const thing = thingsOf[`${module}.${name}`];
    return thing ? instances.filter(({ status }) => status !== 'tainted').map(() => thing) : [];
  });
}

async function readState(url: string, siteId: string, token: string): Promise<State | null> {
  return persist(async () => {
    const answer = await fetch(`${url}/state/${siteId}`, { headers: { authorization: `Bearer ${token}` } });
    if (answer.status === 404 || answer.status === 204) return null;
    if (!answer.ok) throw new Error(`The state of site ${siteId} cannot be read: HTTP ${answer.status}.`);
    return (await answer.json()) as State;
  });
}

type Version = { siteId: string; version: number; lineage: string; serial: string };

/** Of each site: versions without gaps, one lineage, serials that rise. */
export async function checkVersions(watch: Watch): Promise<string[]> {
  return brokenHistories(
    await watch.rows<Version>(
      `select site_id as "siteId", version, lineage, serial::text as serial
       from deployments.state_version order by site_id, version`,
    ),
  );
}

export function brokenHistories(versions: readonly Version[]): string[] {
  return versions.flatMap((later, index) => {
    const earlier = versions[index - 1];
    const site = `The state of site ${later.siteId}`;
    if (earlier?.siteId !== later.siteId)
      return later.version === 1 ? [] : [`${site} begins with version ${later.version}.`];
    return [
      ...(later.version === earlier.version + 1 ? [] : [`${site} has no version ${earlier.version + 1}.`]),
      ...(later.lineage === earlier.lineage
        ? []
        : [`${site} has another lineage from version ${later.version} on.`]),
      ...(BigInt(later.serial) > BigInt(earlier.serial)
        ? []
        : [`${site} goes from serial ${earlier.serial} to ${later.serial} in version ${later.version}.`]),
    ];
  });
}

/** What the local provider's ledger says against what there is: nothing twice, nothing forgotten. */
import { basename } from 'node:path';
import { readLedger, type Entry } from '../../terraform/modules/local/ctl/ledger.ts';
import { auditSites } from '../../terraform/modules/local/ctl/sites.ts';
import { serversUnder } from '../../terraform/modules/local/ctl/system.ts';
import type { Machine } from '../machines.ts';
import type { Site } from '../owners.ts';

/** Violations of all machines, as sentences. */
export function checkMachines(machines: readonly Machine[], sites: readonly Site[]): string[] {
  return [
    ...machines.flatMap(({ name, sites: folder }) => [
      ...auditSites(folder).map(
        ({ siteId, thing, id, problem }) => `On ${name} the ${thing} ${id} of site ${siteId} is ${problem}.`,
      ),
      ...createdTwice(readLedger(folder)).map((sentence) => `On ${name}, ${sentence}`),
    ]),
    ...serversPerSite(machines, sites),
    ...onSeveralMachines(machines),
  ];
}

/** A thing that was made although it was there already, by the order of the ledger's lines. */
export function createdTwice(entries: readonly Entry[]): string[] {
  const standing = new Map<string, string>();
  const problems: string[] = [];
  for (const { siteId, action, thing, id } of entries) {
    const key = `${thing} of site ${siteId}`;
    const before = standing.get(key);
    if (action === 'create' && before !== undefined)
      problems.push(`the ${key} was made twice: ${before}, ${id}.`);
    if (action === 'destroy' && before === undefined) problems.push(`the ${key} was removed twice: ${id}.`);
    if (action === 'destroy') standing.delete(key);
    else standing.set(key, id);
  }
  return problems;
}

/** One web server for each site that stands, and none for any other. */
function serversPerSite(machines: readonly Machine[], sites: readonly Site[]): string[] {
  const running = machines.flatMap(({ sites: folder }) =>
    serversUnder(folder).map((server) => basename(server.folder)),
  );
  const wanted = sites.filter(({ deleted }) => !deleted).map(({ id }) => id);
  return [
    ...wanted
      .map((id) => [id, running.filter((other) => other === id).length] as const)
      .filter(([, count]) => count !== 1)
      .map(([id, count]) => `Site ${id} has ${count} web servers.`),
    ...running
      .filter((id) => !wanted.includes(id))
      .map((id) => `A web server runs for site ${id}, which is removed.`),
  ];
}

function onSeveralMachines(machines: readonly Machine[]): string[] {
  const places = new Map<string, Set<string>>();
  for (const { name, sites } of machines) {
    for (const { siteId } of readLedger(sites))
      places.set(siteId, (places.get(siteId) ?? new Set()).add(name));
  }
  return [...places]
    .filter(([, names]) => names.size > 1)
    .map(([siteId, names]) => `Site ${siteId} was built on several machines: ${[...names].join(', ')}.`);
}

/** Upgrades as the staff start, stop and look at them. */
import { findVersion } from '@hosterizer/kit/blueprints';
import { isUniqueViolation, rowsOf } from '@hosterizer/kit/database';
import { conflict, invalid, notFound } from '@hosterizer/kit/errors';
import { isId, newId } from '@hosterizer/kit/ids';
import { pageOf, type Page, type PageArguments } from '@hosterizer/kit/pages';
import type { Deeds, ReadTx } from '@hosterizer/kit/tenancy';
import type { EntityManager } from 'typeorm';
import type { StartUpgradeInput, UpgradedSiteStatus } from '../generated/resolvers.ts';
import { Upgrade, UpgradedSite, type UpgradedSiteRow, type UpgradeRow } from './entities.ts';
import { inWaves, type Candidate } from './waves.ts';

type Changing = EntityManager & Deeds;

const limits = { waves: 10, atOnce: 50, failures: 1_000 };

/**
 * Throws VALIDATION_ERROR, CONFLICT while another upgrade of the blueprint is under way. Which sites are upgraded is
 * found out by the sweep (advance.ts), which then begins with them.
 */
export async function startUpgrade(
  tx: Changing,
  input: StartUpgradeInput,
  requestedBy: string | null,
): Promise<UpgradeRow> {
  const id = newId();
  const asked = await askedFor(tx, input);
  const { toVersion } = asked;
  await insert(tx, { id, ...asked, requestedBy, status: 'PREPARING' });
  const upgrade = await tx.findOneByOrFail(Upgrade, { id });
  await tx.audit({ operation: 'startUpgrade', object: objectOf(upgrade), after: { ...input, toVersion } });
  return upgrade;
}

/**
 * How many sites each wave would have if the upgrade were started now. Throws VALIDATION_ERROR as startUpgrade. Sites
 * that come or go until then move the borders.
 */
export async function previewUpgrade(tx: ReadTx, input: StartUpgradeInput): Promise<Wave[]> {
  const asked = await askedFor(tx, input);
  const turns = Map.groupBy(inWaves(await candidatesOf(tx, asked), asked.percents), ({ wave }) => wave);
  return [...turns].map(([number, { length: sites }]) => ({
    ...{ number, sites, waiting: sites, deploying: 0, completed: 0, failed: 0, skipped: 0 },
  }));
}

type Asked = Pick<
  UpgradeRow,
  'blueprint' | 'toVersion' | 'environments' | 'onlyCustomer' | 'percents' | 'atOnce' | 'mostFailures'
>;

async function askedFor(tx: EntityManager, input: StartUpgradeInput): Promise<Asked> {
  const { blueprint, atOnce, mostFailures, waves: percents } = input;
  checkWaves(percents);
  if (atOnce < 1 || atOnce > limits.atOnce)
    throw invalid('atOnce', `Upgrade 1 to ${limits.atOnce} sites at once.`);
  if (mostFailures < 0 || mostFailures > limits.failures)
    throw invalid('mostFailures', `Bear 0 to ${limits.failures} failures.`);
  if (input.environments?.length === 0) throw invalid('environments', 'Name at least one environment.');
  if (input.customerId != null && !isId(input.customerId)) throw invalid('customerId', 'This is no id.');
  return {
    ...{ blueprint, atOnce, mostFailures, percents, toVersion: await targetOf(tx, input) },
    environments: input.environments ?? ['DEVELOPMENT', 'STAGING', 'PRODUCTION'],
    onlyCustomer: input.customerId ?? null,
  };
}

/** Sites that have been built of an older version. */
export const candidatesOf = (
  tx: ReadTx,
  {
    blueprint,
    toVersion,
    environments,
    onlyCustomer,
  }: Pick<UpgradeRow, 'blueprint' | 'toVersion' | 'environments' | 'onlyCustomer'>,
): Promise<Candidate[]> =>
  rowsOf<Candidate>(
    tx,
    `select * from sites.sites_below($1, $2)
     where environment = any ($3) and ($4::uuid is null or customer_id = $4)`,
    [blueprint, toVersion, environments, onlyCustomer],
  );

async function insert(tx: Changing, upgrade: Partial<UpgradeRow> & { blueprint: string }): Promise<void> {
  try {
    await tx.insert(Upgrade, upgrade);
  } catch (error) {
    if (isUniqueViolation(error, 'one_upgrade_under_way')) throw underWay(upgrade.blueprint);
    throw error;
  }
}

const underWay = (blueprint: string) =>
  conflict(`Another upgrade of ${blueprint} is under way. Wait until it has ended, or stop it.`);

function checkWaves(percents: readonly number[]): void {
  const rising = percents.every((percent, place) => percent > (percents[place - 1] ?? 0));
  if (percents.length < 1 || percents.length > limits.waves || !rising || percents.at(-1) !== 100)
    throw invalid(
      'waves',
      `Give at most ${limits.waves} percentages that rise to 100, such as 1, 10, 100: how many of all sites are done when each wave is over.`,
    );
}

async function targetOf(tx: EntityManager, { blueprint, toVersion }: StartUpgradeInput): Promise<number> {
  const found = await findVersion(tx, blueprint, toVersion ?? null);
  if (!found)
    throw toVersion == null
      ? invalid('blueprint', `There is no blueprint ${blueprint} that is published.`)
      : invalid('toVersion', `The blueprint ${blueprint} has no version ${toVersion} that is published.`);
  if (found.status === 'DEPRECATED')
    throw invalid('toVersion', `Version ${found.number} of ${blueprint} is deprecated: choose a newer one.`);
  return found.number;
}

/** Begins no further site; those that are being deployed go on. Throws NOT_FOUND, CONFLICT when it is not under way. */
export async function stopUpgrade(tx: Changing, id: string): Promise<UpgradeRow> {
  const upgrade = await lock(tx, id);
  if (upgrade.status !== 'PREPARING' && upgrade.status !== 'RUNNING')
    throw conflict('The upgrade is not under way; there is nothing to stop.');
  await tx.update(Upgrade, id, { status: 'STOPPED', reason: 'Somebody has stopped it.' });
  await tx.audit({ operation: 'stopUpgrade', object: objectOf(upgrade) });
  return tx.findOneByOrFail(Upgrade, { id });
}

/**
 * Goes on with the sites that wait; what has failed so far counts no more. Throws NOT_FOUND, CONFLICT when it was not
 * stopped or another upgrade of the blueprint is under way.
 */
export async function resumeUpgrade(tx: Changing, failed: number, id: string): Promise<UpgradeRow> {
  const upgrade = await lock(tx, id);
  if (upgrade.status !== 'STOPPED') throw conflict('Only an upgrade that was stopped can be resumed.');
  try {
    await tx.update(Upgrade, id, {
      status: upgrade.preparedAt ? 'RUNNING' : 'PREPARING',
      ...{ reason: null, failuresBorne: failed },
    });
  } catch (error) {
    if (isUniqueViolation(error, 'one_upgrade_under_way')) throw underWay(upgrade.blueprint);
    throw error;
  }
  await tx.audit({ operation: 'resumeUpgrade', object: objectOf(upgrade) });
  return tx.findOneByOrFail(Upgrade, { id });
}

async function lock(tx: EntityManager, id: string): Promise<UpgradeRow> {
  const found = isId(id)
    ? await tx.findOne(Upgrade, { where: { id }, lock: { mode: 'pessimistic_write' } })
    : null;
  if (!found) throw notFound('Upgrade', id);
  return found;
}

const objectOf = ({ id }: UpgradeRow) => ({ type: 'Upgrade', id });

/** Newest first. */
export const listUpgrades = (
  tx: ReadTx,
  page: PageArguments,
  blueprint?: string | null,
): Promise<Page<UpgradeRow>> => {
  const query = tx.createQueryBuilder(Upgrade, 'upgrade');
  if (blueprint != null) query.where('upgrade.blueprint = :blueprint', { blueprint });
  return pageOf(query, page);
};

/** Throws NOT_FOUND. */
export async function findUpgrade(tx: ReadTx, id: string): Promise<UpgradeRow> {
  const found = isId(id) ? await tx.findOneBy(Upgrade, { id }) : null;
  if (!found) throw notFound('Upgrade', id);
  return found;
}

export function sitesOf(
  tx: ReadTx,
  upgradeId: string,
  page: PageArguments,
  status?: UpgradedSiteStatus | null,
): Promise<Page<UpgradedSiteRow>> {
  const query = tx
    .createQueryBuilder(UpgradedSite, 'upgraded')
    .where('upgraded.upgrade_id = :upgradeId', { upgradeId });
  if (status) query.andWhere('upgraded.status = :status', { status });
  return pageOf(query, page);
}

/** How many sites of each wave are how. */
export type Wave = { number: number; sites: number } & Record<Lowercase<UpgradedSiteStatus>, number>;

/** In their order. */
export const wavesOf = (tx: ReadTx, upgradeId: string): Promise<Wave[]> =>
  rowsOf<Wave>(
    tx,
    `select wave as number, count(*)::int as sites,
       (count(*) filter (where status = 'WAITING'))::int as waiting,
       (count(*) filter (where status = 'DEPLOYING'))::int as deploying,
       (count(*) filter (where status = 'COMPLETED'))::int as completed,
       (count(*) filter (where status = 'FAILED'))::int as failed,
       (count(*) filter (where status = 'SKIPPED'))::int as skipped
     from deployments.upgraded_site where upgrade_id = $1 group by wave order by wave`,
    [upgradeId],
  );

export const failedIn = (waves: readonly Wave[]): number =>
  waves.reduce((sum, { failed }) => sum + failed, 0);

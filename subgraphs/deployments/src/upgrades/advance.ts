/**
 * What brings upgrades on, a step at each sweep: finds the sites, notes which deployments have ended, stops where too
 * many have failed, and deploys the next ones of the wave. Whatever it has done is in the database, so that the next
 * sweep, in whatever process, goes on there.
 */
import { rowsOf, type Database } from '@hosterizer/kit/database';
import { AppError } from '@hosterizer/kit/errors';
import { newId } from '@hosterizer/kit/ids';
import { standingOf } from '@hosterizer/kit/standing';
import { acrossTenants, inPlatform, inTenant, type ReadTx, type TenantTx } from '@hosterizer/kit/tenancy';
import type { AskingFirst } from '../clouds/gate.ts';
import { Deployment } from '../entities.ts';
import { hasEnded } from '../lifecycle.ts';
import { queueUpgrade } from '../orders.ts';
import { upgradeOf } from '../channels.ts';
import { Upgrade, UpgradedSite, type UpgradedSiteRow, type UpgradeRow } from './entities.ts';
import { candidatesOf, failedIn, wavesOf, type Wave } from './upgrades.ts';
import { inWaves, type Candidate } from './waves.ts';

type Ended = UpgradedSiteRow & { outcome: 'COMPLETED' | 'FAILED' | 'CANCELLED'; error: string | null };

/** As far as each upgrade gets now. */
export async function advanceUpgrades(db: Database, askingFirst: AskingFirst): Promise<void> {
  const open = await acrossTenants(db, 'platform', 'find upgrades under way', (tx) =>
    tx
      .createQueryBuilder(Upgrade, 'upgrade')
      .where(`upgrade.status in ('PREPARING', 'RUNNING')`)
      .orWhere(
        `exists (select from deployments.upgraded_site
                 where upgrade_id = upgrade.id and status = 'DEPLOYING')`,
      )
      .getMany(),
  );
  for (const upgrade of open) {
    await advance(db, askingFirst, upgrade).catch((error: unknown) =>
      db.log.warn({ err: error, upgrade: upgrade.id }, 'An upgrade got no further; the next sweep goes on.'),
    );
  }
}

async function advance(db: Database, askingFirst: AskingFirst, upgrade: UpgradeRow): Promise<void> {
  const moved = (await settle(db, upgrade)) > 0;
  if (moved) db.events.publish(upgradeOf(upgrade.id));
  if (upgrade.status === 'PREPARING') return prepare(db, upgrade);
  if (upgrade.status !== 'RUNNING') return;
  const waves = await acrossTenants(db, 'platform', 'count the sites of an upgrade', (tx) =>
    wavesOf(tx, upgrade.id),
  );
  const failed = failedIn(waves) - upgrade.failuresBorne;
  if (failed > upgrade.mostFailures) return end(db, upgrade, 'STOPPED', tooMany(failed));
  const wave = waves.find(({ waiting, deploying }) => waiting + deploying > 0);
  if (!wave) return end(db, upgrade, 'COMPLETED', null);
  await deployNext(db, askingFirst, upgrade, wave);
}

const tooMany = (failed: number) =>
  failed === 1
    ? 'A site has failed. See why, then resume, or leave the others as they are.'
    : `${failed} sites have failed. See why, then resume, or leave the others as they are.`;

/** Finds the sites, in as many transactions as there are customers. Doing it twice adds nothing. */
async function prepare(db: Database, upgrade: UpgradeRow): Promise<void> {
  const found = await acrossTenants(db, 'platform', 'find the sites of an upgrade', (tx) =>
    candidatesOf(tx, upgrade),
  );
  const byCustomer = Map.groupBy(inWaves(found, upgrade.percents), (site) => site.customer_id);
  for (const [customerId, sites] of byCustomer)
    await inTenant(db, customerId, (tx) => addSites(tx, upgrade, sites));
  await move(db, upgrade, { status: 'RUNNING', preparedAt: new Date() });
}

async function addSites(
  tx: TenantTx,
  { id: upgradeId }: UpgradeRow,
  sites: ReadonlyArray<Candidate & { wave: number }>,
): Promise<void> {
  await tx
    .createQueryBuilder()
    .insert()
    .into(UpgradedSite)
    .values(
      sites.map(({ id, wave, version }) => ({
        ...{ id: newId(), customerId: tx.customerId, upgradeId, siteId: id, wave, fromVersion: version },
      })),
    )
    .orIgnore()
    .execute();
}

/** Notes which deployments have ended; how many. */
async function settle(db: Database, { id }: UpgradeRow): Promise<number> {
  const ended = await acrossTenants(db, 'platform', 'find what has ended of an upgrade', (tx) =>
    endedOf(tx, id),
  );
  for (const site of ended)
    await inTenant(db, site.customerId, (tx) =>
      tx.update(
        UpgradedSite,
        { customerId: site.customerId, id: site.id, status: 'DEPLOYING' },
        site.outcome === 'COMPLETED'
          ? { status: 'COMPLETED' }
          : { status: 'FAILED', reason: site.error ?? 'The deployment was cancelled.' },
      ),
    );
  return ended.length;
}

const endedOf = (tx: ReadTx, upgradeId: string): Promise<Ended[]> =>
  rowsOf<Ended>(
    tx,
    `select upgraded.customer_id as "customerId", upgraded.id, deployment.status as outcome,
       deployment.error_message as error
     from deployments.upgraded_site as upgraded
     join deployments.deployment as deployment
       on deployment.customer_id = upgraded.customer_id and deployment.id = upgraded.deployment_id
     where upgraded.upgrade_id = $1 and upgraded.status = 'DEPLOYING'
       and deployment.status in ('COMPLETED', 'FAILED', 'CANCELLED')`,
    [upgradeId],
  );

/** As many as there is room for, in their order. One whose site is busy is left for the next sweep. */
async function deployNext(
  db: Database,
  askingFirst: AskingFirst,
  upgrade: UpgradeRow,
  wave: Wave,
): Promise<void> {
  const room = upgrade.atOnce - wave.deploying;
  if (room <= 0 || wave.waiting === 0) return;
  const next = await acrossTenants(db, 'platform', 'find the next sites of an upgrade', (tx) =>
    tx.find(UpgradedSite, {
      where: { upgradeId: upgrade.id, wave: wave.number, status: 'WAITING' },
      order: { id: 'ASC' },
      // Those that are busy are passed over.
      take: room + 100,
    }),
  );
  let begun = 0;
  for (const site of next) {
    if (begun >= room) break;
    // One for which nobody foresaw this keeps its turn, and holds up nobody else.
    const became = await askingFirst(() =>
      inTenant(db, site.customerId, (tx) => deploy(tx, upgrade, site)),
    ).catch((error: unknown) => {
      db.log.warn(
        { err: error, site: site.siteId },
        'A site could not be upgraded; the next sweep tries again.',
      );
      return 'WAITING' as const;
    });
    if (became === 'DEPLOYING') begun += 1;
  }
  db.events.publish(upgradeOf(upgrade.id));
}

/** What has become of the site's turn. */
async function deploy(
  tx: TenantTx,
  upgrade: UpgradeRow,
  { id, siteId, customerId }: UpgradedSiteRow,
): Promise<UpgradedSiteRow['status']> {
  const become = async (change: Partial<UpgradedSiteRow> & Pick<UpgradedSiteRow, 'status'>) => {
    await tx.update(UpgradedSite, { customerId, id }, change);
    return change.status;
  };
  // Asked before anything is locked, as in deploySite: a suspension and an upgrade take turns.
  const standing = await standingOf(tx);
  // Another process may have taken its turn.
  const waits = await tx.findOne(UpgradedSite, {
    where: { customerId, id, status: 'WAITING' },
    lock: { mode: 'pessimistic_write' },
  });
  if (!waits) return 'DEPLOYING';
  if (standing !== 'ACTIVE') return become({ status: 'SKIPPED', reason: 'The customer is not active.' });
  const newest = await tx.findOne(Deployment, { where: { siteId }, order: { number: 'DESC' } });
  if (newest && !hasEnded(newest.status)) return 'WAITING';
  try {
    const { id: deploymentId } = await queueUpgrade(tx, siteId, upgrade);
    return await become({ status: 'DEPLOYING', deploymentId });
  } catch (error) {
    const said = error instanceof AppError ? error : null;
    if (said?.code === 'NOT_FOUND') return become({ status: 'SKIPPED', reason: 'The site is gone.' });
    if (said?.code === 'VALIDATION_ERROR' || said?.code === 'CONFLICT')
      return become({ status: 'FAILED', reason: said.message });
    throw error;
  }
}

async function end(
  db: Database,
  upgrade: UpgradeRow,
  status: 'STOPPED' | 'COMPLETED',
  reason: string | null,
): Promise<void> {
  await move(db, upgrade, {
    ...{ status, reason },
    ...(status === 'COMPLETED' && { completedAt: new Date() }),
  });
}

/** Unless somebody has moved it meanwhile. */
async function move(db: Database, { id, status }: UpgradeRow, change: Partial<UpgradeRow>): Promise<void> {
  await inPlatform(db, (tx) => tx.update(Upgrade, { id, status }, change));
  db.events.publish(upgradeOf(id));
}

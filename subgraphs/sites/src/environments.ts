/** A site in several environments. Each is a site of its own; those of one project belong together. */
import DataLoader from 'dataloader';
import { conflict } from '@hosterizer/kit/errors';
import { newId } from '@hosterizer/kit/ids';
import type { MutationTx, Reach } from '@hosterizer/kit/tenancy';
import { In, IsNull } from 'typeorm';
import { projectToChange, siteToChange } from './changeable.ts';
import { Site, type SiteRow } from './entities.ts';
import type {
  AddEnvironmentInput,
  ApprovalPolicy,
  Environment,
  SetApprovalPolicyInput,
} from './generated/resolvers.ts';
import { channelOf, named, orderOf } from './sites.ts';

const inOrder: readonly Environment[] = ['PRODUCTION', 'STAGING', 'DEVELOPMENT'];

/** The environments that a site has, production first. */
export const environmentsLoader = ({ read }: Pick<Reach, 'read'>) =>
  new DataLoader<SiteRow, SiteRow[]>(
    async (sites) => {
      const rows = await read((tx) =>
        tx.findBy(Site, {
          customerId: In(sites.map(({ customerId }) => customerId)),
          projectId: In(sites.map(({ projectId }) => projectId)),
          deletedAt: IsNull(),
        }),
      );
      rows.sort((a, b) => inOrder.indexOf(a.environment) - inOrder.indexOf(b.environment));
      return sites.map(({ projectId }) => rows.filter((row) => row.projectId === projectId));
    },
    // A mutation later in the same request must not be answered with what was there before it.
    { cache: false },
  );

/** Orders the site once more. Throws CONFLICT when it has this environment, and as projectToChange. */
export async function addEnvironment(
  tx: MutationTx,
  { siteId, environment }: AddEnvironmentInput,
): Promise<SiteRow> {
  const { site, all } = await projectToChange(tx, siteId);
  const { customerId, name, projectId, approvalPolicy } = site;
  // Asked anew: who added one before let go of the site after it was found.
  if (await tx.existsBy(Site, { projectId, environment, deletedAt: IsNull() }))
    throw conflict(`The site has the environment ${environment} already.`);
  const id = newId();
  const { cloudProvider, region, blueprint, blueprintVersion, instanceSize } = site;
  await named(name, () =>
    tx.insert(Site, {
      ...{ id, customerId, name, environment, projectId, approvalPolicy },
      ...{ cloudProvider, region, blueprint, blueprintVersion, instanceSize },
      configuration: site.configuration as object,
    }),
  );
  for (const sibling of all) tx.announce(channelOf(sibling.id));
  const added = await tx.findOneByOrFail(Site, { id });
  await tx.audit({ operation: 'addEnvironment', object: { type: 'Site', id }, after: orderOf(added) });
  return added;
}

/** For the deployments that are planned from now on. Throws as siteToChange. */
export async function setApprovalPolicy(
  tx: MutationTx,
  { siteId, policy }: SetApprovalPolicyInput,
): Promise<SiteRow> {
  const site = await siteToChange(tx, siteId);
  await tx.update(Site, site.id, { approvalPolicy: policy });
  tx.announce(channelOf(site.id));
  const told = (approvalPolicy: ApprovalPolicy) => ({ environment: site.environment, approvalPolicy });
  await tx.audit({
    operation: 'setApprovalPolicy',
    object: { type: 'Site', id: site.id },
    before: told(site.approvalPolicy),
    after: told(policy),
  });
  return tx.findOneByOrFail(Site, { id: site.id });
}

/** What a site's program finds in its environment. A secret is sealed here and opened only for the job that needs it. */
import DataLoader from 'dataloader';
import { conflict, invalid, notFound } from '@hosterizer/kit/errors';
import { newId } from '@hosterizer/kit/ids';
import type { Sealer } from '@hosterizer/kit/sealer';
import type { MutationTx, Reach } from '@hosterizer/kit/tenancy';
import { In } from 'typeorm';
import { siteToChange } from './changeable.ts';
import { Variable, type SiteRow, type VariableRow } from './entities.ts';
import type { RemoveSiteVariableInput, SetSiteVariableInput, SiteVariable } from './generated/resolvers.ts';
import { channelOf } from './sites.ts';

/** For the Sealer; the deployments subgraph opens what is sealed for it. */
const column = 'sites.variable.sealed';

const limits = { variables: 100, name: 100, value: 8_192 };

/** What would change how the program itself runs, or how the system loads it. The root modules refuse the same. */
const reserved = /^(PATH|HOME|(NODE|LD)_.*)$/;

/** The variables of a site, by name. What is sealed is not even read. */
export const variablesLoader = ({ read }: Pick<Reach, 'read'>) =>
  new DataLoader<SiteRow, SiteVariable[]>(
    async (sites) => {
      const rows = await read((tx) =>
        tx.find(Variable, {
          select: { id: true, siteId: true, name: true, value: true, updatedAt: true },
          where: {
            customerId: In(sites.map(({ customerId }) => customerId)),
            siteId: In(sites.map(({ id }) => id)),
          },
          order: { name: 'asc' },
        }),
      );
      return sites.map(({ id }) =>
        rows
          .filter(({ siteId }) => siteId === id)
          .map(({ name, value, updatedAt }) => ({ name, value, secret: value === null, updatedAt })),
      );
    },
    // A mutation later in the same request must not be answered with what was there before it.
    { cache: false },
  );

/** For the next deployment. Throws VALIDATION_ERROR, CONFLICT when the site has too many, and as siteToChange. */
export async function setSiteVariable(
  tx: MutationTx,
  sealer: Sealer,
  { siteId, name, value, secret }: SetSiteVariableInput,
): Promise<SiteRow> {
  checkName(name);
  checkValue(value);
  const site = await siteToChange(tx, siteId);
  const before = await tx.findOneBy(Variable, { siteId: site.id, name });
  if (!before && (await tx.countBy(Variable, { siteId: site.id })) >= limits.variables)
    throw conflict(`A site has at most ${limits.variables} variables; remove one that it does not need.`);

  const id = before?.id ?? newId();
  const kept = secret ? { value: null, sealed: sealer.seal(value, column, id) } : { value, sealed: null };
  if (before) await tx.update(Variable, { customerId: tx.customerId, id }, kept);
  else await tx.insert(Variable, { id, customerId: tx.customerId, siteId: site.id, name, ...kept });

  tx.announce(channelOf(site.id));
  await tx.audit({
    operation: 'setSiteVariable',
    object: { type: 'Site', id: site.id },
    ...(before && { before: told(before) }),
    after: { variable: name, secret },
  });
  return site;
}

/** Throws NOT_FOUND when the site has no such variable, and as siteToChange. */
export async function removeSiteVariable(
  tx: MutationTx,
  { siteId, name }: RemoveSiteVariableInput,
): Promise<SiteRow> {
  const site = await siteToChange(tx, siteId);
  const variable = await tx.findOneBy(Variable, { siteId: site.id, name });
  if (!variable) throw notFound('Variable', name);
  await tx.delete(Variable, { customerId: tx.customerId, id: variable.id });
  tx.announce(channelOf(site.id));
  await tx.audit({
    operation: 'removeSiteVariable',
    object: { type: 'Site', id: site.id },
    before: told(variable),
  });
  return site;
}

/** What the audit log tells: a plain value may be somebody's secret too. */
const told = ({ name, value }: VariableRow) => ({ variable: name, secret: value === null });

function checkName(name: string): void {
  if (!/^[A-Z_][A-Z0-9_]*$/.test(name) || name.length > limits.name)
    throw invalid('name', 'Give a name of capital letters, digits and underscores, such as API_URL.');
  if (reserved.test(name))
    throw invalid('name', 'PATH, HOME and names that begin with NODE_ or LD_ are not allowed.');
}

function checkValue(value: string): void {
  if (value.length > limits.value) throw invalid('value', 'Give a value of at most 8,192 characters.');
  if (value.includes('\0') || !value.isWellFormed())
    throw invalid('value', 'Leave out the zero character and halves of characters.');
}

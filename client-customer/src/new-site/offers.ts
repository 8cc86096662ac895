import type {
  CloudProvider,
  NewSiteQuery,
  OfferedVersionFragment,
  OfferingFragment,
} from '../generated/graphql.ts';

export type Offering = OfferingFragment;

/** A blueprint of which something is published. */
export type Blueprint = { name: string; version: OfferedVersionFragment };

export type Offers = { blueprints: readonly Blueprint[]; offerings: readonly Offering[] };

/** What can be ordered; what can stand on this machine, which needs nobody's account, first. */
export function offersOf({ blueprints, cloudOfferings }: NewSiteQuery): Offers {
  const offered = blueprints.flatMap(({ name, published }) =>
    published ? [{ name, version: published }] : [],
  );
  const isHere = ({ version }: Blueprint) => version.cloudProviders.includes('LOCAL');
  return {
    blueprints: [...offered.filter(isHere), ...offered.filter((blueprint) => !isHere(blueprint))],
    offerings: cloudOfferings,
  };
}

/** Why a blueprint cannot be ordered at a provider; null when it can. */
export function whyNot({ version }: Blueprint, { cloudProvider, available }: Offering): string | null {
  const stands = (provider: CloudProvider) => version.cloudProviders.includes(provider);
  if (!stands(cloudProvider)) return `${version.title} cannot stand here`;
  return available ? null : 'Not set up on this installation';
}

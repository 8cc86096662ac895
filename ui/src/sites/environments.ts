import type { Environment } from '../generated/graphql.ts';

/** In the order in which something goes towards its visitors, the last first. */
export const environments: readonly Environment[] = ['PRODUCTION', 'STAGING', 'DEVELOPMENT'];

export const environmentNames: Record<Environment, string> = {
  PRODUCTION: 'Production',
  STAGING: 'Staging',
  DEVELOPMENT: 'Development',
};

/** `Shop`, and `Shop (staging)` for every environment but production, which is the one that people mean. */
export const nameIn = ({ name, environment }: { name: string; environment: Environment }): string =>
  environment === 'PRODUCTION' ? name : `${name} (${environmentNames[environment].toLowerCase()})`;

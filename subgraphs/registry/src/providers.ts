import type { CloudProvider } from './generated/resolvers.ts';

/** What the folders of a provider's modules are called. */
export const providersOf: Record<CloudProvider, string> = {
  ...{
    AWS: 'aws',
    AZURE: 'azure',
    GCP: 'gcp',
    DIGITALOCEAN: 'digitalocean',
    AKAMAI: 'akamai',
    LOCAL: 'local',
  },
};

export const cloudProviders = Object.keys(providersOf) as CloudProvider[];

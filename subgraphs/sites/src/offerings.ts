/**
 * The cloud providers and the regions that a site can stand in, by the names the providers themselves use in their
 * APIs; a choice of their public regions, widest use first.
 */
import { invalid } from '@hosterizer/kit/errors';
import type { CloudProvider } from './generated/resolvers.ts';

export type Offering = {
  cloudProvider: CloudProvider;
  title: string;
  regions: Array<{ name: string; title: string }>;
};

const region = (name: string, title: string) => ({ name, title });

export const offerings: readonly Offering[] = [
  { cloudProvider: 'LOCAL', title: 'This machine', regions: [region('local', 'Here')] },
  {
    cloudProvider: 'AWS',
    title: 'Amazon Web Services',
    regions: [
      region('us-east-1', 'N. Virginia'),
      region('us-east-2', 'Ohio'),
      region('us-west-2', 'Oregon'),
      region('ca-central-1', 'Canada'),
      region('sa-east-1', 'São Paulo'),
      region('eu-west-1', 'Ireland'),
      region('eu-west-2', 'London'),
      region('eu-central-1', 'Frankfurt'),
      region('eu-north-1', 'Stockholm'),
      region('ap-south-1', 'Mumbai'),
      region('ap-southeast-1', 'Singapore'),
      region('ap-southeast-2', 'Sydney'),
      region('ap-northeast-1', 'Tokyo'),
    ],
  },
  {
    cloudProvider: 'AZURE',
    title: 'Microsoft Azure',
    regions: [
      region('eastus', 'East US'),
      region('westus2', 'West US 2'),
      region('northeurope', 'North Europe'),
      region('westeurope', 'West Europe'),
      region('uksouth', 'UK South'),
      region('germanywestcentral', 'Germany West Central'),
      region('southeastasia', 'Southeast Asia'),
      region('japaneast', 'Japan East'),
      region('australiaeast', 'Australia East'),
      region('brazilsouth', 'Brazil South'),
    ],
  },
  {
    cloudProvider: 'GCP',
    title: 'Google Cloud',
    regions: [
      region('us-central1', 'Iowa'),
      region('us-east1', 'South Carolina'),
      region('us-west1', 'Oregon'),
      region('europe-west1', 'Belgium'),
      region('europe-west3', 'Frankfurt'),
      region('europe-north1', 'Finland'),
      region('asia-east1', 'Taiwan'),
      region('asia-northeast1', 'Tokyo'),
      region('australia-southeast1', 'Sydney'),
    ],
  },
  {
    cloudProvider: 'DIGITALOCEAN',
    title: 'DigitalOcean',
    regions: [
      region('nyc3', 'New York 3'),
      region('sfo3', 'San Francisco 3'),
      region('tor1', 'Toronto 1'),
      region('ams3', 'Amsterdam 3'),
      region('lon1', 'London 1'),
      region('fra1', 'Frankfurt 1'),
      region('blr1', 'Bangalore 1'),
      region('sgp1', 'Singapore 1'),
      region('syd1', 'Sydney 1'),
    ],
  },
  {
    cloudProvider: 'AKAMAI',
    title: 'Akamai Cloud',
    regions: [
      region('us-east', 'Newark'),
      region('us-central', 'Dallas'),
      region('us-west', 'Fremont'),
      region('eu-west', 'London'),
      region('eu-central', 'Frankfurt'),
      region('ap-south', 'Singapore'),
      region('ap-northeast', 'Tokyo'),
      region('ap-southeast', 'Sydney'),
    ],
  },
];

/** Throws VALIDATION_ERROR at `region` when the provider has no such region. */
export function checkRegion(cloudProvider: CloudProvider, name: string): void {
  const offering = offerings.find((candidate) => candidate.cloudProvider === cloudProvider)!;
  if (offering.regions.some((candidate) => candidate.name === name)) return;
  const names = offering.regions.map((candidate) => candidate.name).join(', ');
  throw invalid('region', `${offering.title} has no region ${name} here; choose one of ${names}.`);
}

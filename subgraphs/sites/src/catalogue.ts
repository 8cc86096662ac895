/** The cloud providers with their regions and sizes: terraform/catalogue.json, and the machine that the platform runs on. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ownTerraform } from '@hosterizer/kit/blueprints';
import { invalid } from '@hosterizer/kit/errors';
import type { CloudOffering, CloudProvider, CloudSize, InstanceSize } from './generated/resolvers.ts';

export type Offering = Omit<CloudOffering, 'available'>;

/** As the file has it, by the providers' names in small letters. */
type Catalogue = Record<
  string,
  {
    title: string;
    source: string;
    date: string;
    regions: Record<string, string>;
    sizes: Record<string, { compute: string; database: string | null; cpus: number; memory_gb: number }>;
  }
>;

const clouds: readonly CloudProvider[] = ['AWS', 'AZURE', 'GCP', 'DIGITALOCEAN', 'AKAMAI'];

/** Reads the file in this folder; the one that comes with the platform where it has none. */
export function readCatalogue(folder = ownTerraform): readonly Offering[] {
  const own = join(folder, 'catalogue.json');
  const file = existsSync(own) ? own : join(ownTerraform, 'catalogue.json');
  const catalogue = JSON.parse(readFileSync(file, 'utf8')) as Catalogue;
  return [here, ...clouds.map((cloudProvider) => offeringOf(cloudProvider, catalogue))];
}

function offeringOf(cloudProvider: CloudProvider, catalogue: Catalogue): Offering {
  const { title, source, date, regions, sizes } = catalogue[cloudProvider.toLowerCase()]!;
  return {
    ...{ cloudProvider, title, source, date },
    regions: Object.entries(regions).map(([name, text]) => ({ name, title: text })),
    sizes: Object.entries(sizes).map(([name, { memory_gb: memoryGb, ...size }]) => {
      return { name: name as InstanceSize, ...size, memoryGb };
    }),
  };
}

/** A web server of one process, with so much memory: see modules/local/compute. */
const sizeHere = (name: InstanceSize, memoryMb: number): CloudSize => {
  return { name, compute: 'process', database: 'SQLite', cpus: null, memoryGb: memoryMb / 1000 };
};

const here: Offering = {
  ...{ cloudProvider: 'LOCAL', title: 'This machine', source: null, date: null },
  regions: [{ name: 'local', title: 'Here' }],
  sizes: [sizeHere('SMALL', 32), sizeHere('MEDIUM', 64), sizeHere('LARGE', 128)],
};

/** Throws VALIDATION_ERROR at `region` or `instanceSize` for what the provider does not have. */
export function checkPlace(
  catalogue: readonly Offering[],
  { cloudProvider, region, instanceSize }: Pick<PlaceInput, keyof PlaceInput>,
): void {
  const { title, regions, sizes } = catalogue.find((offering) => offering.cloudProvider === cloudProvider)!;
  if (!regions.some(({ name }) => name === region))
    throw invalid('region', `${title} has no region ${region} here; choose one of ${namesOf(regions)}.`);
  if (!sizes.some(({ name }) => name === instanceSize))
    throw invalid('instanceSize', `${title} has no size ${instanceSize}; choose one of ${namesOf(sizes)}.`);
}

type PlaceInput = { cloudProvider: CloudProvider; region: string; instanceSize: InstanceSize };

const namesOf = (things: ReadonlyArray<{ name: string }>) => things.map(({ name }) => name).join(', ');

/**
 * Writes the regions and sizes of catalogue.json into the one place per provider where the modules find them,
 * modules/<provider>/site/catalogue.tf. A module cannot read the catalogue itself: a runner gives it the folder of the
 * modules and no more.
 *
 *   node terraform/tools/catalogue.ts
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const terraformFolder = fileURLToPath(new URL('..', import.meta.url));

export type Size = { compute: string; database: string | null; cpus: number; memory_gb: number };

export type Catalogue = Record<
  string,
  {
    title: string;
    source: string;
    date: string;
    regions: Record<string, string>;
    sizes: Record<string, Size>;
  }
>;

export const readCatalogue = (): Catalogue =>
  JSON.parse(readFileSync(join(terraformFolder, 'catalogue.json'), 'utf8'));

export const catalogueFile = (provider: string) =>
  join(terraformFolder, 'modules', provider, 'site', 'catalogue.tf');

/** The provider's part of the catalogue as HCL. */
export function catalogueText({ regions, sizes }: Catalogue[string]): string {
  const names = Object.keys(regions).map((name) => `    ${JSON.stringify(name)},\n`);
  const width = Math.max(...Object.keys(sizes).map((name) => name.length));
  const lines = Object.entries(sizes).map(
    ([name, { compute, database }]) =>
      `    ${name.padEnd(width)} = { compute = ${JSON.stringify(compute)}, database = ${JSON.stringify(database)} }\n`,
  );
  return `# Written by tools/catalogue.ts from catalogue.json.

locals {
  regions = [
${names.join('')}  ]

  sizes = {
${lines.join('')}  }
}
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [provider, part] of Object.entries(readCatalogue()))
    writeFileSync(catalogueFile(provider), catalogueText(part));
}

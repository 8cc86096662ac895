/**
 * Writes the README of each module, and the table in docs/clouds.md, from the HCL.
 *
 *   node terraform/tools/readme.ts
 */
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ProviderSchema } from '../test/plugin/schema.ts';
import { readModule, type Input, type ModuleText } from './hcl.ts';

export const terraformFolder = fileURLToPath(new URL('..', import.meta.url));
const overview = join(terraformFolder, '../docs/clouds.md');

/** Every folder that holds a module, but those of the provider local, whose READMEs say more than their HCL does. */
export const cloudFolders = (): string[] =>
  globSync('{modules,blueprints,environments}/**/main.tf', { cwd: terraformFolder })
    .map(dirname)
    .filter((folder) => !folder.split('/').includes('local') && !folder.includes('.terraform'))
    .sort();

/** What the files that are made of the HCL must hold, by path. */
export function wantedTexts(): Map<string, string> {
  const folders = cloudFolders();
  const wanted = new Map(
    folders.map((folder) => [join(terraformFolder, folder, 'README.md'), readmeOf(folder)] as const),
  );
  const before = readFileSync(overview, 'utf8');
  const table = tableOf(folders);
  return wanted.set(
    overview,
    before.replace(/(<!-- table -->\n)[\s\S]*(<!-- end of table -->)/, `$1\n${table}\n$2`),
  );
}

function readmeOf(folder: string): string {
  const module = readModule(join(terraformFolder, folder));
  const name = folder.replace(/^modules\//, '');
  const made = counted(module.resources).map(([type, count]) =>
    count > 1 ? `\`${type}\` (${count})` : `\`${type}\``,
  );
  return [
    `# ${name}`,
    module.about,
    inputTable(module.inputs),
    outputTable(module),
    made.length > 0 ? `Makes ${made.join(', ')}.` : 'Makes nothing itself.',
    module.modules.length > 0 ? `Uses ${module.modules.map((source) => `\`${source}\``).join(', ')}.` : '',
    exampleOf(folder, module),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}

function inputTable(inputs: Input[]): string {
  const rows = inputs.map(({ name, type, default: value, description, sensitive }) => {
    const shown = value === undefined ? 'required' : code(value);
    return `| \`${name}\` | ${code(type)}${sensitive ? ', sensitive' : ''} | ${shown} | ${cell(description)} |`;
  });
  return rows.length === 0
    ? ''
    : ['| input | type | default | meaning |', '|---|---|---|---|', ...rows].join('\n');
}

function outputTable({ outputs }: ModuleText): string {
  const rows = outputs.map(
    ({ name, description, sensitive }) =>
      `| \`${name}\`${sensitive ? ', sensitive' : ''} | ${cell(description)} |`,
  );
  return rows.length === 0 ? '' : ['| output | value |', '|---|---|', ...rows].join('\n');
}

const cell = (text: string) => text.replaceAll('|', '\\|');
const code = (text: string) => `\`${cell(text)}\``;

/** A root module is given its values in a file; any other by the module that uses it. */
function exampleOf(folder: string, { example }: ModuleText): string {
  const values = join(terraformFolder, folder, 'terraform.tfvars');
  if (existsSync(values)) return hcl(`# terraform.tfvars\n${readFileSync(values, 'utf8')}`);
  if (!folder.startsWith('modules/')) return hcl(`# terraform.tfvars\n${example.replace(/^ {2}/gm, '')}`);
  const source = `  source = "../../../${folder}"\n\n`;
  return hcl(`module "${basename(folder).replaceAll('-', '_')}" {\n${source}${example}}\n`);
}

const hcl = (text: string) => `\`\`\`hcl\n${text}\`\`\``;

/** One line a module: what it makes, how many runs test it, and by which means. */
function tableOf(folders: string[]): string {
  const rows = folders.map((folder) => {
    const { resources, data, runs, providers } = readModule(join(terraformFolder, folder));
    const counts = [resources.length, data.length, runs].join(' | ');
    return `| \`${folder}\` | ${counts} | ${means(providers)} |`;
  });
  return [
    '| module | resources | data sources | test runs | checked against |',
    '|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function means(providers: string[]): string {
  if (providers.length === 0) return 'Terraform alone';
  return providers
    .map((source) => {
      if (byHand().includes(source)) return `${source}: schema by hand`;
      return source === 'hashicorp/aws' ? `${source}: schema, plug-in` : `${source}: schema`;
    })
    .join('; ');
}

/** The providers whose schemas nobody generated. */
const byHand = (): string[] =>
  globSync('schemas/*.json', { cwd: terraformFolder })
    .map((file) => JSON.parse(readFileSync(join(terraformFolder, file), 'utf8')) as ProviderSchema)
    .filter(({ origin }) => origin.startsWith('by hand'))
    .map(({ source }) => source);

function counted(types: string[]): Array<[string, number]> {
  const counts = new Map<string, number>();
  for (const type of types) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [path, text] of wantedTexts()) writeFileSync(path, text);
}

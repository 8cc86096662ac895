/**
 * Writes terraform/schemas/<provider>.json anew: the schema of every resource and data source that the modules use, out
 * of the providers' published bindings. A step for whoever changes a module; the bindings are no dependency of anything
 * here. They are fetched with npm into a temporary folder (100 MB for all), and removed again.
 *
 *   node terraform/tools/schemas.ts [provider …]
 *
 * HOSTERIZER_BINDINGS names a folder with archives that were fetched before (`npm pack`).
 */
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Block, ProviderSchema } from '../test/plugin/schema.ts';
import { originalOf, readBinding } from './bindings.ts';
import { sensitive } from './sensitive.ts';

const work = mkdtempSync(join(tmpdir(), 'hosterizer-schemas-'));
const terraformFolder = fileURLToPath(new URL('..', import.meta.url));

/** Which version of which bindings holds which version of which provider. */
const origins: Record<string, { source: string; version: string; bindings: string }> = {
  aws: { source: 'hashicorp/aws', version: '5.100.0', bindings: '@cdktf/provider-aws@20.1.0' },
  azurerm: { source: 'hashicorp/azurerm', version: '4.55.0', bindings: '@cdktf/provider-azurerm@14.23.1' },
  google: { source: 'hashicorp/google', version: '6.50.0', bindings: '@cdktf/provider-google@16.12.1' },
  digitalocean: {
    source: 'digitalocean/digitalocean',
    version: '2.71.0',
    bindings: '@cdktf/provider-digitalocean@13.14.1',
  },
  random: { source: 'hashicorp/random', version: '3.7.2', bindings: '@cdktf/provider-random@12.0.1' },
  postgresql: {
    source: 'cyrilgdn/postgresql',
    version: '1.26.0',
    bindings: '@cdktf/provider-postgresql@12.1.1',
  },
};

function main(): void {
  const asked = process.argv.slice(2);
  try {
    for (const provider of asked.length > 0 ? asked : Object.keys(origins)) write(provider);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function write(provider: string): void {
  const origin = origins[provider];
  if (!origin) throw new Error(`Of ${provider} there are no bindings; its schema is written by hand.`);
  const used = usedTypes(provider);
  const lib = unpack(origin.bindings);
  const schema: ProviderSchema = {
    ...{ source: origin.source, version: origin.version, origin: origin.bindings },
    ...{ provider: {}, resources: {}, data: {} },
  };
  for (const folder of readdirSync(lib)) {
    const sources = globSync('*.js', { cwd: join(lib, folder) }).map((file) =>
      readFileSync(join(lib, folder, file), 'utf8'),
    );
    if (!sources.some((text) => wanted(text, used))) continue;
    const { kind, name, block } = readBinding(
      sources.map((text) => (text.includes('sourceMappingURL') ? originalOf(text) : '')),
    );
    if (kind === 'provider') schema.provider = block;
    else if (kind === 'resource' && used.resource.has(name))
      schema.resources[name] = marked(name, block, sensitive[name]);
    else if (kind === 'data' && used.data.has(name))
      schema.data[name] = marked(name, block, sensitiveIn(name));
  }
  for (const name of [...used.resource].filter((name) => !schema.resources[name]))
    process.stderr.write(`${origin.bindings} has no resource ${name}.\n`);
  for (const name of [...used.data].filter((name) => !schema.data[name]))
    process.stderr.write(`${origin.bindings} has no data source ${name}.\n`);

  mkdirSync(join(terraformFolder, 'schemas'), { recursive: true });
  writeFileSync(join(terraformFolder, 'schemas', `${provider}.json`), show(schema));
}

/** The types that modules, environments and blueprints use. Their names begin with the provider's. */
function usedTypes(provider: string): { resource: Set<string>; data: Set<string> } {
  const used = { resource: new Set<string>(), data: new Set<string>() };
  for (const file of globSync('{modules,blueprints,environments}/**/*.tf', { cwd: terraformFolder })) {
    const text = readFileSync(join(terraformFolder, file), 'utf8');
    for (const [, kind, type] of text.matchAll(/^(resource|data) "(\w+)"/gm))
      if (type!.startsWith(`${provider}_`)) used[kind as 'resource' | 'data'].add(type!);
  }
  return used;
}

const wanted = (compiled: string, used: { resource: Set<string>; data: Set<string> }) => {
  const type = /\.tfResourceType = "(\w+)"/.exec(compiled)?.[1];
  return (
    type !== undefined &&
    (used.resource.has(type) || used.data.has(type) || /extends cdktf\.TerraformProvider /.test(compiled))
  );
};

/** Fetches a package and unpacks what was compiled. */
function unpack(bindings: string): string {
  const name = bindings.replace('@', '').replace('/', '-').replace('@', '-');
  const kept = join(process.env['HOSTERIZER_BINDINGS'] ?? work, `${name}.tgz`);
  if (!existsSync(kept)) execFileSync('npm', ['pack', '--silent', bindings], { cwd: work });
  const folder = join(work, name);
  mkdirSync(folder);
  execFileSync('tar', ['-xzf', kept, '-C', folder, '--exclude=*.d.ts', 'package/lib']);
  return join(folder, 'package', 'lib');
}

const sensitiveIn = (data: string) => sensitive[`data.${data}`];

function marked(type: string, block: Block, paths: readonly string[] = []): Block {
  for (const path of paths) {
    const names = path.split('.');
    const name = names.pop()!;
    const within = names.reduce<Block | undefined>(
      (outer, inner) => outer?.block_types?.[inner]?.block,
      block,
    );
    const attribute = within?.attributes?.[name];
    if (!attribute) throw new Error(`${type} has no attribute ${path} that could be sensitive.`);
    attribute.sensitive = true;
  }
  return block;
}

/** One type a line, so that a changed module is a small difference. */
function show({ provider, resources, data, ...head }: ProviderSchema): string {
  const lines = (record: Record<string, Block>) =>
    Object.entries(record)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, block]) => `    ${JSON.stringify(name)}: ${JSON.stringify(block)}`)
      .join(',\n');
  const headLines = Object.entries(head).map(([name, value]) => `  "${name}": ${JSON.stringify(value)},\n`);
  return `{\n${headLines.join('')}  "provider": ${JSON.stringify(provider)},\n  "resources": {\n${lines(resources)}\n  },\n  "data": {\n${lines(data)}\n  }\n}\n`;
}

main();

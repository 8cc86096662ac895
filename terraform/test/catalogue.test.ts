import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readCatalogue as readOfferings } from '../../subgraphs/sites/src/catalogue.ts';
import { schemaNames } from './clouds.ts';
import type { Block } from './plugin/schema.ts';
import { readSchema } from './plugin/serve.ts';
import { catalogueFile, catalogueText, readCatalogue } from '../tools/catalogue.ts';
import { readModule } from '../tools/hcl.ts';
import { cloudFolders, terraformFolder, wantedTexts } from '../tools/readme.ts';

const catalogue = readCatalogue();
const wanted = wantedTexts();

describe.each(Object.entries(catalogue))('the catalogue of %s', (provider, part) => {
  test('says where it is from, and of when', () => {
    expect(part.source).toMatch(/^https:\/\/\S+$/);
    expect(new Date(part.date).toISOString().slice(0, 10)).toBe(part.date);
  });

  test('has three sizes, each larger than the one before', () => {
    expect(Object.keys(part.sizes)).toEqual(['SMALL', 'MEDIUM', 'LARGE']);
    const memory = Object.values(part.sizes).map(({ memory_gb }) => memory_gb);
    expect(memory).toEqual([...memory].sort((a, b) => a - b));
    expect(new Set(Object.values(part.sizes).map(({ compute }) => compute)).size).toBe(3);
  });

  test('is what the modules know, in one place', () => {
    expect(readFileSync(catalogueFile(provider), 'utf8')).toBe(catalogueText(part));
    const elsewhere = globSync(`modules/${provider}/*/main.tf`, { cwd: terraformFolder })
      .filter((file) => dirname(file) !== `modules/${provider}/site`)
      .filter((file) => {
        const text = readFileSync(join(terraformFolder, file), 'utf8');
        return Object.values(part.sizes).some(({ compute }) => text.includes(`"${compute}"`));
      });
    expect(elsewhere).toEqual([]);
  });

  test('has no region that a module would refuse', () => {
    const folders = cloudFolders().filter((folder) => folder.split('/').includes(provider));
    const patterns = folders.flatMap((folder) => {
      const file = join(terraformFolder, folder, 'variables.tf');
      return [...readFileSync(file, 'utf8').matchAll(/regex\("(.*)", var\.region\)/g)].map(
        ([, pattern]) => pattern!,
      );
    });
    expect(patterns.length).toBeGreaterThan(0);
    for (const pattern of new Set(patterns))
      for (const region of Object.keys(part.regions)) expect(region).toMatch(new RegExp(pattern));
  });

  test('is what the platform offers', () => {
    const offered = readOfferings().find(({ cloudProvider }) => cloudProvider === provider.toUpperCase())!;
    expect(offered.regions.map(({ name }) => name)).toEqual(Object.keys(part.regions));
    expect(offered.sizes.map(({ name, memoryGb }) => [name, memoryGb])).toEqual(
      Object.entries(part.sizes).map(([name, { memory_gb }]) => [name, memory_gb]),
    );
    expect(offered).toMatchObject({ title: part.title, source: part.source, date: part.date });
  });
});

/** All types of resources, by name. */
const types = Object.assign({}, ...schemaNames().map((name) => readSchema(name).resources)) as Record<
  string,
  Block
>;

/** What can be set of a resource. */
const takesOf = (type: string): string[] =>
  Object.entries(types[type]?.attributes ?? {})
    .filter(([, { optional }]) => optional)
    .map(([name]) => name);

/** Whose labels are those of what they belong to. */
const unlabelled = ['aws_s3_object'];

describe('each module', () => {
  const common = ['site_name', 'customer_id', 'region', 'instance_type', 'database_config', 'tags'];
  const outputs = ['site_url', 'database_endpoint', 'resource_ids'];

  test.each(cloudFolders())('%s has a README that says what its HCL says', (folder) => {
    const path = join(terraformFolder, folder, 'README.md');
    // Run: node terraform/tools/readme.ts
    expect(existsSync(path) ? readFileSync(path, 'utf8') : '').toBe(wanted.get(path));
  });

  test.each(cloudFolders())('%s says what it is, and what its inputs and outputs mean', (folder) => {
    const { about, inputs, outputs: given, runs } = readModule(join(terraformFolder, folder));
    expect(about.length).toBeGreaterThan(20);
    expect(runs).toBeGreaterThan(0);
    for (const { name, description } of [...inputs, ...given])
      expect([name, description]).toEqual([name, expect.stringMatching(/\.$/)]);
  });

  test.each(cloudFolders())('%s pins Terraform and its providers', (folder) => {
    const text = readFileSync(join(terraformFolder, folder, 'main.tf'), 'utf8');
    expect(text).toMatch(/required_version = "~> 1\.5"/);
    const { providers } = readModule(join(terraformFolder, folder));
    expect(text.match(/^ {6}version = "~> \d+\.\d+"$/gm)?.length ?? 0).toBe(providers.length);
  });

  test.each(cloudFolders())('%s labels everything that takes labels', (folder) => {
    const bare = [];
    for (const file of globSync('*.tf', { cwd: join(terraformFolder, folder) })) {
      const text = readFileSync(join(terraformFolder, folder, file), 'utf8');
      for (const [block, type, name] of text.matchAll(/^resource "(\w+)" "(\w+)" \{\n[\s\S]*?^\}/gm)) {
        const takes = ['tags', 'labels', 'user_labels'].filter((label) => takesOf(type!).includes(label));
        const said = new RegExp(`^ +(${takes.join('|')}) +=`, 'm').test(block);
        if (takes.length > 0 && !said && !unlabelled.includes(type!)) bare.push(`${type}.${name}`);
      }
    }
    expect(bare).toEqual([]);
  });

  const parts = cloudFolders().filter((folder) =>
    /^modules\/[^/]+\/(networking|compute|database|storage)$|^blueprints\//.test(folder),
  );

  test.each(parts)('%s has the common interface', (folder) => {
    const module = readModule(join(terraformFolder, folder));
    const names = module.inputs.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining([...common, 'site_id']));
    expect(module.outputs.map(({ name }) => name)).toEqual(expect.arrayContaining(outputs));
  });
});

test('the table of the modules is that of the HCL', () => {
  const path = join(terraformFolder, '../docs/clouds.md');
  expect(readFileSync(path, 'utf8')).toBe(wanted.get(path));
});

import { EntitySchema } from 'typeorm';
import type { BlueprintStatus, CloudProvider, ModuleSource } from './generated/resolvers.ts';
import type { Schema } from './hcl/json-schema.ts';
import type { ModuleInput, ModuleOutput, ModuleProvider } from './hcl/module.ts';

export type ModuleVersionRow = {
  id: string;
  /** The path of its folder in the terraform folder. */
  name: string;
  version: string;
  digest: string;
  source: ModuleSource;
  gitUrl: string | null;
  gitTag: string | null;
  gitPath: string | null;
  description: string;
  inputs: ModuleInput[];
  outputs: ModuleOutput[];
  providers: ModuleProvider[];
  resources: string[];
  uses: string[];
  runsCommands: boolean;
  deprecatedAt: Date | null;
  deprecationReason: string | null;
  createdAt: Date;
};

export const ModuleVersion = new EntitySchema<ModuleVersionRow>({
  name: 'ModuleVersion',
  schema: 'registry',
  tableName: 'module_version',
  columns: {
    id: { type: 'uuid', primary: true },
    name: { type: 'text' },
    version: { type: 'text' },
    digest: { type: 'text' },
    source: { type: 'text' },
    gitUrl: { name: 'git_url', type: 'text', nullable: true },
    gitTag: { name: 'git_tag', type: 'text', nullable: true },
    gitPath: { name: 'git_path', type: 'text', nullable: true },
    description: { type: 'text' },
    inputs: { type: 'json' },
    outputs: { type: 'json' },
    providers: { type: 'json' },
    resources: { type: 'text', array: true },
    uses: { type: 'text', array: true },
    runsCommands: { name: 'runs_commands', type: 'boolean' },
    deprecatedAt: { name: 'deprecated_at', type: 'timestamptz', nullable: true },
    deprecationReason: { name: 'deprecation_reason', type: 'text', nullable: true },
    createdAt: { name: 'created_at', type: 'timestamptz', createDate: true },
  },
});

/** The root module of a provider. */
export type Root = { module: string; version: string };
export type Roots = Partial<Record<CloudProvider, Root>>;

export type BlueprintVersionRow = {
  /** Such as `website@3`. */
  id: string;
  blueprint: string;
  number: number;
  status: BlueprintStatus;
  title: string;
  description: string;
  roots: Roots;
  /** What its author says of a site's configuration. */
  configuration: Schema;
  /** What an order is checked against. */
  schema: Schema;
  notes: string;
  /** Of one that comes with the platform: the text that it was made from. */
  origin: string | null;
  deprecationReason: string | null;
  createdAt: Date;
  publishedAt: Date | null;
};

export const BlueprintVersion = new EntitySchema<BlueprintVersionRow>({
  name: 'BlueprintVersion',
  schema: 'registry',
  tableName: 'blueprint_version',
  columns: {
    id: { type: 'text', primary: true },
    blueprint: { type: 'text' },
    number: { type: 'integer' },
    status: { type: 'text' },
    title: { type: 'text' },
    description: { type: 'text' },
    roots: { type: 'json' },
    configuration: { type: 'json' },
    schema: { type: 'json' },
    notes: { type: 'text' },
    origin: { type: 'text', nullable: true },
    deprecationReason: { name: 'deprecation_reason', type: 'text', nullable: true },
    createdAt: { name: 'created_at', type: 'timestamptz', createDate: true },
    publishedAt: { name: 'published_at', type: 'timestamptz', nullable: true },
  },
});

export const entities = [ModuleVersion, BlueprintVersion];

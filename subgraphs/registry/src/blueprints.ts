/** Writing blueprints: one draft of each at a time, which becomes a version that never changes. */
import { conflict, invalid, notFound } from '@hosterizer/kit/errors';
import type { Deeds } from '@hosterizer/kit/tenancy';
import type { EntityManager } from 'typeorm';
import {
  draftIn,
  findBlueprint,
  publishedIn,
  rootsOf,
  versionsOf,
  type BlueprintModel,
} from './blueprint-versions.ts';
import { checkBlueprint } from './check.ts';
import { BlueprintVersion, ModuleVersion, type BlueprintVersionRow, type Roots } from './entities.ts';
import type {
  BlueprintRootInput,
  CloneBlueprintInput,
  CreateBlueprintInput,
  DeprecateBlueprintInput,
  EditBlueprintInput,
} from './generated/resolvers.ts';
import { isSchema, type Schema } from './hcl/json-schema.ts';
import { refusal } from './hcl/problems.ts';
import { newestOf, reasonOf } from './modules.ts';

type Tx = EntityManager & Deeds;

type Written = Pick<BlueprintVersionRow, 'title' | 'description' | 'roots' | 'configuration' | 'notes'>;

const limits = { title: 100, description: 1_000, notes: 5_000, configuration: 100_000 };

/** Throws VALIDATION_ERROR, CONFLICT for a name that is taken. */
export async function createBlueprint(tx: Tx, input: CreateBlueprintInput): Promise<BlueprintModel> {
  const name = await freeName(tx, input.name);
  const draft = await writtenBy(tx, input);
  return begin(tx, 'createBlueprint', name, 1, draft);
}

/** Throws as createBlueprint, and NOT_FOUND for a version that there is not. */
export async function cloneBlueprint(tx: Tx, input: CloneBlueprintInput): Promise<BlueprintModel> {
  const name = await freeName(tx, input.name);
  const from = await findBlueprint(tx, input.from);
  const source =
    input.version == null ? publishedIn(from) : from.versions.find(({ number }) => number === input.version);
  if (!source) throw notFound('Blueprint', `${input.from}@${input.version ?? 'published'}`);
  return begin(tx, 'cloneBlueprint', name, 1, {
    ...writtenIn(source),
    title: textOf('title', input.title, 1),
    notes: '',
  });
}

/** Throws NOT_FOUND, VALIDATION_ERROR. */
export async function editBlueprint(tx: Tx, input: EditBlueprintInput): Promise<BlueprintModel> {
  const blueprint = await held(tx, input.name);
  const draft = draftIn(blueprint);
  const newest = blueprint.versions[0]!;
  const base = draft ?? { ...newest, notes: '' };
  const written = await writtenBy(tx, {
    title: input.title ?? base.title,
    description: input.description ?? base.description,
    notes: input.notes ?? base.notes,
    roots: input.roots ?? asInput(base.roots),
    configuration: input.configuration ?? base.configuration,
  });
  if (!draft) return begin(tx, 'editBlueprint', input.name, newest.number + 1, written);
  await tx.update(BlueprintVersion, draft.id, { ...written, schema: await schemaOf(tx, written) } as object);
  await told(tx, 'editBlueprint', draft.id, written, writtenIn(draft));
  return findBlueprint(tx, input.name);
}

/** Throws NOT_FOUND, CONFLICT without a draft, VALIDATION_ERROR where it does not agree with its modules. */
export async function publishBlueprint(tx: Tx, name: string): Promise<BlueprintModel> {
  const draft = mustBeDrafted(await held(tx, name));
  const { schema, problems } = checkBlueprint(await rootsOf(tx, draft.roots), draft.configuration);
  if (problems.length > 0) throw refusal('name', problems);
  await tx.update(BlueprintVersion, draft.id, {
    ...{ status: 'PUBLISHED', publishedAt: new Date(), schema },
  } as object);
  await told(tx, 'publishBlueprint', draft.id, writtenIn(draft));
  return findBlueprint(tx, name);
}

/** Null when nothing is left of it. Throws NOT_FOUND, CONFLICT without a draft. */
export async function discardBlueprintDraft(tx: Tx, name: string): Promise<BlueprintModel | null> {
  const draft = mustBeDrafted(await held(tx, name));
  await tx.delete(BlueprintVersion, { id: draft.id });
  await tx.audit({
    operation: 'discardBlueprintDraft',
    object: { type: 'BlueprintVersion', id: draft.id },
    before: namesIn(writtenIn(draft)),
  });
  const versions = await versionsOf(tx, name);
  return versions.length > 0 ? { name, versions } : null;
}

/** Throws NOT_FOUND, VALIDATION_ERROR, CONFLICT for one that is not published. */
export async function deprecateBlueprint(
  tx: Tx,
  { name, version, reason }: DeprecateBlueprintInput,
): Promise<BlueprintModel> {
  const said = reasonOf(reason);
  const found = (await held(tx, name)).versions.find(({ number }) => number === version);
  if (!found) throw notFound('Blueprint', `${name}@${version}`);
  if (found.status !== 'PUBLISHED')
    throw conflict(`${found.id} is not published, so it cannot be deprecated.`);
  await tx.update(BlueprintVersion, found.id, { status: 'DEPRECATED', deprecationReason: said });
  await tx.audit({
    operation: 'deprecateBlueprint',
    object: { type: 'BlueprintVersion', id: found.id },
    after: { reason: said },
  });
  return findBlueprint(tx, name);
}

async function begin(
  tx: Tx,
  operation: string,
  name: string,
  number: number,
  written: Written,
): Promise<BlueprintModel> {
  const id = `${name}@${number}`;
  await tx.insert(BlueprintVersion, {
    ...{ id, blueprint: name, number, status: 'DRAFT', ...written, schema: await schemaOf(tx, written) },
  } as object);
  await told(tx, operation, id, written);
  return findBlueprint(tx, name);
}

/** The blueprint, held until the transaction ends: those who write it take turns. */
async function held(tx: Tx, name: string): Promise<BlueprintModel> {
  await holdBlueprint(tx, name);
  return findBlueprint(tx, name);
}

export const holdBlueprint = (tx: EntityManager, name: string): Promise<unknown> =>
  tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [`blueprint ${name}`]);

function mustBeDrafted(blueprint: BlueprintModel): BlueprintVersionRow {
  const draft = draftIn(blueprint);
  if (!draft) throw conflict(`${blueprint.name} has no draft: begin one with editBlueprint.`);
  return draft;
}

async function freeName(tx: Tx, name: string): Promise<string> {
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(name))
    throw invalid('name', 'Give 1 to 63 small letters, digits and dashes, beginning with a letter or digit.');
  await holdBlueprint(tx, name);
  if ((await versionsOf(tx, name)).length > 0) throw conflict(`There is a blueprint ${name} already.`);
  return name;
}

async function writtenBy(
  tx: Tx,
  input: Pick<CreateBlueprintInput, 'title' | 'description' | 'notes' | 'roots' | 'configuration'>,
): Promise<Written> {
  return {
    title: textOf('title', input.title, 1),
    description: textOf('description', input.description),
    notes: textOf('notes', input.notes),
    configuration: configurationOf(input.configuration ?? {}),
    roots: await chosen(tx, input.roots),
  };
}

/** Throws VALIDATION_ERROR for a module or a version that there is not, and for two of one provider. */
async function chosen(tx: Tx, inputs: readonly BlueprintRootInput[]): Promise<Roots> {
  const roots: Roots = {};
  for (const [index, { cloudProvider, module, version }] of inputs.entries()) {
    if (roots[cloudProvider])
      throw invalid(`roots.${index}.cloudProvider`, `There is another root module for ${cloudProvider}.`);
    if (!module.startsWith('blueprints/'))
      throw invalid(`roots.${index}.module`, 'Name a root module, such as blueprints/shop/aws.');
    const newest = await newestOf(tx, module);
    if (!newest) throw invalid(`roots.${index}.module`, `There is no module ${module}: register it first.`);
    if (version != null && !(await tx.existsBy(ModuleVersion, { name: module, version })))
      throw invalid(
        `roots.${index}.version`,
        `There is no version ${version} of ${module}; the newest is ${newest.version}.`,
      );
    roots[cloudProvider] = { module, version: version ?? newest.version };
  }
  return roots;
}

/** What an order would be checked against. */
const schemaOf = async (tx: Tx, { roots, configuration }: Written): Promise<Schema> =>
  checkBlueprint(await rootsOf(tx, roots), configuration).schema;

function configurationOf(given: unknown): Schema {
  if (!isSchema(given)) throw invalid('configuration', 'Give a JSON Schema, as an object.');
  if (JSON.stringify(given).length > limits.configuration)
    throw invalid('configuration', `Give a schema of at most ${limits.configuration} characters.`);
  return given;
}

function textOf(field: 'title' | 'description' | 'notes', text: string, least = 0): string {
  const trimmed = text.trim();
  if (trimmed.length < least || trimmed.length > limits[field] || trimmed.includes('\0'))
    throw invalid(field, `Give ${least === 0 ? 'at most' : '1 to'} ${limits[field]} characters.`);
  return trimmed;
}

const writtenIn = ({ title, description, roots, configuration, notes }: BlueprintVersionRow): Written => {
  return { title, description, roots, configuration, notes };
};

const asInput = (roots: Roots): BlueprintRootInput[] =>
  Object.entries(roots).map(([cloudProvider, root]) => {
    return { cloudProvider: cloudProvider as BlueprintRootInput['cloudProvider'], ...root };
  });

/** What the audit log tells of a draft: which modules, and the names of what is configured. */
const namesIn = ({ title, roots, configuration }: Written) => {
  return { title, roots, configured: Object.keys((configuration['properties'] as object | undefined) ?? {}) };
};

async function told(tx: Tx, operation: string, id: string, after: Written, before?: Written): Promise<void> {
  await tx.audit({
    operation,
    object: { type: 'BlueprintVersion', id },
    ...(before && { before: namesIn(before) }),
    after: namesIn(after),
  });
}

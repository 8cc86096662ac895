/** What a runner says of a plan: a document of its own form, checked to the last field before anything is made of it. */
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { invalid } from '@hosterizer/kit/errors';
import { longestValue, mostChanges } from './differences.ts';
import type { AttributeChange, PlannedAction } from './generated/resolvers.ts';

export type PlannedChanges = { reason: string | null; changes: AttributeChange[] };
export type DocumentedResource = { address: string; action: PlannedAction } & PlannedChanges;

export type PlanDocument = {
  /** The state that it was made from; both null where there was none. */
  lineage: string | null;
  /** A whole number as text, since it may be large. */
  serial: string | null;
  add: number;
  change: number;
  destroy: number;
  /** At most 2,000. */
  resources: DocumentedResource[];
  resourcesLeftOut: number;
};

export const mostResources = 2_000;
/** Bytes, as it is before compression. */
export const largestDocument = 8 * 1024 * 1024;
const longestName = 4_096;
const mostEver = 2 ** 31 - 1;

const actions: readonly string[] = [
  'CREATE',
  'UPDATE',
  'DELETE',
  'REPLACE',
  'READ',
] satisfies PlannedAction[];

const unzip = promisify(gunzip);

/**
 * Reads a document out of a request's body, which `encoding` (of HTTP) says to be compressed or not. Throws
 * VALIDATION_ERROR, naming what is wrong.
 */
export async function readDocument(body: Buffer, encoding: string | undefined): Promise<PlanDocument> {
  const plain = await inflated(body, encoding);
  let given: unknown;
  try {
    given = JSON.parse(plain.toString());
  } catch {
    throw invalid('body', 'It must be JSON.');
  }
  return documentOf(given);
}

/** A body of a few kilobytes may hold gigabytes of zeros: it is opened no further than a plan may be long. */
async function inflated(body: Buffer, encoding = 'identity'): Promise<Buffer> {
  const tooLarge = () => invalid('body', `A plan may have ${largestDocument} bytes; leave changes out.`);
  if (encoding === 'identity') {
    if (body.length > largestDocument) throw tooLarge();
    return body;
  }
  if (encoding !== 'gzip') throw invalid('content-encoding', 'It must be gzip or identity.');
  try {
    return await unzip(body, { maxOutputLength: largestDocument });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    throw invalid('body', 'It is not compressed as its content-encoding says.');
  }
}

function documentOf(given: unknown): PlanDocument {
  const names = ['lineage', 'serial', 'add', 'change', 'destroy', 'resourcesLeftOut', 'resources'];
  const plan = objectOf('plan', given, names);
  const lineage = plan['lineage'] === null ? null : textOf('lineage', plan['lineage']);
  const serial = plan['serial'] === null ? null : serialOf(plan['serial']);
  if ((lineage === null) !== (serial === null))
    throw invalid('serial', 'A state has a lineage and a serial; without a state both are null.');
  return {
    lineage,
    serial,
    add: countOf('add', plan['add']),
    change: countOf('change', plan['change']),
    destroy: countOf('destroy', plan['destroy']),
    resources: listOf('resources', plan['resources'], mostResources).map((resource, place) =>
      resourceOf(`resources.${place}`, resource),
    ),
    resourcesLeftOut: countOf('resourcesLeftOut', plan['resourcesLeftOut']),
  };
}

function resourceOf(field: string, given: unknown): DocumentedResource {
  const resource = objectOf(field, given, ['address', 'action', 'reason', 'changes']);
  return {
    address: textOf(`${field}.address`, resource['address']),
    action: actionOf(`${field}.action`, resource['action']),
    reason: resource['reason'] === null ? null : textOf(`${field}.reason`, resource['reason']),
    changes: listOf(`${field}.changes`, resource['changes'], mostChanges).map((change, place) =>
      changeOf(`${field}.changes.${place}`, change),
    ),
  };
}

function changeOf(field: string, given: unknown): AttributeChange {
  const names = ['path', 'before', 'after', 'sensitive', 'unknown', 'replaces'];
  const change = objectOf(field, given, names);
  const sensitive = flagOf(`${field}.sensitive`, change['sensitive']);
  const before = valueOf(`${field}.before`, change['before']);
  const after = valueOf(`${field}.after`, change['after']);
  if (sensitive && (before !== null || after !== null))
    throw invalid(field, 'What is sensitive must be left out: before and after must be null.');
  return {
    ...{ path: pathOf(`${field}.path`, change['path']), before, after, sensitive },
    unknown: flagOf(`${field}.unknown`, change['unknown']),
    replaces: flagOf(`${field}.replaces`, change['replaces']),
  };
}

function objectOf(field: string, given: unknown, names: readonly string[]): Record<string, unknown> {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw invalid(field, 'It must be an object.');
  const missing = names.find((name) => !Object.hasOwn(given, name));
  if (missing) throw invalid(`${field}.${missing}`, 'It is missing.');
  const foreign = Object.keys(given).find((name) => !names.includes(name));
  if (foreign !== undefined) throw invalid(field, `There is no ${foreign.slice(0, 100)} in it.`);
  return given as Record<string, unknown>;
}

function listOf(field: string, given: unknown, most: number): unknown[] {
  if (!Array.isArray(given)) throw invalid(field, 'It must be a list.');
  if (given.length > most) throw invalid(field, `It may have ${most} entries; leave the others out.`);
  return given;
}

/** One that PostgreSQL can keep, as text and within JSON: it holds no NUL and no half of a character. */
function textOf(field: string, given: unknown): string {
  if (typeof given !== 'string' || given.length < 1 || given.length > longestName)
    throw invalid(field, `It must be a text of 1 to ${longestName} characters.`);
  if (given.includes('\0') || !given.isWellFormed())
    throw invalid(field, 'It holds characters that no text has.');
  return given;
}

function serialOf(given: unknown): string {
  if (typeof given !== 'string' || !/^(0|[1-9]\d{0,17})$/.test(given))
    throw invalid('serial', 'It must be a whole number, as text.');
  return given;
}

function countOf(field: string, given: unknown): number {
  if (!Number.isInteger(given) || (given as number) < 0 || (given as number) > mostEver)
    throw invalid(field, 'It must be a whole number from 0 on.');
  return given as number;
}

function flagOf(field: string, given: unknown): boolean {
  if (typeof given !== 'boolean') throw invalid(field, 'It must be true or false.');
  return given;
}

function actionOf(field: string, given: unknown): PlannedAction {
  if (typeof given !== 'string' || !actions.includes(given))
    throw invalid(field, `It must be one of ${actions.join(', ')}.`);
  return given as PlannedAction;
}

/** Empty where the whole value is meant. */
function pathOf(field: string, given: unknown): string {
  return given === '' ? '' : textOf(field, given);
}

function valueOf(field: string, given: unknown): unknown {
  const text = typeof given === 'string' ? given : JSON.stringify(given);
  if (text.length > longestValue) throw invalid(field, `Cut it to ${longestValue} characters.`);
  return given;
}

/** A place as a customer names it. Nothing of it is an address: that is the installation's to say. */
import { invalid } from '@hosterizer/kit/errors';
import type { SetStateBackendInput } from '../generated/resolvers.ts';
import type { Place, PlaceKind } from './place.ts';

type Rule = { like: RegExp; reason: string };

const letters = 'It has 3 to 63 small letters, digits and hyphens';
const buckets: Record<PlaceKind, Rule> = {
  S3: {
    like: /^(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
    reason: `${letters} or dots, and begins and ends with a letter or digit.`,
  },
  AZURE_BLOB: {
    like: /^(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
    reason: `${letters}, no two hyphens in a row, and begins and ends with a letter or digit.`,
  },
  GCS: {
    like: /^(?!.*\.\.)[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$/,
    reason: `${letters}, dots or underscores, and begins and ends with a letter or digit.`,
  },
};
const region: Rule = { like: /^[a-z0-9]+(-[a-z0-9]+){1,5}$/, reason: 'It looks like eu-central-1.' };
const account: Rule = { like: /^[a-z0-9]{3,24}$/, reason: 'It has 3 to 24 small letters and digits.' };

const longestPrefix = 200;
const folder = /^(?!\.{1,2}$)[A-Za-z0-9._-]+$/;

/** Null for the platform itself. Throws VALIDATION_ERROR at what cannot be, or belongs to another kind. */
export function placeIn({ kind, ...given }: SetStateBackendInput): Place | null {
  const { bucket, prefix } = given;
  if (kind === 'PLATFORM') {
    for (const field of ['bucket', 'prefix', 'region', 'storageAccount'] as const)
      absent(field, given[field]);
    return null;
  }
  if (kind !== 'S3') absent('region', given.region);
  if (kind !== 'AZURE_BLOB') absent('storageAccount', given.storageAccount);
  return {
    kind,
    bucket: fitting('bucket', bucket, buckets[kind]),
    prefix: prefixOf(prefix),
    region: kind === 'S3' ? fitting('region', given.region, region) : null,
    storageAccount: kind === 'AZURE_BLOB' ? fitting('storageAccount', given.storageAccount, account) : null,
  };
}

function absent(field: string, value: unknown): void {
  if (value != null) throw invalid(field, 'Leave it out: this kind of place has none.');
}

function fitting(field: string, given: string | null | undefined, { like, reason }: Rule): string {
  const value = (given ?? '').trim();
  if (value.length > 63 || !like.test(value)) throw invalid(field, reason);
  return value;
}

function prefixOf(given: string | null | undefined): string {
  const folders = (given ?? '')
    .trim()
    .split('/')
    .filter((name) => name !== '');
  const prefix = folders.join('/');
  if (prefix.length > longestPrefix || !folders.every((name) => folder.test(name)))
    throw invalid(
      'prefix',
      `Give names of letters, digits, dots, hyphens and underscores with slashes between them, ${longestPrefix} characters at most.`,
    );
  return prefix;
}

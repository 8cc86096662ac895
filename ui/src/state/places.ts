import type {
  SetStateBackendInput,
  StateBackendKind,
  StatePlacePartsFragment,
} from '../generated/graphql.ts';

export type PlaceField = 'bucket' | 'prefix' | 'region' | 'storageAccount';

type Field = { name: PlaceField; label: string; hint?: string; isOptional?: true };
type PlaceKind = { name: string; meaning: string; fields: readonly Field[] };

const bucket: Field = { name: 'bucket', label: 'Bucket', hint: 'It must be there already.' };
const prefix: Field = {
  ...{ name: 'prefix', label: 'Prefix', isOptional: true },
  hint: 'What names of objects begin with, such as states/production.',
};

/** Where a state can lie, and what has to be known of each. */
export const placeKinds: Readonly<Record<StateBackendKind, PlaceKind>> = {
  PLATFORM: { name: 'The platform', meaning: 'With everything else of the site.', fields: [] },
  S3: {
    ...{ name: 'Amazon S3', meaning: 'A bucket of yours, with the credential of AWS.' },
    fields: [bucket, { name: 'region', label: 'Region', hint: 'Such as eu-central-1.' }, prefix],
  },
  AZURE_BLOB: {
    ...{ name: 'Azure Blob Storage', meaning: 'A container of yours, with the credential of Azure.' },
    fields: [{ name: 'storageAccount', label: 'Storage account' }, { ...bucket, label: 'Container' }, prefix],
  },
  GCS: {
    ...{ name: 'Google Cloud Storage', meaning: 'A bucket of yours, with the credential of Google Cloud.' },
    fields: [bucket, prefix],
  },
};

export const kindsInOrder: readonly StateBackendKind[] = ['PLATFORM', 'S3', 'AZURE_BLOB', 'GCS'];

/** Names and values of what is known of a place. */
export const factsOf = (place: StatePlacePartsFragment): Array<[string, string]> => {
  const { name, fields } = placeKinds[place.kind];
  const known = fields.flatMap((field): Array<[string, string]> => {
    const value = place[field.name];
    return value ? [[field.label, value]] : [];
  });
  return [['At', name], ...known];
};

/** The input of the mutation: nothing of what belongs to another kind. */
export const inputOf = (
  siteId: string,
  kind: StateBackendKind,
  given: Partial<Record<PlaceField, string>>,
): SetStateBackendInput => ({
  ...{ siteId, kind },
  ...Object.fromEntries(placeKinds[kind].fields.map(({ name }) => [name, given[name]?.trim() ?? ''])),
});

/** Places in customers' own clouds where the states of their sites lie, and what can be done with the objects there. */
import type { Cloud } from '../entities.ts';
import type { StateBackendKind } from '../generated/resolvers.ts';

export type PlaceKind = Exclude<StateBackendKind, 'PLATFORM'>;

/** A bucket, or a container of a storage account; `prefix` has no slash at its ends and may be empty. */
export type Place = {
  kind: PlaceKind;
  bucket: string;
  prefix: string;
  /** Of a bucket of S3. */
  region: string | null;
  /** Of a container of Azure's. */
  storageAccount: string | null;
};

export type Found = { bytes: Buffer; mark: string };

/** All of them throw Away when the place cannot be reached, or does not let us. */
export type PlaceStore = {
  /** What lies there, with the mark of its present content; null when there is nothing. At most `most` bytes are read. */
  get(key: string, most: number): Promise<Found | null>;
  /**
   * Writes an object whole or not at all. With `over` null only where there is none, and with a mark only over that very
   * content; answers false when that does not hold.
   */
  put(key: string, bytes: Buffer, over?: string | null): Promise<boolean>;
  /** Nothing happens when there is none. */
  delete(key: string): Promise<void>;
};

export const cloudOfKind: Readonly<Record<PlaceKind, Cloud>> = { S3: 'AWS', AZURE_BLOB: 'AZURE', GCS: 'GCP' };

/** Nothing can be done at a place, with a sentence for people; `refused` when the place itself has said no. */
export type Away = Error & { away: true; refused: boolean };

export const isAway = (error: unknown): error is Away =>
  error instanceof Error && (error as Partial<Away>).away === true;

export const away = (message: string, { refused, cause }: { refused: boolean; cause?: unknown }): Away =>
  Object.assign(new Error(message, { cause }), { away: true as const, refused });

/** As people know it. */
export const titleOf = ({ kind, bucket, storageAccount }: Place): string =>
  kind === 'AZURE_BLOB' ? `container ${bucket} of ${storageAccount}` : `bucket ${bucket}`;

/** Where the documents of a site's state lie. */
export const folderOf = ({ prefix }: Place, siteId: string): string =>
  prefix === '' ? siteId : `${prefix}/${siteId}`;

/** Where Terraform's own backends for such a place have the lock of a state of this name. */
export const lockKeyOf = (place: Place, siteId: string): string => `${folderOf(place, siteId)}.tflock`;

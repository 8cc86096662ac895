/** Where large things go that the database should not keep: a folder of this machine, or a bucket by the S3 protocol. */
import type { ArchiveSettings } from '@hosterizer/kit/config';
import { makeFolderStore } from './folder-store.ts';
import { makeS3Store } from './s3-store.ts';

export type ObjectStore = {
  /** Writes an object whole or not at all; replaces one of the same key. */
  put(key: string, bytes: Buffer): Promise<void>;
  /** Null when there is none. */
  get(key: string): Promise<Buffer | null>;
  /** Nothing happens when there is none. */
  delete(key: string): Promise<void>;
  /** Keys of the folder `prefix`, which ends with a slash, in no order. */
  list(prefix: string): AsyncIterable<string>;
};

export const makeObjectStore = ({ place }: ArchiveSettings): ObjectStore =>
  'folder' in place ? makeFolderStore(place.folder) : makeS3Store(place);

/** Columns that only the application can read: people's names and addresses, secrets of the second factor, mail. */
import { createHmac, hkdfSync } from 'node:crypto';
import { makeKeyRing } from './encryption.ts';

export type Sealer = {
  /**
   * `column` is `schema.table.column` and `id` the row's: a value that is moved to another row or column does not open
   * there. The column has the type platform.sealed.
   */
  seal(text: string, column: string, id: string): Buffer;
  /** Throws when the bytes are not what was sealed for this column and row. */
  open(sealed: Buffer, column: string, id: string): string;
  /** Seals anew with the newest key; null when it is the newest already. */
  reseal(sealed: Buffer, column: string, id: string): Buffer | null;
  /** A keyed hash (HMAC-SHA-256), by which a sealed value is found. `kind` keeps equal texts of two kinds apart. */
  fingerprint(kind: string, text: string): Buffer;
};

export type SealerKeys = {
  /** `<id>:<base64 of 32 bytes>`, several separated by commas, newest first. */
  dataKeys: string;
  /** Base64 of 32 bytes. It never changes: what was found by one key is not found by another. */
  indexKey: string;
};

/** Throws an Error that names what is wrong with a key. */
export function makeSealer({ dataKeys, indexKey }: SealerKeys): Sealer {
  const ring = makeKeyRing(dataKeys);
  const secret = Buffer.from(indexKey, 'base64');
  if (secret.length !== 32) throw new Error('The index key must be the base64 of 32 bytes.');
  const keys = new Map<string, Buffer>();
  const keyOf = (kind: string): Buffer => {
    const key = keys.get(kind) ?? Buffer.from(hkdfSync('sha256', secret, '', `hosterizer index ${kind}`, 32));
    keys.set(kind, key);
    return key;
  };
  const context = (column: string, id: string) => `${column}:${id}`;

  return {
    seal: (text, column, id) => ring.seal(Buffer.from(text), context(column, id)),
    open: (sealed, column, id) => ring.open(sealed, context(column, id)).toString(),
    reseal: (sealed, column, id) =>
      ring.isCurrent(sealed) ? null : ring.seal(ring.open(sealed, context(column, id)), context(column, id)),
    fingerprint: (kind, text) => createHmac('sha256', keyOf(kind)).update(text).digest(),
  };
}

/** An address as it is found: people write theirs in either case. */
export const emailFingerprint = (sealer: Sealer, email: string): Buffer =>
  sealer.fingerprint('email', email.trim().toLowerCase());

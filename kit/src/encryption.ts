/** Encryption at rest: AES-256-GCM (NIST SP 800-38D) under a ring of keys, of which the first encrypts and all decrypt. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

export type KeyRing = {
  /** Encrypts; `context` (such as the id of the row's owner) must be the same to decrypt. */
  seal(plain: Buffer, context: string): Buffer;
  /** Throws when the bytes, the key or the context are not those that were sealed. */
  open(sealed: Buffer, context: string): Buffer;
  /** Whether the newest key has sealed this. */
  isCurrent(sealed: Buffer): boolean;
};

const nonceBytes = 12;
const tagBytes = 16;

/**
 * `keys` is `<id>:<base64 of 32 bytes>`, several separated by commas, newest first. What `seal` returns holds, in this
 * order: length of the key's id (1 byte), id, nonce (12 bytes), ciphertext, tag (16 bytes).
 */
export function makeKeyRing(keys: string): KeyRing {
  const ring = new Map<string, Buffer>();
  for (const entry of keys.split(',')) {
    const [id = '', encoded = ''] = entry.trim().split(':');
    const key = Buffer.from(encoded, 'base64');
    if (!/^[\w-]{1,32}$/.test(id) || key.length !== 32) {
      throw new Error(
        'Each encryption key must read <id>:<base64 of 32 bytes>, several separated by commas.',
      );
    }
    ring.set(id, key);
  }
  const newest = [...ring.keys()][0]!;
  const keyIdOf = (sealed: Buffer) => sealed.subarray(1, 1 + (sealed[0] ?? 0)).toString();

  return {
    seal(plain, context) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', ring.get(newest)!, nonce).setAAD(Buffer.from(context));
      const body = Buffer.concat([cipher.update(plain), cipher.final()]);
      return Buffer.concat([
        Buffer.from([newest.length]),
        Buffer.from(newest),
        nonce,
        body,
        cipher.getAuthTag(),
      ]);
    },

    open(sealed, context) {
      const id = keyIdOf(sealed);
      const key = ring.get(id);
      if (!key) throw new Error(`The encryption key ${id} is not in the key ring.`);
      const start = 1 + id.length;
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(start, start + nonceBytes))
        .setAAD(Buffer.from(context))
        .setAuthTag(sealed.subarray(-tagBytes));
      const body = sealed.subarray(start + nonceBytes, -tagBytes);
      return Buffer.concat([decipher.update(body), decipher.final()]);
    },

    isCurrent: (sealed) => keyIdOf(sealed) === newest,
  };
}

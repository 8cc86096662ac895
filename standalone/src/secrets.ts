/** What nobody but this installation knows, made once and kept in files that only its user reads. */
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type Secrets = {
  /** Tells this installation from one that was in the same folder before. */
  installation: string;
  tokenSecret: string;
  /** `<id>:<base64 of 32 bytes>`; the first encrypts, older ones after it only decrypt. */
  stateKeys: string;
  /** As stateKeys, for personal data. */
  dataKeys: string;
  /** By which personal data is found; it never changes. */
  indexKey: string;
  databaseOwner: string;
  databaseApp: string;
  databasePlatform: string;
  redis: string;
};

const hex = (bytes: number) => randomBytes(bytes).toString('hex');

/** How each one is made when it is missing. */
export const fresh: { [Name in keyof Secrets]: () => string } = {
  installation: () => hex(4),
  tokenSecret: () => hex(32),
  stateKeys: () => `k${hex(4)}:${randomBytes(32).toString('base64')}`,
  dataKeys: () => `k${hex(4)}:${randomBytes(32).toString('base64')}`,
  indexKey: () => randomBytes(32).toString('base64'),
  databaseOwner: () => hex(24),
  databaseApp: () => hex(24),
  databasePlatform: () => hex(24),
  redis: () => hex(24),
};

/** The name of the file in which a secret is kept. */
export const secretFile = (name: keyof Secrets): string =>
  name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Reads the secrets in `folder`, making those that are missing. */
export function openSecrets(folder: string): Secrets {
  const open = (name: keyof Secrets) => {
    const file = join(folder, secretFile(name));
    try {
      return readFileSync(file, 'utf8').trim();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    const value = fresh[name]();
    // A crash must not leave a key that encrypts things and is itself not on the disk.
    writeFileSync(file, `${value}\n`, { mode: 0o600, flag: 'wx', flush: true });
    return value;
  };
  return Object.fromEntries(Object.keys(fresh).map((name) => [name, open(name as keyof Secrets)])) as Secrets;
}

/** `npm run data:rotate-key`: puts a new data key before the installation's others. */
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readStartConfig } from './config.ts';
import { openFolders } from './folders.ts';
import { fresh, openSecrets, secretFile } from './secrets.ts';
import { exitWith, Sentence } from './sentence.ts';

try {
  const config = readStartConfig();
  if (config.HOSTERIZER_DATA_KEYS) {
    throw new Sentence('HOSTERIZER_DATA_KEYS is set: put a new key first in it, wherever it is kept.');
  }
  const { keys } = openFolders(config.HOSTERIZER_DATA);
  const file = join(keys, secretFile('dataKeys'));
  const changed = `${fresh.dataKeys()},${openSecrets(keys).dataKeys}\n`;
  // Whole or not at all: half of a file of keys would be worth nothing.
  writeFileSync(`${file}.new`, changed, { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
  process.stdout.write(`${file} begins with a new key. Restart the platform, then: npm run data:reencrypt\n`);
} catch (error) {
  exitWith(error);
}

/** `npm run data:reencrypt`: seals personal data anew with the newest data key, so that older keys can be removed. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { asOwner, type OwnerDoor } from './owner-client.ts';
import { resealColumns } from './sealed-columns.ts';
import { secretFile } from './secrets.ts';
import { exitWith, Sentence } from './sentence.ts';

try {
  await asOwner(async (door) => {
    mustKnowNewestKey(door);
    const results = await resealColumns(door.client, door.sealer);
    for (const { column, values, resealed, unreadable } of results) {
      const others = unreadable.length === 0 ? '' : `, ${unreadable.length} do not open`;
      process.stdout.write(`${column}: ${values} values, ${resealed} sealed anew${others}\n`);
    }
    const lost = results.flatMap(({ column, unreadable }) => unreadable.map((id) => `${column} ${id}`));
    if (lost.length > 0) {
      throw new Sentence(
        `These do not open with any of the keys, or were moved there from elsewhere; keep the older keys:\n  ${lost.slice(0, 20).join('\n  ')}`,
      );
    }
    process.stdout.write('Everything is sealed with the newest key; older data keys can be removed.\n');
  });
} catch (error) {
  exitWith(error);
}

/** A platform that started before the newest key was written could not open what is sealed with it. */
function mustKnowNewestKey({ config, folders }: OwnerDoor): void {
  if (config.HOSTERIZER_DATA_KEYS) return;
  const started = statSync(join(folders.run, 'platform.lock'), { throwIfNoEntry: false });
  const keys = statSync(join(folders.keys, secretFile('dataKeys')));
  if (started && started.mtimeMs < keys.mtimeMs) {
    throw new Sentence('The platform runs with the older keys: restart it first.');
  }
}

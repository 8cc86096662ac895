/** `npm run compose:env`: writes the secrets that docker-compose.yml asks for into .env, each made fresh. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { composeSettings } from './compose-settings.ts';
import { root } from './folders.ts';
import { exitWith, Sentence } from './sentence.ts';

const file = join(root, '.env');
const lines = Object.entries(await composeSettings()).map(([name, value]) => `${name}=${value}\n`);
try {
  writeFileSync(file, lines.join(''), { mode: 0o600, flag: 'wx' });
  process.stdout.write(`Wrote ${file}. Now: docker compose up --build\n`);
} catch (error) {
  const { code } = error as NodeJS.ErrnoException;
  exitWith(
    new Sentence(
      code === 'EEXIST' ? `${file} exists; its secrets are kept.` : `${file} cannot be written (${code}).`,
    ),
  );
}

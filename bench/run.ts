/** `npm run bench -- <name> …`: runs the benchmarks of this folder, all of them when none is named. */
import { readdirSync } from 'node:fs';
import { setUp } from '@hosterizer/standalone/setup';

const known = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.replace('.bench.ts', ''));
const named = process.argv.slice(2);
const unknown = named.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}; there are: ${known.join(', ')}.`);
  process.exit(1);
}

await setUp((line) => console.log(line));
for (const name of named.length > 0 ? named : known) {
  const { bench } = (await import(`./${name}.bench.ts`)) as { bench: () => Promise<void> };
  await bench();
}

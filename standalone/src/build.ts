/** `npm run build`: makes everything that `npm start` would make from the sources. */
import { exitWith } from './sentence.ts';
import { setUp } from './setup.ts';

await setUp((line) => process.stdout.write(`${line}\n`)).catch(exitWith);

import { readIfThere, writeAtomically } from './files.ts';
import { pathsOf } from './site.ts';
import type { Settings, Site } from './site.ts';

/** Names of a site's environment with their values. Of `secrets` no value is ever printed or recorded elsewhere. */
export type Values = Record<string, string>;
export type Kind = 'variables' | 'secrets';

const NAME = /^[A-Z_][A-Z0-9_]*$/;

/** What would change how Node itself runs, or how the system loads it. */
const REFUSED = /^(PATH|HOME|(NODE|LD)_.*)$/;

/** Keeps the values for the next start of the web server. `text` is a JSON object of texts. */
export function writeValues(site: Site, kind: Kind, text: string): void {
  const values = JSON.parse(text) as Values;
  for (const [name, value] of Object.entries(values)) {
    if (!NAME.test(name) || REFUSED.test(name)) throw new Error(`The environment takes no ${name}.`);
    // Said here without the value; the system's own refusal would print it.
    if (value.includes('\0')) throw new Error(`The value of ${name} contains a zero character.`);
  }
  writeAtomically(pathsOf(site)[kind], `${JSON.stringify(values)}\n`);
  console.log(`The ${kind} of the site are kept for its web server.`);
}

/** The values that were kept, or null where none ever were. */
export function readValues(site: Site, kind: Kind): Values | null {
  const text = readIfThere(pathsOf(site)[kind]);
  return text === null ? null : (JSON.parse(text) as Values);
}

/** What the web server finds in its environment. Throws when a file that these settings ask for is missing. */
export function environmentOf(site: Site, settings: Settings): Values {
  const values = (['variables', 'secrets'] as const).map((kind) => {
    if (settings[kind] === null) return {};
    const kept = readValues(site, kind);
    // A server without what it was ordered with would do the wrong thing silently.
    if (kept === null)
      throw new Error(`The file ${pathsOf(site)[kind]} is gone; change the ${kind} to renew it.`);
    return kept;
  });
  return Object.assign({}, ...values) as Values;
}

// Everything that the local provider's modules do to this machine, and what an operator asks of it.
//
//   localctl.ts <thing> <verb>                    called by a provisioner, with its JSON in the variable INPUT
//   localctl.ts site <verb> --root DIR --site ID  called by a runner; observe prints a JSON object
//   localctl.ts sites <verb> --root DIR           called by an operator; list and audit print JSON objects, one a line
import { parseArgs } from 'node:util';
import { writeValues } from './environment.ts';
import { claimPort, releasePort } from './lease.ts';
import { accept, observe } from './observe.ts';
import { startProcess, stopProcess } from './process.ts';
import { portOf, rootDirOf, settingsOf, siteOf } from './site.ts';
import type { Site } from './site.ts';
import { auditSites, listSites, stopSites } from './sites.ts';
import {
  createDatabase,
  createFolder,
  removeDatabase,
  removeFolder,
  unpackContent,
  writeContent,
} from './storage.ts';

type Input = Record<string, unknown>;

const provisioners: Record<string, (input: Input) => void | Promise<void>> = {
  'port claim': (input) => claimPort(siteOf(input), portOf(input)),
  'port release': (input) => releasePort(siteOf(input), portOf(input)),
  'folder create': (input) => createFolder(siteOf(input)),
  'folder remove': (input) => removeFolder(siteOf(input)),
  'content write': (input) =>
    writeContent(siteOf(input), unpackContent(process.env), String(input['generation'])),
  'database create': (input) => createDatabase(siteOf(input)),
  'database remove': (input) => removeDatabase(siteOf(input)),
  'variables write': (input) => writeValues(siteOf(input), 'variables', unpackContent(process.env)),
  'secrets write': (input) => writeValues(siteOf(input), 'secrets', unpackContent(process.env)),
  'process start': (input) => startProcess(siteOf(input), settingsOf(input), serverEnvironment()),
  'process stop': (input) => stopProcess(siteOf(input)),
};

const inspections: Record<string, (site: Site, options: { starting: boolean }) => void> = {
  'site observe': (site, options) => print([observe(site, options)]),
  'site accept': (site) => accept(site),
};

const operations: Record<string, (rootDir: string) => void | Promise<void>> = {
  'sites list': (rootDir) => print(listSites(rootDir)),
  'sites stop': (rootDir) => stopSites(rootDir),
  'sites audit': (rootDir) => {
    const differences = auditSites(rootDir);
    print(differences);
    if (differences.length > 0) process.exitCode = 1;
  },
};

/** Nothing of ours, which may hold credentials, but the folder of compiled code where there is one. */
function serverEnvironment(): Record<string, string> {
  const cache = process.env['NODE_COMPILE_CACHE'];
  return cache === undefined ? {} : { NODE_COMPILE_CACHE: cache };
}

function print(lines: object[]): void {
  for (const line of lines) console.log(JSON.stringify(line));
}

async function run(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      root: { type: 'string' },
      site: { type: 'string' },
      starting: { type: 'boolean', default: false },
    },
  });
  const verb = positionals.join(' ');
  const provision = provisioners[verb];
  const inspect = inspections[verb];
  const operate = operations[verb];
  if (provision) return provision(JSON.parse(process.env['INPUT'] ?? '{}') as Input);
  if (inspect) return inspect(siteOf({ root_dir: values.root, site_id: values.site }), values);
  if (operate) return operate(rootDirOf(values.root));
  const known = [provisioners, inspections, operations].flatMap(Object.keys);
  throw new Error(`Unknown verb. Known are: ${known.join(', ')}.`);
}

try {
  await run();
} catch (error) {
  // Terraform shows what is printed here as the reason of the failure: one sentence, not a stack.
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

/** Reads what a README says of a module out of its HCL, as `terraform fmt` writes it: blocks begin and end at the margin. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Input = { name: string; type: string; default?: string; description: string; sensitive: boolean };
export type Output = { name: string; description: string; sensitive: boolean };

export type ModuleText = {
  /** What the comment at the head of main.tf says. */
  about: string;
  inputs: Input[];
  outputs: Output[];
  /** Types of the resources, as often as they stand there. */
  resources: string[];
  data: string[];
  /** Folders of the modules that it uses, as it names them. */
  modules: string[];
  /** Providers that it demands, as `hashicorp/aws`. */
  providers: string[];
  /** The values that its tests give to its inputs, as HCL. */
  example: string;
  /** How many runs its tests have. */
  runs: number;
};

export function readModule(folder: string): ModuleText {
  const files = globSync('*.tf', { cwd: folder }).sort();
  const text = files.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
  const tests = globSync('tests/*.tftest.hcl', { cwd: folder }).map((file) =>
    readFileSync(join(folder, file), 'utf8'),
  );
  const main = join(folder, 'main.tf');
  const head = existsSync(main) ? /^(?:#.*\n)+/.exec(readFileSync(main, 'utf8'))?.[0] : undefined;

  return {
    about: (head ?? '').replace(/^# ?/gm, '').trim(),
    inputs: blocks(text, 'variable').map(({ name, body }) => ({
      name,
      type: oneLine(attribute(body, 'type') ?? 'any'),
      ...(attribute(body, 'default') === undefined ? {} : { default: oneLine(attribute(body, 'default')!) }),
      description: sentence(attribute(body, 'description')),
      sensitive: attribute(body, 'sensitive') === 'true',
    })),
    outputs: blocks(text, 'output').map(({ name, body }) => ({
      name,
      description: sentence(attribute(body, 'description')),
      sensitive: attribute(body, 'sensitive') === 'true',
    })),
    resources: [...text.matchAll(/^resource "(\w+)"/gm)].map(([, type]) => type!),
    data: [...text.matchAll(/^data "(\w+)"/gm)].map(([, type]) => type!),
    modules: blocks(text, 'module').map(({ body }) => attribute(body, 'source')!.replaceAll('"', '')),
    providers: [...text.matchAll(/^ {6}source += "([\w-]+\/[\w-]+)"$/gm)].map(([, source]) => source!),
    example: /^variables \{\n([\s\S]*?)^\}/m.exec(tests[0] ?? '')?.[1] ?? '',
    runs: tests.join('\n').match(/^run "/gm)?.length ?? 0,
  };
}

function blocks(text: string, kind: string): Array<{ name: string; body: string }> {
  const found = text.matchAll(new RegExp(`^${kind} "([\\w-]+)" \\{\\n([\\s\\S]*?)^\\}`, 'gm'));
  return [...found].map(([, name, body]) => ({ name: name!, body: body! }));
}

/** The text of an attribute: to the end of its line, of its here document, or of what it opened. */
function attribute(body: string, name: string): string | undefined {
  const here = new RegExp(`^  ${name} += <<-TEXT\\n([\\s\\S]*?)^ *TEXT$`, 'm').exec(body);
  if (here) return here[1]!.replace(/^ {4}/gm, '').trim();
  const opened = new RegExp(`^  ${name} += ([^\\n]*[({[]\\n[\\s\\S]*?^  [)\\]}]+)$`, 'm').exec(body);
  const line = new RegExp(`^  ${name} += (.*)$`, 'm').exec(body);
  // Whichever begins first: an attribute on one line may stand before another that opens something.
  return line && opened && opened.index === line.index ? opened[1] : line?.[1];
}

const sentence = (text: string | undefined) =>
  oneLine(text ?? '')
    .replace(/^"|"$/g, '')
    .replaceAll('\\"', '"');

/** Several lines as one, with commas where HCL takes the end of a line for one. */
function oneLine(text: string): string {
  return text
    .replace(/ *#.*$/gm, '')
    .replace(/([^({[,\s])\n(?= *[^\s)\]}])/g, (_, last: string) => (isProse(text) ? `${last} ` : `${last}, `))
    .replace(/\s+/g, ' ')
    .replace(/([([]) | ([)\]])/g, '$1$2')
    .trim();
}

const isProse = (text: string) => !/[({[]\n/.test(text);

/** What a module says of itself, read out of its HCL. */
import type { BundleFile } from '@hosterizer/kit/bundle';
import type { Problem } from './problems.ts';
import { expressionIn, isProblem, lineOfBlock, oneLine, parseHcl, type HclTree } from './text.ts';
import { parseType, type HclType } from './types.ts';

export type Place = { file: string; line: number | null };

export type ModuleInput = {
  name: string;
  /** As it is written, in one line. */
  type: string;
  description: string;
  /** As JSON; absent when it has none. */
  default?: unknown;
  required: boolean;
  sensitive: boolean;
  file: string;
  line: number | null;
};
export type ModuleOutput = { name: string; description: string; sensitive: boolean };
export type ModuleProvider = { name: string; source: string; version: string | null };

/** A block that stands somewhere: `labels` are those after its kind. */
export type Block = Place & { kind: string; labels: string[]; body: HclTree };

export type ModuleText = {
  /** The comment at the head of main.tf. */
  description: string;
  inputs: ModuleInput[];
  outputs: ModuleOutput[];
  providers: ModuleProvider[];
  /** Types of its resources, by name. */
  resources: string[];
  /** Where it takes its modules from, as it says it. */
  sources: Array<Place & { name: string; source: string }>;
  /** Everything in it. */
  blocks: Block[];
  types: Map<string, HclType>;
};

/** How many labels a block of a kind has. */
const labelled: Record<string, number> = {
  ...{ variable: 1, output: 1, module: 1, provider: 1, check: 1 },
  ...{ resource: 2, data: 2, ephemeral: 2, action: 2, list: 2 },
};

/** Reads the `*.tf` of one folder. */
export async function readModule(
  files: readonly BundleFile[],
): Promise<{ module: ModuleText; problems: Problem[] }> {
  const problems: Problem[] = [];
  const blocks: Block[] = [];
  for (const { path, content } of files.filter(({ path }) => path.endsWith('.tf'))) {
    const text = content.toString();
    const tree = await parseHcl(path, text);
    if (isProblem(tree)) problems.push(tree);
    else blocks.push(...blocksIn(tree, path, text));
  }
  const { inputs, types } = inputsOf(blocks, problems);
  const of = (kind: string) => blocks.filter((block) => block.kind === kind);
  return {
    problems,
    module: {
      ...{ blocks, inputs, types },
      description: headOf(files.find(({ path }) => path.endsWith('/main.tf'))),
      outputs: of('output').map(({ labels, body }) => ({
        name: labels[0]!,
        description: oneLine(body['description']),
        sensitive: body['sensitive'] === true,
      })),
      providers: of('terraform').flatMap(({ body }) => providersOf(body)),
      resources: [...new Set(of('resource').map(({ labels }) => labels[0]!))].sort(),
      sources: of('module').map(({ labels, body, file, line }) => {
        return { file, line, name: labels[0]!, source: String(body['source'] ?? '') };
      }),
    },
  };
}

function blocksIn(tree: HclTree, file: string, text: string): Block[] {
  return Object.entries(tree).flatMap(([kind, value]) =>
    unwrapped(value, labelled[kind] ?? 0).map(({ labels, body }) => {
      return { kind, labels, body, file, line: lineOfBlock(text, kind, labels) };
    }),
  );
}

/** `{ a: { b: [body] } }`, by the labels that lead to a body. */
function unwrapped(value: unknown, depth: number): Array<{ labels: string[]; body: HclTree }> {
  if (depth === 0) return [value].flat().map((body) => ({ labels: [], body: body as HclTree }));
  return Object.entries(value as HclTree).flatMap(([label, inner]) =>
    unwrapped(inner, depth - 1).map(({ labels, body }) => ({ labels: [label, ...labels], body })),
  );
}

function inputsOf(blocks: readonly Block[], problems: Problem[]) {
  const types = new Map<string, HclType>();
  const inputs = blocks
    .filter(({ kind }) => kind === 'variable')
    .map(({ labels, body, file, line }): ModuleInput => {
      const name = labels[0]!;
      const type = body['type'] === undefined ? 'any' : expressionIn(body['type']);
      try {
        types.set(name, parseType(type));
      } catch (error) {
        problems.push({ file, line, field: name, reason: (error as Error).message });
      }
      const given = Object.hasOwn(body, 'default');
      return {
        ...{ name, type: oneLineType(type), description: oneLine(body['description']) },
        ...(given && { default: body['default'] }),
        ...{ required: !given, sensitive: body['sensitive'] === true, file, line },
      };
    });
  return { inputs, types };
}

/** With commas where HCL takes the end of a line for one. */
const oneLineType = (type: string): string =>
  type
    .replaceAll(/(#|\/\/).*$/gm, '')
    .replaceAll(/([^({[,\s])[ \t]*\n\s*(?=[^\s)\]}])/g, '$1, ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/([([]) | ([)\]])/g, '$1$2')
    .trim();

function providersOf(body: HclTree): ModuleProvider[] {
  const demanded = [body['required_providers'] ?? []].flat() as HclTree[];
  return demanded.flatMap((one) =>
    Object.entries(one).map(([name, wanted]) => {
      const { source = `hashicorp/${name}`, version = null } =
        typeof wanted === 'string' ? { version: wanted } : (wanted as { source?: string; version?: string });
      return { name, source, version };
    }),
  );
}

/** A comment in lines of `#`, before anything else. */
function headOf(main: BundleFile | undefined): string {
  const head = /^(?:#.*\n)+/.exec(main?.content.toString() ?? '')?.[0] ?? '';
  return head.replaceAll(/^# ?/gm, '').trim();
}

/** What a module may only do with leave: it would run a program on a runner, read or write its files, or fetch code. */
import type { Block, ModuleText } from './module.ts';
import type { Problem } from './problems.ts';

/** Providers that act on a cloud, or on nothing at all. */
const providers = [
  ...['hashicorp/aws', 'hashicorp/azurerm', 'hashicorp/google', 'hashicorp/google-beta'],
  ...['digitalocean/digitalocean', 'linode/linode', 'Backblaze/b2', 'cyrilgdn/postgresql'],
  ...['hashicorp/random', 'hashicorp/time', 'hashicorp/tls', 'hashicorp/null'],
].map((name) => name.toLowerCase());

/** Terraform's own. */
const builtIn = 'terraform.io/builtin/terraform';

const kinds = [
  ...['terraform', 'provider', 'variable', 'locals', 'output', 'resource', 'data', 'module'],
  ...['moved', 'import', 'removed', 'check'],
];

/** Arguments of providers that name files in which a command may stand. */
const filesOfCommands = ['shared_config_files', 'shared_credentials_files', 'config_path', 'exec'];

export function needsLeave(module: ModuleText): Problem[] {
  return module.blocks.flatMap((block) => [
    ...ofKind(block),
    ...ofSource(block),
    ...provisionersIn(block),
    ...filesReadIn(block),
    ...ofProvider(block, module),
    ...(block.kind === 'check' ? dataIn(block).flatMap((data) => ofProvider(data, module)) : []),
    ...demandedBy(block, module),
  ]);
}

const problem = ({ file, line }: Block, reason: string): Problem => ({ file, line, field: null, reason });

const ofKind = (block: Block): Problem[] =>
  kinds.includes(block.kind) ? [] : [problem(block, `A block "${block.kind}" needs leave.`)];

function ofSource(block: Block): Problem[] {
  const source = String(block.body['source'] ?? '');
  if (block.kind !== 'module' || /^\.\.?\//.test(source)) return [];
  const sentence = `The module "${block.labels[0]}" comes from ${source || 'nowhere'}: name a folder beside it, such as ./network.`;
  return [problem(block, sentence)];
}

/** Programs of resources, and of what is removed. */
function provisionersIn(block: Block): Problem[] {
  if (block.kind !== 'resource' && block.kind !== 'removed') return [];
  return Object.keys((block.body['provisioner'] as object | undefined) ?? {}).map((name) =>
    problem(
      block,
      `${block.labels.join('.') || 'What is removed'} runs a command on the runner (provisioner "${name}").`,
    ),
  );
}

/** A function that reads a file is given one of the module's own. */
const readsFile = /\b(file\w*|templatefile)\s*\(\s*("(?:[^"\\]|\\.)*")?/g;

function filesReadIn(block: Block): Problem[] {
  return textsIn(block.body)
    .flatMap((text) => [...text.matchAll(readsFile)])
    .filter(([, , path = '']) => !path.startsWith('"${path.module}/') || path.includes('..'))
    .map(([, name]) =>
      problem(block, `${name}() reads a file that is not the module's own: name it as "\${path.module}/…".`),
    );
}

const textsIn = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(textsIn)
      : [];

/** What is read within a check. */
const dataIn = (check: Block): Block[] =>
  Object.entries((check.body['data'] as Record<string, Record<string, unknown>> | undefined) ?? {}).flatMap(
    ([type, named]) =>
      Object.keys(named).map((name) => ({ ...check, kind: 'data', labels: [type, name], body: {} })),
  );

function ofProvider(block: Block, module: ModuleText): Problem[] {
  if (block.kind === 'provider')
    return filesOfCommands
      .filter((argument) => Object.hasOwn(block.body, argument))
      .map((argument) =>
        problem(block, `The provider "${block.labels[0]}" is given ${argument}, which can name a command.`),
      );
  if (block.kind !== 'resource' && block.kind !== 'data') return [];
  const [type = '', name = ''] = block.labels;
  if (type === 'terraform_remote_state') return [problem(block, `${type}.${name} reads another state.`)];
  const source = sourceOf(type, module);
  if (source === builtIn || providers.includes(source.toLowerCase())) return [];
  return [
    problem(
      block,
      `${type}.${name} is of the provider ${source}, which is not on the list of those that may be used.`,
    ),
  ];
}

/** The provider of a type of resource, which the first word of its name says. */
function sourceOf(type: string, { providers: demanded }: ModuleText): string {
  const name = type.split('_')[0]!;
  if (name === 'terraform') return builtIn;
  return demanded.find((provider) => provider.name === name)?.source ?? `hashicorp/${name}`;
}

function demandedBy(block: Block, { providers: demanded }: ModuleText): Problem[] {
  if (block.kind !== 'terraform' || block.body['required_providers'] === undefined) return [];
  return demanded
    .filter(
      ({ source }) => !providers.includes(source.replace(/^registry\.terraform\.io\//, '').toLowerCase()),
    )
    .map(({ source }) =>
      problem(block, `The provider ${source} is not on the list of those that may be used.`),
    );
}

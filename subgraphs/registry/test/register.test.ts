import { readFileSync } from 'node:fs';
import { unpackBundle } from '@hosterizer/kit/bundle';
import { newId } from '@hosterizer/kit/ids';
import { member, staff } from '@hosterizer/kit/testing';
import { Register, rootModule, setStage, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage?.close());

let count = 0;
const brought = (files: Array<{ path: string; content: string }>, more: object = {}) => ({
  input: { name: `modules/acme/part-${(count += 1)}`, version: '1.0.0', files, ...more },
});
const main = (content: string) => [{ path: 'main.tf', content }];

test('a module says what it is, takes and gives, with the lines where that stands', async () => {
  const files = [
    {
      path: 'main.tf',
      content: `# A bucket.
# With labels.
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

resource "aws_s3_bucket" "files" {
  bucket = var.name
}
`,
    },
    {
      path: 'variables.tf',
      content: `variable "name" {
  description = "What it is called."
  type        = string
}

variable "limits" {
  type = object({
    days  = optional(number, 7)
    names = list(string)
  })
  sensitive = true
  default   = { names = ["a"] }
}
`,
    },
    {
      path: 'outputs.tf',
      content: `output "id" {\n  description = "Its id."\n  value = aws_s3_bucket.files.id\n}\n`,
    },
  ];
  const { data } = await stage.ask(Register, brought(files, { name: 'modules/acme/bucket' }));
  expect(data!['registerModule']).toMatchObject({
    ...{ name: 'modules/acme/bucket', version: '1.0.0', source: 'FILES', gitUrl: null, runsCommands: false },
    ...{ description: 'A bucket.\nWith labels.', resources: ['aws_s3_bucket'], uses: [] },
    inputs: [
      {
        ...{
          name: 'limits',
          type: 'object({ days = optional(number, 7), names = list(string) })',
          description: '',
        },
        ...{ default: { names: ['a'] }, required: false, sensitive: true },
        ...{ file: 'modules/acme/bucket/variables.tf', line: 6 },
      },
      {
        ...{ name: 'name', type: 'string', description: 'What it is called.', default: null },
        ...{ required: true, sensitive: false, file: 'modules/acme/bucket/variables.tf', line: 1 },
      },
    ],
    outputs: [{ name: 'id', description: 'Its id.', sensitive: false }],
    providers: [{ name: 'aws', source: 'hashicorp/aws', version: '~> 5.100' }],
  });
});

test('its bundle is what was sent, with the registered modules that it names, for a runner at its job alone', async () => {
  const source = '../../web/page';
  const { data } = await stage.ask(
    Register,
    brought(
      [
        {
          path: 'main.tf',
          content: `module "page" {\n  source = "${source}"\n}\nmodule "own" {\n  source = "./own"\n}\n`,
        },
        { path: 'own/main.tf', content: 'locals {}\n' },
        { path: 'own/text.tftpl', content: 'Hello' },
      ],
      { name: 'modules/acme/shop' },
    ),
  );
  const { digest, uses } = data!['registerModule'];
  expect(uses).toEqual(['modules/acme/shop/own', 'modules/web/page']);

  const route = stage.subgraph.routes.find(({ prefix }) => prefix === '/bundles/')!;
  const fetch = (viewer: object | null) =>
    route.answer(
      { method: 'GET', rest: digest, query: {}, headers: {}, body: Buffer.alloc(0) },
      { viewer: viewer as never, portal: null, ip: '127.0.0.1', traceId: newId() },
    );
  const job = { id: newId(), deploymentId: null, siteId: newId(), fence: 1 };
  const answer = await fetch({ ...member(newId()), kind: 'RUNNER', job });
  expect(answer.status).toBe(200);
  const files = await unpackBundle(answer.body as Buffer, digest);
  expect(files.map(({ path }) => path)).toEqual([
    'modules/acme/shop/main.tf',
    'modules/acme/shop/own/main.tf',
    'modules/acme/shop/own/text.tftpl',
    'modules/web/page/main.tf',
    'modules/web/page/outputs.tf',
    'modules/web/page/page.html.tftpl',
    'modules/web/page/variables.tf',
  ]);
  const page = files.find(({ path }) => path.endsWith('.html.tftpl'))!;
  expect(page.content).toEqual(readFileSync(`${__dirname}/../../../terraform/${page.path}`));
  await expect(unpackBundle(answer.body as Buffer, '0'.repeat(64))).rejects.toThrow('is another one');
  expect([(await fetch(staff())).status, (await fetch(null)).status]).toEqual([403, 403]);
});

test('everything that is wrong with a module is told at once', async () => {
  const wrong = 'variable "a" {\n  type = strin\n}\nvariable "b" {\n  type = nmber\n}\n';
  const answer = await stage.ask(Register, brought(main(wrong)));
  expect(answer).toMatchObject({
    details: {
      ...{ line: 1, field: 'a' },
      problems: [
        { line: 1, field: 'a', reason: 'There is no type strin.' },
        { line: 4, field: 'b', reason: 'There is no type nmber.' },
      ],
    },
  });
  expect(answer.message).toContain('(and 1 more)');
});

describe('a module is refused, with file and line,', () => {
  type Place = { file?: string; line?: number; field?: string };
  test.each<[string, ReturnType<typeof main>, Place, string]>([
    ['that has a mistake', main('locals {\n  a = \n}\n'), { line: 2 }, 'Invalid expression'],
    [
      'whose block does not end',
      main('variable "a" {\n  type = string\n'),
      { line: 1 },
      'Unclosed configuration block',
    ],
    [
      'that has a type which there is not',
      main('\nvariable "a" {\n  type = strin\n}\n'),
      { line: 2, field: 'a' },
      'There is no type strin.',
    ],
    [
      'that names a module which there is not',
      main('\n\nmodule "x" {\n  source = "../nothing"\n}\n'),
      { line: 3 },
      'There is no module modules/acme/nothing',
    ],
    [
      'that is written in JSON',
      [...main('locals {}'), { path: 'more.tf.json', content: '{}' }],
      { file: 'more.tf.json' },
      'Write it as HCL',
    ],
  ])('%s', async (_what, files, place, reason) => {
    const answer = await stage.ask(Register, brought(files));
    expect(answer).toMatchObject({
      code: 'VALIDATION_ERROR',
      details: {
        ...{ field: 'files', ...place },
        file: expect.stringMatching(place.file ? `/${place.file}$` : /^modules\/acme\/part-\d+\/main\.tf$/),
        reason: expect.stringContaining(reason),
      },
    });
    if (place.line) expect(answer.message).toContain(`main.tf, line ${place.line}: `);
  });
});

const leave: Array<[string, string, number, string]> = [
  [
    'a provisioner',
    'resource "terraform_data" "a" {\n  provisioner "local-exec" {\n    command = "id"\n  }\n}\n',
    1,
    'runs a command',
  ],
  [
    'one of what is removed',
    'removed {\n  from = aws_vpc.a\n  provisioner "local-exec" {\n    when    = destroy\n    command = "id"\n  }\n}\n',
    1,
    'runs a command',
  ],
  ['an external program', '\ndata "external" "a" {\n  program = ["id"]\n}\n', 2, 'hashicorp/external'],
  [
    'one within a check',
    'check "a" {\n  data "external" "b" {\n    program = ["id"]\n  }\n}\n',
    1,
    'hashicorp/external',
  ],
  ['a file that it writes', 'resource "local_file" "a" {\n  filename = "x"\n}\n', 1, 'hashicorp/local'],
  [
    'a provider of its own',
    'terraform {\n  required_providers {\n    aws = {\n      source = "evil/aws"\n    }\n  }\n}\n',
    1,
    'evil/aws',
  ],
  [
    'a provider under another name',
    'terraform {\n  required_providers {\n    aws = {\n      source = "registry.evil.test/hashicorp/aws"\n    }\n  }\n}\n',
    1,
    'registry.evil.test',
  ],
  [
    'a module from elsewhere',
    'module "a" {\n  source = "git::https://evil.test/x.git"\n}\n',
    1,
    'git::https://evil.test/x.git',
  ],
  [
    'another state',
    'data "terraform_remote_state" "a" {\n  backend = "local"\n}\n',
    1,
    'reads another state',
  ],
  ['a file of the machine', 'locals {\n  a = file("/etc/passwd")\n}\n', 1, 'reads a file'],
  ['a file above', 'locals {\n  a = filebase64("${path.module}/../../x")\n}\n', 1, 'reads a file'],
  ['a file of commands', 'provider "aws" {\n  shared_config_files = ["x"]\n}\n', 1, 'shared_config_files'],
  ['a block that nobody knows', 'action "local_command" "a" {\n}\n', 1, 'needs leave'],
];

test.each(leave)('%s needs leave', async (_what, content, line, reason) => {
  const refused = await stage.ask(Register, brought(main(content)));
  expect(refused).toMatchObject({
    code: 'VALIDATION_ERROR',
    details: { field: 'mayRunCommands', line, reason: expect.stringContaining(reason) },
  });
  const { data } = await stage.ask(Register, brought(main(content), { mayRunCommands: true }));
  expect(data!['registerModule'].runsCommands).toBe(true);
});

describe('a root module', () => {
  const root = (files: Array<{ path: string; content: string }>, more: object = {}) =>
    stage.ask(Register, brought(files, { name: `blueprints/acme-${(count += 1)}/aws`, ...more }));

  test('that has the interface is taken', async () => {
    expect((await root(rootModule())).data).toBeTruthy();
  });

  test.each([
    ['lacks an input', (text: string) => text.replace(/variable "region".*\n/, ''), 'region', undefined],
    [
      'takes one as another type',
      (text: string) => text.replace('"tags" { type = map(string)', '"tags" { type = string'),
      'tags',
      6,
    ],
    [
      'needs what nobody gives',
      (text: string) => `${text}\nvariable "colour" { type = string }\n`,
      'colour',
      13,
    ],
  ])('that %s is refused at it', async (_what, change, field, line) => {
    const [variables, ...others] = rootModule();
    const { path, content } = variables!;
    const answer = await root([{ path, content: change(content) }, ...others]);
    expect(answer).toMatchObject({ code: 'VALIDATION_ERROR', details: { field, ...(line && { line }) } });
    expect(answer.message).toContain('variables.tf');
  });

  test('that brings values of its own is refused', async () => {
    const answer = await root([...rootModule(), { path: 'x.auto.tfvars', content: 'region = "x"' }]);
    expect(answer.message).toContain('x.auto.tfvars: The platform gives a root module its values');
  });
});

test.each([
  ['a name that is no path', { name: '../x' }, 'name'],
  ['a version that is none', { version: 'latest' }, 'version'],
  ['files without Terraform', { files: [{ path: 'README.md', content: '' }] }, 'files'],
  ['a path that leads out', { files: [{ path: '../main.tf', content: '' }] }, 'files.0.path'],
  ['a file twice', { files: [...main(''), ...main('')] }, 'files.1.path'],
  ['neither files nor git', { files: undefined }, 'files'],
  ['both', { git: { url: 'https://x.test/y.git', tag: 'v1' } }, 'files'],
])('%s is refused', async (_what, more, field) => {
  const answer = await stage.ask(Register, brought(main('locals {}\n'), more));
  expect(answer).toMatchObject({ code: 'VALIDATION_ERROR', details: { field } });
});

test('a version is registered once, written to the audit log, and never changes', async () => {
  const { input } = brought(main('locals {}\n'));
  const { data } = await stage.ask(Register, { input });
  const { id, digest } = data!['registerModule'];
  expect(await stage.world.deedsAt(id)).toMatchObject([
    { customer_id: null, operation: 'registerModule', after: { name: input.name, version: '1.0.0', digest } },
  ]);
  expect(await stage.ask(Register, { input })).toMatchObject({ code: 'CONFLICT' });
  await expect(
    stage.world.owner.query(
      `set role hosterizer_app; update registry.module_version set digest = '${'0'.repeat(64)}'`,
    ),
  ).rejects.toThrow('permission denied');
});

test('a version that is deprecated is not the newest any more', async () => {
  const { input } = brought(main('locals {}\n'));
  await stage.ask(Register, { input });
  await stage.ask(Register, { input: { ...input, version: '2.0.0' } });
  const Deprecate = `mutation ($input: DeprecateModuleInput!) { deprecateModule(input: $input) { id deprecationReason } }`;
  const said = { name: input.name, version: '2.0.0', reason: 'It loses files.' };
  const { data } = await stage.ask(Deprecate, { input: said });
  expect(data!['deprecateModule'].deprecationReason).toBe('It loses files.');
  expect(await stage.world.deedsAt(data!['deprecateModule'].id)).toHaveLength(2);
  const { data: read } = await stage.ask(
    `query ($name: String!) { module(name: $name) { newest { version } versions { version } } }`,
    { name: input.name },
  );
  expect(read!['module']).toEqual({
    newest: { version: '1.0.0' },
    versions: [{ version: '2.0.0' }, { version: '1.0.0' }],
  });
  expect(await stage.ask(Deprecate, { input: said })).toMatchObject({ code: 'CONFLICT' });
  expect(await stage.ask(Deprecate, { input: { ...said, version: '9.0.0' } })).toMatchObject({
    code: 'NOT_FOUND',
  });
});

test('modules are for staff to read and for administrators to write', async () => {
  const List = `{ modules(first: 1) { edges { node { name } } } }`;
  const { input } = brought(main('locals {}\n'));
  expect((await stage.as(staff('support'))(List)).data).toBeTruthy();
  expect(await stage.as(staff('support'))(Register, { input })).toMatchObject({
    code: 'AUTHORIZATION_ERROR',
  });
  expect(await stage.as(member(newId()))(List)).toMatchObject({ code: 'AUTHORIZATION_ERROR' });
});

test('modules are listed by name, found by part of it and by their provider', async () => {
  const List = `query ($first: Int, $after: String, $last: Int, $before: String, $filter: ModuleFilter) {
    modules(first: $first, after: $after, last: $last, before: $before, filter: $filter) {
      edges { node { name } } pageInfo { hasNextPage endCursor startCursor }
    }
  }`;
  const page = async (variables: Record<string, unknown>) => {
    const { modules } = (await stage.ask(List, variables)).data!;
    return { names: modules.edges.map(({ node }: any) => node.name), ...modules.pageInfo };
  };
  const filter = { cloudProvider: 'LOCAL' };
  const all = [
    'blueprints/website/local',
    ...['compute', 'database', 'networking', 'storage'].map((part) => `modules/local/${part}`),
  ];
  const first = await page({ first: 2, filter });
  expect(first).toMatchObject({ names: all.slice(0, 2), hasNextPage: true });
  expect(await page({ first: 9, after: first.endCursor, filter })).toMatchObject({
    ...{ names: all.slice(2), hasNextPage: false },
  });
  expect((await page({ last: 1, before: first.endCursor, filter })).names).toEqual(all.slice(0, 1));
  expect((await page({ filter: { search: 'LOCAL/net' } })).names).toEqual(['modules/local/networking']);
  expect(await stage.ask(List, { after: '!!' })).toMatchObject({ details: { field: 'after' } });
});

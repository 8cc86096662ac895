/** The examples of docs/modules.md and docs/blueprints.md, done as they say, from the module to the site. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '@hosterizer/sdk/client';
import {
  BlueprintDocument,
  CreateBlueprintDocument,
  PublishBlueprintDocument,
  RegisterModuleDocument,
  type CreateBlueprintInput,
} from '@hosterizer/sdk/generated/graphql';
import { root } from '@hosterizer/standalone/folders';
import { people, usePlatform } from './platform.ts';
import { deploy, deploymentOf, followToEnd, order } from './sites.ts';

jest.setTimeout(60_000);

const platform = usePlatform();
let admin: Client;
let owner: Client;
beforeAll(async () => {
  admin = await platform.as(people.admin);
  owner = await platform.as(people.acmeOwner);
});

const page = (name: string) => readFileSync(join(root, 'docs', name), 'utf8');

/** The files that docs/modules.md shows, by path. */
const files = new Map(
  [...page('modules.md').matchAll(/\n`([\w/-]+\.tf)`\n\n```hcl\n([^]*?)```/g)].map(([, path, text]) => [
    path!,
    text!,
  ]),
);
/** The texts in JSON of docs/blueprints.md. */
const [input, schema] = [...page('blueprints.md').matchAll(/\n```json\n([^]*?)```/g)].map(
  ([, text]) => JSON.parse(text!) as Record<string, unknown>,
);

function register(name: string, version = '1.0.0', change = (text: string) => text) {
  const own = [...files].filter(([path]) => path.startsWith(`${name}/`));
  return admin.request(RegisterModuleDocument, {
    input: {
      ...{ name, version },
      files: own.map(([path, content]) => ({ path: path.slice(name.length + 1), content: change(content) })),
    },
  });
}

const configuration = { name: 'World', loud: true };

test('a module and a blueprint are brought along as the documentation says, ordered and built', async () => {
  const part = await register('modules/acme/greeting');
  expect(part.registerModule).toMatchObject({ description: 'A greeting, and how often it was changed.' });
  const rootModule = await register('blueprints/greeting/local');
  expect(rootModule.registerModule.uses).toEqual(['modules/acme/greeting']);

  const made = await admin.request(CreateBlueprintDocument, {
    input: input!['input'] as CreateBlueprintInput,
  });
  expect(made.createBlueprint.draft).toMatchObject({ problems: [], configuration: schema });
  await expect(owner.request(BlueprintDocument, { name: 'greeting' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
  await admin.request(PublishBlueprintDocument, { name: 'greeting' });
  const { blueprint } = await owner.request(BlueprintDocument, { name: 'greeting' });
  expect(blueprint.published).toMatchObject({
    id: 'greeting@1',
    configuration: schema,
    cloudProviders: ['LOCAL'],
  });

  await expect(
    order(owner, 'Too long', { blueprint: 'greeting', configuration: { name: 'x'.repeat(41) } }),
  ).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
  const siteId = await order(owner, 'Hello', { blueprint: 'greeting', configuration });
  const deploymentId = await deploy(owner, siteId);
  const events = await followToEnd(owner, deploymentId);
  expect(await deploymentOf(owner, deploymentId)).toMatchObject({ status: 'COMPLETED' });
  expect(events.map(({ message }) => message).join('\n')).toContain('HELLO WORLD');
});

test("what only Terraform can find ends a deployment with Terraform's own words, in line and file", async () => {
  const name = 'blueprints/greeting/local';
  await register(name, '1.1.0', (text) =>
    text.replace('value = module.greeting.text', 'value = module.greeting.txet'),
  );
  const draft = { ...(input!['input'] as CreateBlueprintInput), name: 'misprint' };
  await admin.request(CreateBlueprintDocument, { input: draft });
  await admin.request(PublishBlueprintDocument, { name: 'misprint' });
  const siteId = await order(owner, 'Misprint', { blueprint: 'misprint', configuration });
  const deploymentId = await deploy(owner, siteId);
  const events = await followToEnd(owner, deploymentId);
  const diagnostic = events.find(({ kind, level }) => kind === 'DIAGNOSTIC' && level === 'ERROR');
  expect(diagnostic?.message).toMatch(/Unsupported attribute[^]*main\.tf line 11/);
  expect(await deploymentOf(owner, deploymentId)).toMatchObject({
    status: 'FAILED',
    errorMessage: expect.stringContaining('Unsupported attribute'),
  });
});

test('a mistake in the HCL never gets as far as a deployment', async () => {
  const broken = register('blueprints/greeting/local', '1.2.0', (text) =>
    text.replace('value = module', 'value ='),
  );
  await expect(broken).rejects.toMatchObject({
    code: 'VALIDATION_ERROR',
    message: expect.stringMatching(/blueprints\/greeting\/local\/main\.tf, line \d+: /),
  });
});

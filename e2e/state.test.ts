/** A site's state in the hands of a person with a Terraform of their own. */
import { execFile } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createClient } from '@hosterizer/sdk/client';
import { findProgram } from '@hosterizer/standalone/programs';
import { openFolder, password, people, usePlatform } from './platform.ts';
import { build, deploy, deploymentOf, followToEnd } from './sites.ts';

jest.setTimeout(60_000);

const platform = usePlatform();
const folder = openFolder('state');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let siteId: string;
beforeAll(
  async () => void ({ id: siteId } = await build(await platform.as(people.acmeOwner), 'Bakery')),
  60_000,
);

const tokenOf = async (email: string) =>
  (await createClient({ url: platform.url }).signIn({ email, password })).accessToken!;

async function terraform(email: string, ...args: string[]): Promise<string> {
  const address = `${platform.url}/state/${siteId}`;
  const { stdout } = await promisify(execFile)(findProgram('terraform', 'tofu')!, args, {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      TF_IN_AUTOMATION: '1',
      CHECKPOINT_DISABLE: '1',
      TF_HTTP_ADDRESS: address,
      TF_HTTP_LOCK_ADDRESS: address,
      TF_HTTP_UNLOCK_ADDRESS: address,
      TF_HTTP_USERNAME: email,
      TF_HTTP_PASSWORD: await tokenOf(email),
    },
  });
  return stdout;
}

async function ask(method: string, email: string, body?: object): Promise<Response> {
  const authorization = `Basic ${Buffer.from(`${email}:${await tokenOf(email)}`).toString('base64')}`;
  return fetch(`${platform.url}/state/${siteId}`, {
    method,
    headers: { authorization, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
}

test('plain Terraform reads through its http backend what the platform has built', async () => {
  writeFileSync(join(folder, 'main.tf'), 'terraform {\n  backend "http" {}\n}\n');
  await terraform(people.acmeOwner, 'init', '-input=false');
  const state = JSON.parse(await terraform(people.acmeOwner, 'state', 'pull')) as {
    resources: Array<{ module: string; type: string; name: string }>;
  };
  expect(state.resources.map(({ module, name }) => `${module}.${name}`)).toEqual(
    expect.arrayContaining(['module.networking.port', 'module.storage.content', 'module.compute.process']),
  );
  expect(state.resources).toHaveLength(7);
});

test("it is nobody else's, and nobody's without a token", async () => {
  expect((await ask('GET', people.acmeOwner)).status).toBe(200);
  expect((await ask('GET', people.solarOwner)).status).toBe(404);
  expect((await ask('LOCK', people.solarOwner, { ID: 'mine' })).status).toBe(404);
  expect((await ask('LOCK', people.acmeViewer, { ID: 'mine' })).status).toBe(403);
  expect((await fetch(`${platform.url}/state/${siteId}`)).status).toBe(401);
});

test('while a person holds the lock, a deployment fails with a sentence that names them', async () => {
  const client = await platform.as(people.acmeOwner);
  const lock = {
    ID: 'a-lock',
    Operation: 'OperationTypeApply',
    Who: 'ann@desk',
    Created: '2026-01-31T12:00:00Z',
  };
  expect((await ask('LOCK', people.acmeOwner, lock)).status).toBe(200);
  const deploymentId = await deploy(client, siteId);
  const events = await followToEnd(client, deploymentId);
  const { status, errorMessage } = await deploymentOf(client, deploymentId);
  expect(status).toBe('FAILED');
  expect(errorMessage).toContain('locked by ann@desk');
  expect(events).toContainEqual(
    expect.objectContaining({ kind: 'DIAGNOSTIC', level: 'ERROR', message: errorMessage }),
  );

  expect((await ask('UNLOCK', people.acmeOwner, lock)).status).toBe(200);
  const again = await deploy(client, siteId);
  await followToEnd(client, again);
  expect((await deploymentOf(client, again)).status).toBe('COMPLETED');
});

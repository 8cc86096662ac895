/** A site's state in the hands of a person with a Terraform of their own. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createClient } from '@hosterizer/sdk/client';
import {
  CreateApiKeyDocument,
  RestoreStateVersionDocument,
  StateLockDocument,
  StateVersionsDocument,
} from '@hosterizer/sdk/generated/graphql';
import { root } from '@hosterizer/standalone/folders';
import { findProgram } from '@hosterizer/standalone/programs';
import { openFolder, password, people, usePlatform } from './platform.ts';
import { build, deploy, deploymentOf, followToEnd, order } from './sites.ts';

jest.setTimeout(60_000);

const platform = usePlatform();
const folder = openFolder('state');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Somebody who may be asked for a password: an access token, or an API key. */
type Credential = { name: string; password: string };

const personOf = async (email: string): Promise<Credential> => {
  const client = createClient({ url: platform.url });
  return { name: email, password: (await client.signIn({ email, password })).accessToken! };
};

/** Runs a program as in a shell of its own, in a folder of its own. Rejects, with what it said, when it fails. */
async function run(
  place: string,
  program: string,
  args: string[],
  env: Record<string, string>,
): Promise<string> {
  const bin = join(folder, 'bin');
  if (!existsSync(bin)) {
    mkdirSync(bin);
    symlinkSync(findProgram('terraform', 'tofu')!, join(bin, 'terraform'));
  }
  mkdirSync(join(folder, place), { recursive: true });
  const { stdout } = await promisify(execFile)(program, args, {
    cwd: join(folder, place),
    env: {
      PATH: `${bin}:${process.env['PATH']}`,
      HOME: folder,
      TF_IN_AUTOMATION: '1',
      CHECKPOINT_DISABLE: '1',
      TF_CLI_ARGS: '-no-color',
      ...env,
    },
  });
  return stdout;
}

const addressOf = (siteId: string) => `${platform.url}/state/${siteId}`;

const backendOf = (siteId: string, { name, password: secret }: Credential, locks = true) => ({
  TF_HTTP_ADDRESS: addressOf(siteId),
  ...(locks && { TF_HTTP_LOCK_ADDRESS: addressOf(siteId), TF_HTTP_UNLOCK_ADDRESS: addressOf(siteId) }),
  TF_HTTP_USERNAME: name,
  TF_HTTP_PASSWORD: secret,
});

async function ask(siteId: string, method: string, who: Credential, body?: object): Promise<Response> {
  const authorization = `Basic ${Buffer.from(`${who.name}:${who.password}`).toString('base64')}`;
  return fetch(addressOf(siteId), {
    method,
    headers: { authorization, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
}

const anns = {
  ID: 'a-lock',
  Operation: 'OperationTypeApply',
  Who: 'ann@desk',
  Created: '2026-01-31T12:00:00Z',
};

describe('a Terraform of one’s own, with an API key', () => {
  let siteId: string;
  let key: Credential & { id: string };
  let reader: Credential;

  const versions = async () => {
    const client = await platform.as(people.acmeOwner);
    const { site } = await client.request(StateVersionsDocument, { siteId });
    return site!.stateVersions.edges.map(({ node }) => node);
  };

  beforeAll(async () => {
    const client = await platform.as(people.acmeOwner);
    siteId = await order(client, 'By hand');
    const keyFor = async (scopes: string[]) => {
      const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
      const input = { name: scopes.join(' '), scopes, expiresAt, allowedNetworks: [] };
      const { apiKey, secret } = (await client.request(CreateApiKeyDocument, { input })).createApiKey;
      return { id: apiKey.id, name: 'api-key', password: secret };
    };
    key = await keyFor(['sites:read', 'state:read', 'state:write']);
    reader = await keyFor(['state:read']);
  });

  test('inits, applies and lists as the documentation says', async () => {
    const said = readFileSync(join(root, 'docs/state.md'), 'utf8')
      .replaceAll('https://hosterizer.example/state/SITE_ID', addressOf(siteId))
      .replaceAll('API_KEY', key.password);
    const example = (language: string) => new RegExp(`\\n\`\`\`${language}\\n([^]*?)\`\`\``).exec(said)![1]!;
    mkdirSync(join(folder, 'own'));
    writeFileSync(join(folder, 'own', 'main.tf'), example('hcl'));
    const shown = await run('own', 'sh', ['-ec', example('sh')], { TF_CLI_ARGS_apply: '-auto-approve' });
    expect(shown).toMatch(/^terraform_data\.note$/m);
    expect(await versions()).toEqual([
      expect.objectContaining({ version: 1, resources: 1, writtenBy: key.id, deployment: null }),
    ]);
    expect((await fetch(addressOf(siteId))).status).toBe(401);
  });

  test('is refused with the holder’s words while somebody else writes, until the lock is broken', async () => {
    const env = backendOf(siteId, key);
    expect((await ask(siteId, 'LOCK', await personOf(people.acmeOwner), anns)).status).toBe(200);
    const refused = run('own', 'terraform', ['apply', '-auto-approve', '-replace=terraform_data.note'], env);
    await expect(refused).rejects.toThrow(/state lock[^]*a-lock, held by ann@desk/);
    expect(await versions()).toHaveLength(1);

    await run('own', 'terraform', ['force-unlock', '-force', 'a-lock'], env);
    await run('own', 'terraform', ['apply', '-auto-approve', '-replace=terraform_data.note'], env);
    expect((await versions())[0]).toMatchObject({ resources: 1, writtenBy: key.id });
  });

  test('does not write without a lock', async () => {
    const before = await versions();
    const env = backendOf(siteId, key, false);
    mkdirSync(join(folder, 'unlocked'));
    writeFileSync(
      join(folder, 'unlocked', 'main.tf'),
      'terraform {\n  backend "http" {}\n}\nresource "terraform_data" "other" {}\n',
    );
    await run('unlocked', 'terraform', ['init', '-input=false'], env);
    const refused = run('unlocked', 'terraform', ['apply', '-auto-approve'], env);
    await expect(refused).rejects.toThrow(/409/);
    expect(await versions()).toEqual(before);
  });

  test('reads with a key for reading, and no more', async () => {
    const pulled = await run('own', 'terraform', ['state', 'pull'], backendOf(siteId, reader));
    expect(JSON.parse(pulled)).toMatchObject({ resources: [{ name: 'note' }] });
    const refused = run('own', 'terraform', ['apply', '-auto-approve'], backendOf(siteId, reader));
    await expect(refused).rejects.toThrow('invalid auth');
  });

  test('takes a version that was restored', async () => {
    const client = await platform.as(people.acmeOwner);
    const [newest] = await versions();
    await client.request(RestoreStateVersionDocument, {
      input: { siteId, version: 1, reason: 'The replacement was a mistake.' },
    });
    const shown = await run('own', 'terraform', ['plan', '-detailed-exitcode'], backendOf(siteId, key));
    expect(shown).toContain('No changes');
    expect((await versions())[0]).toMatchObject({ version: newest!.version + 1, restoredFrom: 1 });
  });
});

describe('the state of a site that the platform has built', () => {
  let siteId: string;
  beforeAll(
    async () => void ({ id: siteId } = await build(await platform.as(people.acmeOwner), 'Bakery')),
    60_000,
  );

  test('is read by plain Terraform through its http backend', async () => {
    const env = backendOf(siteId, await personOf(people.acmeOwner));
    mkdirSync(join(folder, 'built'));
    writeFileSync(join(folder, 'built', 'main.tf'), 'terraform {\n  backend "http" {}\n}\n');
    await run('built', 'terraform', ['init', '-input=false'], env);
    const state = JSON.parse(await run('built', 'terraform', ['state', 'pull'], env)) as {
      resources: Array<{ module: string; type: string; name: string }>;
    };
    expect(state.resources.map(({ module, name }) => `${module}.${name}`)).toEqual(
      expect.arrayContaining(['module.networking.port', 'module.storage.content', 'module.compute.process']),
    );
  });

  test("is nobody else's, and nobody's without a token", async () => {
    const [owner, stranger, viewer] = await Promise.all(
      [people.acmeOwner, people.solarOwner, people.acmeViewer].map(personOf),
    );
    expect((await ask(siteId, 'GET', owner!)).status).toBe(200);
    expect((await ask(siteId, 'GET', stranger!)).status).toBe(404);
    expect((await ask(siteId, 'LOCK', stranger!, { ID: 'mine' })).status).toBe(404);
    expect((await ask(siteId, 'LOCK', viewer!, { ID: 'mine' })).status).toBe(403);
    expect((await fetch(addressOf(siteId))).status).toBe(401);
  });

  test('is downloaded by a page of the portal, and by no page of anybody else’s', async () => {
    const signedIn = await fetch(`${platform.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'hosterizer-portal': 'customer' },
      body: JSON.stringify({
        query: `mutation ($input: SignInInput!) { signIn(input: $input) { __typename } }`,
        variables: { input: { email: people.acmeOwner, password } },
      }),
    });
    const cookie = signedIn.headers
      .getSetCookie()
      .map((set) => set.split(';')[0])
      .join('; ');
    const file = `${addressOf(siteId)}?version=1&download=1`;
    const downloaded = await fetch(file, { headers: { cookie, 'hosterizer-portal': 'customer' } });
    expect(downloaded.status).toBe(200);
    expect(downloaded.headers.get('content-disposition')).toBe('attachment; filename="Bakery-v1.tfstate"');
    expect(await downloaded.json()).toMatchObject({ version: 4 });
    // Another site's page cannot send the header.
    expect((await fetch(file, { headers: { cookie } })).status).toBe(401);
    const written = await fetch(file, {
      method: 'POST',
      headers: { cookie, 'hosterizer-portal': 'customer', 'content-type': 'application/json' },
      body: '{}',
    });
    expect(written.status).toBe(403);
  });

  test('while a person holds the lock, a deployment fails with a sentence that names them', async () => {
    const client = await platform.as(people.acmeOwner);
    const owner = await personOf(people.acmeOwner);
    expect((await ask(siteId, 'LOCK', owner, anns)).status).toBe(200);
    const { site } = await client.request(StateLockDocument, { siteId });
    expect(site!.stateLock).toMatchObject({ id: 'a-lock', who: 'ann@desk', breakable: true });
    const deploymentId = await deploy(client, siteId);
    const events = await followToEnd(client, deploymentId);
    const { status, errorMessage } = await deploymentOf(client, deploymentId);
    expect(status).toBe('FAILED');
    expect(errorMessage).toContain('locked by ann@desk');
    expect(events).toContainEqual(
      expect.objectContaining({ kind: 'DIAGNOSTIC', level: 'ERROR', message: errorMessage }),
    );

    expect((await ask(siteId, 'UNLOCK', owner, anns)).status).toBe(200);
    const again = await deploy(client, siteId);
    await followToEnd(client, again);
    expect((await deploymentOf(client, again)).status).toBe('COMPLETED');
  });
});

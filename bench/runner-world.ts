/** What bench/runner.bench.ts measures: a platform as `npm start` runs it, and one runner with a terraform folder of its own. */
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeTokens } from '@hosterizer/kit/tokens';
import { createClient, type Client } from '@hosterizer/sdk/client';
import {
  CreateSiteDocument,
  DeploymentDocument,
  DeploySiteDocument,
} from '@hosterizer/sdk/generated/graphql';
import { searchPath } from '@hosterizer/standalone/config';
import {
  findUsers,
  ownFolder,
  reachable,
  readableCopy,
  root,
  sharedFolder,
} from '@hosterizer/standalone/folders';
import { startChild, type Child } from '@hosterizer/standalone/processes';
import { isRoot } from '@hosterizer/standalone/users';
import { endSites } from '../chaos/machines.ts';
import { demoPassword, startPlatform, type Platform } from '../chaos/platform.ts';
import { eventually } from '../chaos/waiting.ts';
import { openWatch, type Watch } from '../chaos/watch.ts';

export type World = {
  platform: Platform;
  /** Signed in as the owner of a customer. */
  client: Client;
  /** The database, as its owner sees it. */
  watch: Watch;
  /** Where everybody may pass through. */
  folder: string;
  user: { uid: number; gid: number } | undefined;
  runner: { pid: number; work: string; sites: string };
  /** Ends the runner, and starts it again when there is to be one, with this many places. */
  restartRunner(slots: number): Promise<void>;
  /** Makes an API token of a runner of this name. */
  runnerToken(name: string): Promise<string>;
  close(): Promise<void>;
};

const host = '127.0.0.1';
const runnerName = 'bench';

export async function openWorld(): Promise<World> {
  const data = mkdtempSync(join(tmpdir(), 'hosterizer-bench-'));
  const folder = mkdtempSync(join(tmpdir(), 'hosterizer-bench-runner-'));
  chmodSync(folder, 0o755);
  const user = findUsers().runner;
  const terraformDir = layOutTerraform(join(folder, 'terraform'));
  const platform = await startPlatform(data, {
    ...{ host, logLevel: 'warn', terraformDir },
    together: 'bench/together.ts',
  });
  const watch = openWatch(platform.databaseUrl);
  const client = createClient({ url: platform.url });
  const tokens = makeTokens(platform.secrets.tokenSecret);
  const runnerToken = (name: string) => tokens.sign('runner', { sub: name, pool: 'default' }, 86_400);
  const work = ownFolder(join(folder, 'work'), user);
  const sites = ownFolder(join(folder, 'sites'), user);
  let child: Child | undefined;

  async function restartRunner(slots: number): Promise<void> {
    await child?.end([
      ['SIGTERM', 10_000],
      ['SIGKILL', 1_000],
    ]);
    child = undefined;
    if (slots === 0) return;
    child = startChild(process.execPath, [join(root, 'infra-runner/src/main.ts')], {
      env: {
        PATH: searchPath,
        HOSTERIZER_URL: platform.url,
        HOSTERIZER_RUNNER_TOKEN: await runnerToken(runnerName),
        HOSTERIZER_RUNNER_NAME: runnerName,
        HOSTERIZER_RUNNER_DATA: work,
        HOSTERIZER_SITES: sites,
        HOSTERIZER_TERRAFORM_DIR: terraformDir,
        HOSTERIZER_NODE: reachable(process.execPath, join(folder, 'programs')),
        HOSTERIZER_CONCURRENCY: String(slots),
        HOSTERIZER_LOG_LEVEL: 'warn',
        ...(user && { HOSTERIZER_RUNNER_USER: `${user.uid}:${user.gid}` }),
      },
      cwd: work,
      record: join(platform.folders.run, 'bench-runner.json'),
      output: join(platform.folders.logs, 'bench-runner.log'),
    });
    const began = Date.now();
    const isHere = async () => {
      const rows = await watch.rows(
        `select from deployments.runner where name = $1 and seen_at > to_timestamp($2)`,
        [runnerName, began / 1000],
      );
      return rows.length > 0;
    };
    if (!(await eventually(isHere, { within: 30_000 }))) throw new Error('The runner has not come.');
  }

  async function close(): Promise<void> {
    await restartRunner(0);
    await endSites(sites);
    await client.close();
    await watch.close();
    await platform.stop();
    for (const path of [data, folder, ...(isRoot ? [sharedFolder(data)] : [])])
      rmSync(path, { recursive: true, force: true });
  }

  try {
    await client.signIn({ email: 'owner@acme.test', password: demoPassword });
    await restartRunner(2);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    ...{ platform, client, watch, folder, user, restartRunner, runnerToken, close },
    runner: {
      get pid() {
        return child?.pid ?? 0;
      },
      work,
      sites,
    },
  };
}

/** The repository's modules and blueprints, a website with a tenth resource, and a blueprint that only talks. */
function layOutTerraform(folder: string): string {
  readableCopy(join(root, 'terraform'), folder);
  const ten = join(folder, 'blueprints/ten');
  cpSync(join(folder, 'blueprints/website'), ten, { recursive: true });
  const blueprint = JSON.parse(readFileSync(join(ten, 'blueprint.json'), 'utf8')) as object;
  writeFileSync(join(ten, 'blueprint.json'), JSON.stringify({ ...blueprint, name: 'ten' }));
  writeFileSync(
    join(ten, 'local/tenth.tf'),
    'resource "terraform_data" "tenth" {\n  input = var.site_name\n}\n',
  );
  cpSync(join(import.meta.dirname, 'terraform/lines'), join(folder, 'blueprints/lines'), { recursive: true });
  return folder;
}

let count = 0;

/** A site that nobody deploys yet. Returns its id. */
export async function order(client: Client, blueprint: string, configuration: object): Promise<string> {
  const { createSite } = await client.request(CreateSiteDocument, {
    input: {
      ...{ name: `Bench ${(count += 1)}`, blueprint, configuration },
      ...{ cloudProvider: 'LOCAL', region: 'local', instanceSize: 'SMALL' },
    },
  });
  return createSite.id;
}

export const tenResources = { title: 'Bench', body: 'Ten resources.' };

export type Deployed = { id: string; milliseconds: number; events: number };

/** Deploys a site and follows it to its end. Throws when it does not complete. */
export async function deploy(client: Client, siteId: string): Promise<Deployed> {
  const began = performance.now();
  const { deploySite } = await client.request(DeploySiteDocument, { input: { siteId } });
  let events = 0;
  for await (const batch of client.follow(deploySite.id)) events += batch.events.length;
  const milliseconds = performance.now() - began;
  const { deployment } = await client.request(DeploymentDocument, { id: deploySite.id });
  if (deployment?.status !== 'COMPLETED' || deployment.lastSequence !== events)
    throw new Error(
      `A deployment is ${deployment?.status}, with ${events} events: ${deployment?.errorMessage}`,
    );
  return { id: deploySite.id, milliseconds, events };
}

/** From a clone to a site that answers: how long each step takes, and what the platform costs while it waits. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { root } from '@hosterizer/standalone/folders';
import { browser, openBrowser } from '@hosterizer/standalone/testing/browser';
import { makeHome } from '@hosterizer/standalone/testing/platform';
import type { Page } from 'playwright-core';
import { createSite, orderSite, signIn, siteOf, type Ask } from '../standalone/test/api.ts';
import { cpuOf, memoryOf, treeOf } from './processes.ts';
import { quantile, tell, type Figure } from './report.ts';

const rounds = 5;
const idleSeconds = 20;

export async function bench(): Promise<void> {
  const clone = copySources();
  const home = makeHome(clone);
  const figures: Figure[] = [];
  try {
    const [fresh, first] = await timed(() => home.start());
    figures.push({
      name: 'clone to ready',
      value: first / 1000,
      unit: 's',
      note: 'npm ci and builds included',
    });
    await fresh.end();
    const [platform, second] = await timed(() => home.start());
    figures.push({ name: 'second start to ready', value: second / 1000, unit: 's' });

    const ask = await signIn(platform.url, 'owner@acme.test', 'hosterizer-demo');
    const deploys: number[] = [];
    for (let round = 0; round < rounds; round += 1)
      deploys.push(await deployToReachable(ask, `Bench ${round}`));
    figures.push({
      name: 'deploy to reachable',
      value: quantile(deploys, 0.5),
      unit: 'ms',
      note: `median of ${rounds}`,
    });

    if (browser) figures.push(...(await inBrowser(platform.url, ask)));

    await wait(5_000);
    const pids = treeOf(Number(platform.process.pid));
    const before = cpuOf(pids);
    await wait(idleSeconds * 1000);
    figures.push(
      {
        name: 'idle memory',
        value: memoryOf(pids) / 2 ** 20,
        unit: 'MiB',
        note: `${pids.length} processes, PSS`,
      },
      { name: 'idle CPU', value: ((cpuOf(pids) - before) / idleSeconds) * 100, unit: '% of one core' },
    );
    const [, stop] = await timed(() => platform.end());
    figures.push({ name: 'stop', value: stop, unit: 'ms' });
  } finally {
    await home.remove();
    rmSync(clone, { recursive: true, force: true });
  }
  tell('start', figures);
}

/** What git would give: the sources, without anything installed or built. */
function copySources(): string {
  const clone = mkdtempSync(join(tmpdir(), 'hosterizer-clone-'));
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  for (const file of files.split('\n').filter((name) => name !== '')) {
    mkdirSync(dirname(join(clone, file)), { recursive: true });
    cpSync(join(root, file), join(clone, file), { force: true });
  }
  return clone;
}

async function timed<T>(work: () => Promise<T>): Promise<[T, milliseconds: number]> {
  const began = performance.now();
  return [await work(), performance.now() - began];
}

/** Milliseconds from asking for the deployment until the site's own page answers. */
async function deployToReachable(ask: Ask, name: string): Promise<number> {
  const began = performance.now();
  const { siteId } = await orderSite(ask, { name });
  for (;;) {
    const { url, status } = await siteOf(ask, siteId);
    if (status === 'FAILED') throw new Error(`${name} could not be deployed.`);
    if (url && (await fetch(url).catch(() => null))?.ok) return performance.now() - began;
    await wait(10);
  }
}

async function inBrowser(url: string, ask: Ask): Promise<Figure[]> {
  const context = await openBrowser();
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    await page.goto(`${url}/`);
    const password = page.getByLabel('Password', { exact: true });
    await password.waitFor();
    const painted = await page.evaluate(
      () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN,
    );
    await page.getByLabel('E-mail').fill('owner@acme.test');
    await password.fill('hosterizer-demo');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await password.waitFor({ state: 'detached' });

    const delays: number[] = [];
    for (let round = 0; round < rounds; round += 1) delays.push(...(await lineDelays(page, url, ask, round)));
    return [
      {
        name: 'sign-in page painted',
        value: painted,
        unit: 'ms',
        note: 'first contentful paint, cold cache',
      },
      {
        name: 'line to screen, p50',
        value: quantile(delays, 0.5),
        unit: 'ms',
        note: `${delays.length} lines`,
      },
      { name: 'line to screen, p95', value: quantile(delays, 0.95), unit: 'ms' },
    ];
  } finally {
    await context.close();
  }
}

type Event = { message: string; at: string };

/** Milliseconds from when each line of a deployment was written until the page, open since before, had it on the screen. */
async function lineDelays(page: Page, url: string, ask: Ask, round: number): Promise<number[]> {
  const siteId = await createSite(ask, { name: `Watched ${round}` });
  await page.addInitScript(() => {
    const seen: Array<[text: string, at: number]> = [];
    Object.assign(window, { seen });
    new MutationObserver((changes) => {
      const at = Date.now();
      for (const { addedNodes } of changes) {
        for (const node of addedNodes) {
          if (!(node instanceof Element)) continue;
          for (const line of node.matches('.log-text') ? [node] : node.querySelectorAll('.log-text')) {
            seen.push([line.textContent ?? '', at]);
          }
        }
      }
    }).observe(document, { childList: true, subtree: true });
  });
  await page.goto(`${url}/sites/${siteId}`);
  await page.getByRole('button', { name: 'Deploy', exact: true }).first().click();
  await page.waitForURL(/\/deployments\//);
  const deploymentId = new URL(page.url()).pathname.split('/').at(-1);
  let events: Event[] = [];
  for (let ended = false; !ended; await wait(100)) {
    const { deploymentEvents } = await ask<{ deploymentEvents: { events: Event[]; ended: boolean } }>(
      `query ($id: ID!) { deploymentEvents(deploymentId: $id, first: 500) { ended events { message at } } }`,
      { id: deploymentId },
    );
    ({ events, ended } = deploymentEvents);
  }
  await wait(500);
  const seen = await page.evaluate(() => (window as unknown as { seen: Array<[string, number]> }).seen);
  // A line that was written while the page was only opening says nothing about how fast lines travel.
  const opened = Math.min(...seen.map(([, at]) => at));
  return events
    .map(({ message, at }) => ({ message, at: Date.parse(at) }))
    .filter(({ at }) => at > opened)
    .flatMap(({ message, at }) => {
      // Terraform says some lines more than once.
      const shown = seen.find(([text, when]) => text === message && when >= at);
      return shown ? [shown[1] - at] : [];
    });
}

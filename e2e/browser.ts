/** Journeys in a real browser: each in a fresh profile, and failed by whatever a careful developer would frown at. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '@hosterizer/standalone/folders';
import { browser as program } from '@hosterizer/standalone/testing/browser';
import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
  type Request,
} from 'playwright-core';
import { password, usePlatform, type Platform } from './platform.ts';
import { settled } from './sight.ts';

export type Visit = {
  page: Page;
  context: BrowserContext;
  platform: Platform;
  /** Opens a path of the platform and waits until the page has what it asked for. */
  open(path: string, page?: Page): Promise<void>;
  /** Makes this person signed in, as if they had come back to a portal that they use every day. */
  signIn(email: string): Promise<void>;
};

type Settings = BrowserContextOptions & {
  /** Complaints of the browser that belong to the journey. */
  expects?: RegExp;
};

export type Journey = (fact: string, walk: (visit: Visit) => Promise<void>, settings?: Settings) => void;

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Tests of a platform's pages. They are skipped, and say so, where there is no Chromium. */
export function describeInBrowser(
  name: string,
  tests: (journey: Journey, platform: Platform) => void,
  environment: () => Record<string, string> = () => ({}),
): void {
  if (!program) {
    console.warn(`No Chromium on this machine, so ${name} is not looked at.`);
    return describe.skip(`${name} (skipped: no Chromium)`, () =>
      tests((fact) => test.skip(fact, () => {}), {} as Platform));
  }

  describe(name, () => {
    const platform = usePlatform(environment);
    let browser: Browser;
    const states = new Map<string, Promise<BrowserContextOptions['storageState']>>();
    beforeAll(
      async () => void (browser = await chromium.launch({ executablePath: program!, args: flags })),
      30_000,
    );
    afterAll(() => browser?.close());

    const journey: Journey = (fact, walk, { expects, ...settings } = {}) =>
      test(fact, async () => {
        const context = await browser.newContext({
          baseURL: platform.url,
          viewport: { width: 1440, height: 900 },
          ...settings,
        });
        context.setDefaultTimeout(30_000);
        const heard = await listen(context, platform.url);
        const page = await context.newPage();
        try {
          await walk({ page, context, platform, open, signIn });
          expect(heard.complaints.filter((complaint) => !expects?.test(complaint))).toEqual([]);
        } catch (error) {
          console.error(`${platform.errors()}\n${await witness(context, fact, heard)}`);
          throw error;
        } finally {
          await context.close();
        }

        async function open(path: string, at = page): Promise<void> {
          await at.goto(path);
          await settled(at);
        }

        async function signIn(email: string): Promise<void> {
          if (!states.has(email)) states.set(email, stateOf(browser, platform.url, email));
          const { cookies, origins } = (await states.get(email)) as Exclude<
            BrowserContextOptions['storageState'],
            string | undefined
          >;
          await context.addCookies(cookies);
          await context.addInitScript(
            (entries) => {
              if (window.origin === 'null') return; // A page without an origin has no storage.
              for (const { name, value } of entries)
                if (localStorage.getItem(name) === null) localStorage.setItem(name, value);
            },
            origins.flatMap(({ localStorage: entries }) => entries),
          );
        }
      });
    tests(journey, platform);
  });
}

/** Fills in the form and sends it. */
export async function submitSignIn(page: Page, email: string, secret = password): Promise<void> {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(secret);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Cookies and storage of somebody who has signed in by the form. */
async function stateOf(browser: Browser, url: string, email: string) {
  const context = await browser.newContext({ baseURL: url });
  const heard = await listen(context, url);
  try {
    const page = await context.newPage();
    await page.goto(email.startsWith('admin@') ? '/admin/' : '/');
    await submitSignIn(page, email);
    await page.getByRole('navigation', { name: 'Primary' }).waitFor();
    return await context.storageState();
  } catch (error) {
    console.error(await witness(context, `${email} signs in`, heard));
    throw error;
  } finally {
    await context.close();
  }
}

type Heard = {
  /** Everything that no page of ours may do. */
  complaints: string[];
  /** Addresses that were asked and have not answered yet. */
  asked: Set<Request>;
};

async function listen(context: BrowserContext, url: string): Promise<Heard> {
  const complaints: string[] = [];
  const asked = new Set<Request>();
  context.on('request', (request) => void asked.add(request));
  context.on('requestfinished', (request) => void asked.delete(request));
  context.on('requestfailed', (request) => void asked.delete(request));
  const allowed = (address: string) =>
    address.startsWith(`${url}/`) ||
    address.startsWith(`${url.replace('http', 'ws')}/`) ||
    // Deployed sites, which are linked to.
    address.startsWith('http://127.0.0.2:') ||
    /^(data|blob|about):/.test(address);
  context.on(
    'request',
    (request) => void (allowed(request.url()) || complaints.push(`asked ${request.url()}`)),
  );
  context.on('response', (response) => {
    if (response.status() >= 500) complaints.push(`${response.status()} from ${response.url()}`);
  });
  context.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`console: ${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (failure) =>
    complaints.push(`uncaught: ${failure.error().stack ?? failure.error().message}`),
  );
  context.on('page', (page) => page.on('crash', () => complaints.push('a page crashed')));
  await context.exposeFunction('complain', (complaint: string) => void complaints.push(complaint));
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      (window as any).complain(`policy: ${violatedDirective} forbids ${blockedURI}`),
    );
  });
  return { complaints, asked };
}

/** All that is known about a journey that failed, for whoever reads the log of the run. */
async function witness(context: BrowserContext, fact: string, { complaints, asked }: Heard): Promise<string> {
  const waiting = [...asked].map((request) => `not answered: ${request.url()}`);
  return [...complaints, ...waiting, `What it looked like: ${await photograph(context, fact)}`].join('\n');
}

/** Kept beside the platform's own files, since a run of the tests removes its temporary folder. */
async function photograph(context: BrowserContext, fact: string): Promise<string> {
  const folder = join(root, '.hosterizer/screenshots');
  mkdirSync(folder, { recursive: true });
  const paths = context.pages().map(async (page, index) => {
    const path = join(folder, `${fact.replace(/\W+/g, '-').slice(0, 80)}${index > 0 ? `-${index}` : ''}.png`);
    await page.screenshot({ path, timeout: 5_000 }).catch(() => {});
    return `${path} (${page.url()})`;
  });
  return (await Promise.all(paths)).join(', ');
}

/** The browser of the tests: whichever Chromium the machine has, driven by playwright-core. */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type BrowserContext } from 'playwright-core';
import { testConfig } from '../config.ts';
import { findProgram } from '../programs.ts';

export const browserNames = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/** The program, or undefined where there is none; then tests are skipped: `(browser ? test : test.skip)(…)`. */
export const browser = testConfig().browser ?? findProgram(...browserNames) ?? undefined;

/** A browser with a profile of its own, without a window. `close()` ends it and removes the profile. */
export async function openBrowser(): Promise<BrowserContext> {
  if (!browser) throw new Error('No Chromium on this machine.');
  const profile = mkdtempSync(join(testConfig().temporary, 'browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: browser,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  context.once('close', () => rmSync(profile, { recursive: true, force: true, maxRetries: 5 }));
  return context;
}

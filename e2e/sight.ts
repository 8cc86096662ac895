/** What can be seen on a page, and by whom. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { until } from './until.ts';

/** Waits until nothing on the page says that it is busy. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1, .graphiql-container').first().waitFor();
  await page.waitForFunction(() => !document.querySelector('[aria-busy=true]'));
}

/** What offends WCAG 2.2, levels A and AA, in light and in dark, which differ in nothing but colours. */
export async function faultsInBoth(page: Page): Promise<string[]> {
  const levels = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
  await paint(page, 'light');
  const light = await faultsOn(page, (axe) => axe.withTags(levels));
  await paint(page, 'dark');
  const dark = await faultsOn(page, (axe) => axe.withRules(['color-contrast', 'link-in-text-block']));
  return [...light, ...dark.map((fault) => `dark ${fault}`)];
}

/** Asks for a theme as the system does, and waits until every colour has arrived there. */
async function paint(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme });
  let quiet = 0;
  await until('an end of all transitions', async () => {
    const moving = await page.evaluate(
      () =>
        new Promise<number>((resolve) =>
          requestAnimationFrame(() =>
            resolve(
              document.getAnimations().filter((animation) => animation instanceof CSSTransition).length,
            ),
          ),
        ),
    );
    return (quiet = moving === 0 ? quiet + 1 : 0) === 3;
  });
}

/** What axe finds wrong on the page: rule, element and reason. */
async function faultsOn(page: Page, limit: (axe: AxeBuilder) => AxeBuilder): Promise<string[]> {
  const { violations } = await limit(new AxeBuilder({ page })).analyze();
  const path = new URL(page.url()).pathname;
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${path}: ${id}: ${html.slice(0, 160)} ${failureSummary}`),
  );
}

/** Elements that stand out of the window to the right, and are not cut off or scrolled by something that they are in. */
const overhanging = () =>
  [...document.body.querySelectorAll('*')]
    .filter((element) => {
      const { right, width, height } = element.getBoundingClientRect();
      if (right <= innerWidth + 1 || width === 0 || height === 0) return false;
      for (let at = element.parentElement; at && at !== document.body; at = at.parentElement) {
        if (getComputedStyle(at).overflowX !== 'visible') return false;
      }
      return true;
    })
    .map((element) => element.outerHTML.slice(0, 200));

/** What stands out of the window on the page, which a phone would have to scroll sideways for. */
export async function overhangOn(page: Page): Promise<string[]> {
  const path = new URL(page.url()).pathname;
  return (await page.evaluate(overhanging)).map((element) => `${path}: ${element}`);
}

/** What the focused element is called. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const at = document.activeElement as HTMLInputElement | null;
    return at?.getAttribute('aria-label') ?? at?.labels?.[0]?.textContent ?? at?.textContent ?? '';
  });

/** Presses Tab until something of this name has the focus, as somebody without a mouse does. */
export async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    if (name.test((await focused(page)).trim())) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not reach ${name}; it is at "${await focused(page)}".`);
}

/** Looks again and again at what is on the page, each time it has changed, until `isOver`. */
export async function watch<T>(look: () => Promise<T>, isOver: (seen: T) => boolean): Promise<T[]> {
  const all: T[] = [];
  await until(
    'the last of what was to be seen',
    async () => {
      const seen = await look();
      if (JSON.stringify(seen) !== JSON.stringify(all.at(-1))) all.push(seen);
      return isOver(seen);
    },
    60_000,
  );
  return all;
}

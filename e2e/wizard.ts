/** The way through the wizard for a new site. */
import type { Page } from 'playwright-core';

export const onward = (page: Page) => page.getByRole('button', { name: 'Continue' }).click();

/** From the wizard's begin to its review, for a website on this machine. */
export async function fillIn(page: Page, site: { name: string; title: string; text: string }): Promise<void> {
  await page.getByRole('group', { name: 'What should it be?' }).waitFor();
  await onward(page);
  await describeSite(page, site);
  await onward(page);
  await page.getByRole('group', { name: 'Provider' }).getByText('This machine').click();
  await onward(page);
  await page.getByRole('group', { name: 'Size' }).waitFor();
  await onward(page);
  await page.getByRole('button', { name: 'Order and deploy' }).waitFor();
}

/** What a website is called and shows. */
export async function describeSite(
  page: Page,
  { name, title, text }: { name: string; title: string; text: string },
): Promise<void> {
  await page.getByLabel('Name of the site').fill(name);
  await page.getByLabel('Title').fill(title);
  await page.getByLabel('Text').fill(text);
}

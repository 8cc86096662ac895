/** What the platform sends, read from the folder in which it keeps mail for which there is no server. */
import { join } from 'node:path';
import { readFolder } from '@hosterizer/kit/mail-folder';
import type { Platform } from './platform.ts';
import { until } from './until.ts';

/** The path of the link in the newest mail to this address, once there is one after `since` that leads to `page`. */
export function linkFor(platform: Platform, to: string, page: string, since = new Date(0)): Promise<string> {
  const link = new RegExp(`https?://[^/\\s]+(${page}\\?\\S+)`);
  return until(`a mail to ${to} with a link to ${page}`, async () => {
    const mails = await readFolder(join(platform.folders.data, 'mail'), 50);
    const found = mails.find(
      (mail) => mail.to.includes(to) && link.test(mail.text) && mail.at.getTime() >= since.getTime() - 1000,
    );
    return found && link.exec(found.text)?.[1];
  });
}

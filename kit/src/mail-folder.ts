/** A folder in which each mail is a file, for where there is nobody to send it: written, and read again. */
import { randomUUID } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A mail as its reader sees it. `at` is when it was written. */
export type FolderMail = { at: Date; to: string; subject: string; text: string };

/** Writes a complete message (RFC 5322). Only the user of this process may read it: it may hold tokens. */
export async function writeToFolder(folder: string, message: Buffer): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const name = `${new Date().toISOString().replaceAll(':', '-')}-${randomUUID()}.eml`;
  const unfinished = join(folder, `.${name}`);
  await writeFile(unfinished, message, { mode: 0o600 });
  // The umask may have taken more than it should, and must not decide.
  await chmod(unfinished, 0o600);
  // Whoever reads the folder meanwhile finds whole mails only.
  await rename(unfinished, join(folder, name));
}

/** The newest mails first, at most `most`; none when the folder does not exist. */
export async function readFolder(folder: string, most: number): Promise<FolderMail[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const newest = names
    .filter((name) => /^\d.*\.eml$/.test(name))
    .sort()
    .reverse()
    .slice(0, most);
  return Promise.all(newest.map(async (name) => parse(await readFile(join(folder, name), 'utf8'))));
}

/** Understands what nodemailer writes: one part of plain text in UTF-8. */
function parse(message: string): FolderMail {
  const [, head = '', body = ''] = /^(.*?)\r?\n\r?\n(.*)$/s.exec(message) ?? [];
  const header = (name: string) =>
    new RegExp(`^${name}: (.*)$`, 'im').exec(head.replace(/\r?\n[ \t]+/g, ' '))?.[1]?.trim() ?? '';
  return {
    at: new Date(header('Date')),
    to: decodeWords(header('To')),
    subject: decodeWords(header('Subject')),
    text: decodeBody(body, header('Content-Transfer-Encoding').toLowerCase()),
  };
}

function decodeBody(body: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString();
  if (encoding === 'quoted-printable') return decodeQuoted(body.replace(/=\r?\n/g, ''));
  return body;
}

/** Encoded words (RFC 2047); the space between two of them is not meant. */
const decodeWords = (text: string): string =>
  text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([qb])\?(.*?)\?=/gi, (_word, kind: string, coded: string) =>
      kind.toLowerCase() === 'b'
        ? Buffer.from(coded, 'base64').toString()
        : decodeQuoted(coded.replaceAll('_', ' ')),
    );

const decodeQuoted = (text: string): string =>
  text.replace(/(?:=[0-9a-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll('=', ''), 'hex').toString());

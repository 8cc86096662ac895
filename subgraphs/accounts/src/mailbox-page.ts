/** The mail of a development installation, as a page: it went into a folder and to nobody. */
import { readFolder, type FolderMail } from '@hosterizer/kit/mail-folder';
import type { Route } from '@hosterizer/kit/subgraph';

const most = 100;

/** Serves /dev/mail to everybody who reaches the platform, tokens and all: only for development. */
export const mailboxRoute = (folder: string): Route => ({
  prefix: '/dev/mail/',
  methods: ['GET'],
  public: true,
  async answer({ rest }) {
    if (rest === 'style.css') return { status: 200, headers: { 'content-type': 'text/css' }, body: style };
    if (rest !== '') return { status: 404, headers: { 'content-type': 'text/plain' }, body: 'Not found.' };
    const page = mailboxPage(await readFolder(folder, most));
    return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: page };
  },
});

export const mailboxPage = (mails: readonly FolderMail[]): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Mail</title>
<link rel="stylesheet" href="/dev/mail/style.css">
</head>
<body>
<main>
<h1>Mail</h1>
<p>What the platform would have sent, the newest first. This page exists in development only.</p>
${mails.map(mailHtml).join('\n') || '<p>There is none yet.</p>'}
</main>
</body>
</html>
`;

const mailHtml = ({ at, to, subject, text }: FolderMail): string => `<article>
<h2>${escape(subject)}</h2>
<p>To ${escape(to)}, ${Number.isNaN(at.getTime()) ? 'at an unknown time' : timeHtml(at)}</p>
<pre>${linked(text.trim())}</pre>
</article>`;

const timeHtml = (at: Date) =>
  `<time datetime="${at.toISOString()}">${at.toISOString().slice(0, 19).replace('T', ' ')} UTC</time>`;

const linked = (text: string): string =>
  text
    .split(/(https?:\/\/[^\s<>"']+)/)
    .map((part, index) => (index % 2 === 0 ? escape(part) : `<a href="${escape(part)}">${escape(part)}</a>`))
    .join('');

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character]!);

const style = `body { margin: 0; font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 44rem; margin: 0 auto; padding: 2rem 1rem; }
h1, h2 { line-height: 1.2; }
h2 { margin: 0; font-size: 1.125rem; }
article { margin-top: 1.5rem; padding-top: 1.5rem; border-top: 1px solid GrayText; }
article p { margin: 0.25rem 0 0.75rem; opacity: 0.75; overflow-wrap: anywhere; }
pre { margin: 0; font: inherit; white-space: pre-wrap; overflow-wrap: anywhere; }
`;

import { createHash } from 'node:crypto';

/** What a customer writes: plain text, both of it, in which `{{NAME}}` stands for a variable. */
export type Content = { title: string; body: string };

const STYLE = `
:root { color-scheme: light dark; --ink: #1b1f27; --soft: #5b6472; --paper: #fbfbf9; --accent: #2f6f5e; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e9ebee; --soft: #a3abb8; --paper: #14171c; --accent: #7fcab4; }
}
html { background: var(--paper); color: var(--ink); font: 1.125rem/1.65 ui-serif, Georgia, Cambria, serif; }
body { margin: 0; border-top: 4px solid var(--accent); }
main { max-width: 39rem; margin: 0 auto; padding: clamp(2.5rem, 12vh, 8rem) 1.5rem 4rem; overflow-wrap: anywhere; }
h1 {
  margin: 0 0 2rem;
  font: 700 clamp(2rem, 7vw, 3.25rem)/1.12 ui-sans-serif, system-ui, sans-serif;
  letter-spacing: -0.02em;
  text-wrap: balance;
}
p { margin: 0 0 1.25em; }
.soft { color: var(--soft); }
`;

/** The page may show this style and nothing else: no script, no picture, no form, no frame, no request. */
export const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text that means itself anywhere in HTML, attributes included. */
export const escape = (text: string) => text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);

/** Escaped text as paragraphs: an empty line parts two, a single line break stays one. */
export function paragraphs(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .split(/\n[ \t]*\n\s*/)
    .filter((paragraph) => paragraph.trim() !== '')
    .map((paragraph) => `<p dir="auto">${escape(paragraph.trim()).replaceAll('\n', '<br>\n')}</p>`)
    .join('\n');
}

/** A text with its variables' values, which are text like the rest. Unknown names stay as they are. */
export function fill(text: string, variables: Record<string, string>): string {
  return text.replace(/\{\{([A-Z_][A-Z0-9_]*)\}\}/g, (whole, name: string) =>
    Object.hasOwn(variables, name) ? variables[name]! : whole,
  );
}

/** The page of a site. */
export const contentPage = ({ title, body }: Content, variables: Record<string, string>) =>
  document(fill(title, variables), paragraphs(fill(body, variables)));

/** A page that says in one sentence why there is nothing to see. */
export const noticePage = (title: string, sentence: string) =>
  document(title, `<p class="soft">${escape(sentence)}</p>`);

function document(title: string, inner: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1 dir="auto">${escape(title)}</h1>
${inner}
</main>
</body>
</html>
`;
}

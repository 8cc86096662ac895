/** Whose host name a page is opened on, and how the page says so. */
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { brandingPrefix, hostHeader, type HostBrand } from '@hosterizer/kit/brand';
import type { Log } from '@hosterizer/kit/log';
import type { FastifyRequest } from 'fastify';
import { boundedMap } from '../bounded.ts';
import type { ServedRoute } from './routes.ts';

/** The brand of the customer whose verified host name was asked; null on every other host. */
export type BrandOf = (request: FastifyRequest) => Promise<HostBrand | null>;

/** A change is seen this many milliseconds later at most. */
const trustMilliseconds = 3_000;
const hostName = /^[a-z0-9.-]{1,253}$/;

/**
 * Asks the subgraph that serves `/branding/`. While it does not answer, pages look as they last did: they are worth
 * more than their colours.
 */
export function makeBrandOf(routes: readonly ServedRoute[], log: Log): BrandOf {
  const route = routes.find(({ prefix }) => prefix === brandingPrefix);
  const known = boundedMap<string, { askedAt: number; brand: Promise<HostBrand | null> }>(1_000);

  async function ask(host: string, { ip, trace }: FastifyRequest): Promise<HostBrand | null> {
    const answered = await route!.answer(
      {
        method: 'GET',
        rest: 'brand.json',
        query: {},
        headers: { [hostHeader]: host },
        body: Buffer.alloc(0),
      },
      { viewer: null, portal: null, ip, traceId: trace.traceId },
    );
    const said = answered.body instanceof Readable ? await text(answered.body) : String(answered.body);
    if (answered.status !== 200) throw new Error(`The branding of ${host} was answered ${answered.status}.`);
    return JSON.parse(said) as HostBrand | null;
  }

  return async (request) => {
    const host = request.hostname.toLowerCase().replace(/\.$/, '');
    if (!route || !hostName.test(host)) return null;
    const last = known.get(host);
    if (last && Date.now() - last.askedAt < trustMilliseconds) return last.brand;
    const brand = ask(host, request).catch((error: unknown) => {
      log.warn({ err: error, host }, 'A page is served without knowing its brand.');
      return last?.brand ?? null;
    });
    return known.set(host, { askedAt: Date.now(), brand }).brand;
  };
}

/** The page with the brand's name, colours and logo in its head, before anything is painted. */
export function brandPage(html: string, brand: HostBrand): string {
  const { productName, logoUrl, themeUrl } = brand;
  const head = [
    `<meta name="brand" content="${escaped(JSON.stringify(brand))}" />`,
    `<link rel="stylesheet" href="${escaped(themeUrl)}" />`,
  ];
  return html
    .replace(/<title>[^<]*<\/title>/, () => `<title>${escaped(productName)}</title>`)
    .replace(/<link rel="icon"[^>]*>/, (link) =>
      logoUrl ? `<link rel="icon" href="${escaped(logoUrl)}" />` : link,
    )
    .replace('</head>', (end) => `${head.map((line) => `  ${line}\n  `).join('')}${end}`);
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (words: string) => words.replace(/[&<>"']/g, (character) => entities[character]!);

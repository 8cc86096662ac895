/** What pages show before anybody has signed in: a customer's colours and logos, public by host name and by id. */
import { createHash } from 'node:crypto';
import { IsNull, Not } from 'typeorm';
import { brandingPrefix, hostHeader, type HostBrand } from '@hosterizer/kit/brand';
import type { Database } from '@hosterizer/kit/database';
import { isId } from '@hosterizer/kit/ids';
import { themeVariables } from '@hosterizer/kit/palette';
import type { Route, RouteAnswer, RouteRequest } from '@hosterizer/kit/subgraph';
import { acrossTenants, type ReadTx } from '@hosterizer/kit/tenancy';
import { brandingOf, logosBelow, versionOf } from './branding.ts';
import { Branding, CustomDomain, type BrandingRow } from './entities.ts';

/**
 * Below `/branding/`: `theme.css`, `brand.json`, `logo` and `logo-dark` of the customer whose verified host name was
 * asked, and all but `brand.json` below `of/<customer’s id>/`. Names are told by host only.
 */
export function brandingRoute(db: Database): Route {
  return {
    prefix: brandingPrefix,
    methods: ['GET'],
    public: true,
    async answer(request) {
      const [, id, name = ''] = /^(?:of\/([^/]+)\/)?([^/]+)$/.exec(request.rest) ?? [];
      if (!['theme.css', 'brand.json', 'logo', 'logo-dark'].includes(name)) return missing;
      if (id !== undefined && (name === 'brand.json' || !isId(id))) return missing;
      return acrossTenants(db, 'platform', 'show a customer’s branding', async (tx) => {
        const customerId = id ?? (await customerOfHost(tx, request));
        if (name === 'brand.json') return json(customerId ? await brandOf(tx, customerId) : null);
        if (name === 'theme.css')
          return asset(request, themeOf(customerId ? await lookOf(tx, customerId) : null));
        const picture = customerId && (await pictureOf(tx, customerId, name === 'logo-dark'));
        return picture ? asset(request, picture) : missing;
      });
    },
  };
}

const missing: RouteAnswer = { status: 404, headers: { 'cache-control': 'no-cache' } };

type Asset = { body: Buffer | string; type: string; version: string; headers?: Record<string, string> };

/** What is asked for by its version never changes at that address; everything else is asked for each time. */
function asset({ query, headers }: RouteRequest, { body, type, version, headers: more }: Asset): RouteAnswer {
  const etag = `"${version}"`;
  const cached = query['v'] === version ? 'public, max-age=31536000, immutable' : 'no-cache';
  const common = { etag, 'cache-control': cached };
  if (headers['if-none-match'] === etag) return { status: 304, headers: common };
  return { status: 200, headers: { ...common, 'content-type': type, ...more }, body };
}

const json = (value: HostBrand | null): RouteAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-cache' },
  body: JSON.stringify(value),
});

/** Null for a host that is nobody's. */
async function customerOfHost(tx: ReadTx, { headers }: RouteRequest): Promise<string | null> {
  const host = String(headers[hostHeader] ?? headers['host'] ?? '').toLowerCase();
  const domain = await tx.findOneBy(CustomDomain, {
    host: host.replace(/\.?(:\d+)?$/, ''),
    verifiedAt: Not(IsNull()),
  });
  return domain?.customerId ?? null;
}

const lookOf = (tx: ReadTx, customerId: string) => tx.findOneBy(Branding, { customerId });

async function brandOf(tx: ReadTx, customerId: string): Promise<HostBrand> {
  const { productName, color, corners, supportEmail } = await brandingOf(tx, customerId);
  const look = await lookOf(tx, customerId);
  return {
    ...{ productName, color: color ?? null, corners, supportEmail: supportEmail ?? null },
    ...logosBelow(brandingPrefix, look),
    themeUrl: `${brandingPrefix}theme.css?v=${themeOf(look).version}`,
  };
}

/** The platform's own look has no rules of its own. */
function themeOf(look: BrandingRow | null): Asset {
  const rules = Object.entries(themeVariables(look ?? { color: null, corners: 'MEDIUM' }));
  const lines = rules.map(([name, value]) => `  ${name}: ${value};\n`);
  const body = lines.length > 0 ? `:root {\n${lines.join('')}}\n` : '';
  const version = versionOf(createHash('sha256').update(body).digest('hex'));
  return { body, type: 'text/css; charset=utf-8', version };
}

async function pictureOf(tx: ReadTx, customerId: string, dark: boolean): Promise<Asset | null> {
  const look = await tx.findOne(Branding, {
    where: { customerId },
    select: {
      ...(dark
        ? { logoDark: true, logoDarkType: true, logoDarkHash: true }
        : { logo: true, logoType: true, logoHash: true }),
    },
  });
  const [body, type, hash] = dark
    ? [look?.logoDark, look?.logoDarkType, look?.logoDarkHash]
    : [look?.logo, look?.logoType, look?.logoHash];
  if (!body || !type || !hash) return null;
  // Whatever else the bytes may be taken for, nothing in them runs.
  const headers = {
    'content-security-policy': "sandbox; default-src 'none'",
    'x-content-type-options': 'nosniff',
  };
  return { body, type, version: versionOf(hash), headers };
}

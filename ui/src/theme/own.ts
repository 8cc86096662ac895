import type { ApolloClient } from '@apollo/client';
import { ViewerQuery } from '../session/documents.ts';
import { hostBrand, type HostBrand } from '../session/hostBrand.ts';

// public/brand.js reads the same key before the first paint.
const key = 'hosterizer-brand-of';
const nameKey = 'hosterizer-brand';

/** The style sheet of the look that the page wears; none where it is the platform's. */
const worn = () => document.head.querySelector<HTMLLinkElement>('link[rel=stylesheet][href^="/branding/"]');

/**
 * On the platform's own host name the customer portal wears the look of the customer whose viewer is signed in, and
 * remembers whose, for the next first paint. A customer's own host name has one look for everybody.
 */
export function followOwnBrand(client: ApolloClient): void {
  if (hostBrand) return;
  client.watchQuery({ query: ViewerQuery, fetchPolicy: 'cache-only' }).subscribe(({ data, dataState }) => {
    if (dataState === 'complete') wear(data.viewer?.customer?.id ?? null);
  });
}

/** Takes over what has just been changed about the look that the page wears. */
export async function wearAgain(): Promise<void> {
  const old = worn();
  if (!old) return;
  const { pathname } = new URL(old.href);
  await replace(old, `${pathname}?changed=${Date.now()}`);
}

function wear(customerId: string | null): void {
  remember(customerId);
  const old = worn();
  if (customerId === null) return old?.remove();
  const path = `/branding/of/${customerId}/theme.css`;
  if (!old || new URL(old.href).pathname !== path) void replace(old, path);
}

/** The old look stays on until the new one is there. */
function replace(old: HTMLLinkElement | null, href: string): Promise<void> {
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = href;
  const arrived = new Promise<void>((resolve) => {
    link.onload = link.onerror = () => resolve();
  });
  document.head.append(link);
  return arrived.then(() => old?.remove());
}

function remember(customerId: string | null): void {
  keep(key, customerId);
  if (customerId === null) keep(nameKey, null);
}

/** Name and logo, for the time until they have been asked for again. */
export function rememberBrand(customerId: string, brand: HostBrand): void {
  keep(nameKey, JSON.stringify({ customerId, ...brand }));
}

/** What was last known of this customer's name and logo. */
export function recallBrand(customerId: string): HostBrand | null {
  try {
    const kept = JSON.parse(localStorage.getItem(nameKey) ?? 'null') as
      (HostBrand & { customerId: string }) | null;
    return kept?.customerId === customerId ? kept : null;
  } catch {
    return null;
  }
}

function keep(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch {
    // Storage may be forbidden; the look then comes a moment later.
  }
}

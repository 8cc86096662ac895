import { useEffect, useState } from 'react';

/** How whoever runs this host calls themselves. */
export type HostBrand = { name: string; logoUrl?: string; logoDarkUrl?: string };

const ours: HostBrand = { name: 'Hosterizer' };

/**
 * The brand that the page was served with. The gateway writes `meta[name=brand]` into it on a customer's host: the
 * name alone, or everything as JSON; what is missing stands in /branding/brand.json.
 */
export function readHostBrand(content: string | null): HostBrand {
  if (!content) return ours;
  return brandIn(content) ?? { name: content };
}

function brandIn(text: string): HostBrand | null {
  try {
    const { name, logoUrl, logoDarkUrl } = JSON.parse(text) as Partial<Record<keyof HostBrand, unknown>>;
    if (typeof name !== 'string' || name === '') return null;
    return {
      name,
      ...(typeof logoUrl === 'string' && { logoUrl }),
      ...(typeof logoDarkUrl === 'string' && { logoDarkUrl }),
    };
  } catch {
    return null;
  }
}

export function useHostBrand(): HostBrand {
  const [brand, setBrand] = useState(() => readHostBrand(metaContent()));
  useEffect(() => {
    if (metaContent() === null || brand.logoUrl) return;
    const stop = new AbortController();
    fetch('/branding/brand.json', { signal: stop.signal })
      .then(async (answer) => {
        const found = answer.ok ? brandIn(await answer.text()) : null;
        if (found) setBrand(found);
      })
      // The name alone will do.
      .catch(() => {});
    return () => stop.abort();
  }, []); // The brand of a page does not change while it is open.
  return brand;
}

const metaContent = () =>
  document.querySelector('meta[name=brand]')?.getAttribute('content')?.trim() || null;

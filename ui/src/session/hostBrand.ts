/** How whoever runs this host name calls themselves. */
export type HostBrand = { name: string; logoUrl?: string; logoDarkUrl?: string; supportEmail?: string };

/**
 * The brand that the page was served with: on a customer's own host name the gateway writes it into the page, as
 * kit's HostBrand. Null on the platform's own host name.
 */
export function readHostBrand(content: string | null | undefined): HostBrand | null {
  if (!content) return null;
  try {
    const { productName, logoUrl, logoDarkUrl, supportEmail } = JSON.parse(content) as Partial<
      Record<string, unknown>
    >;
    if (typeof productName !== 'string' || productName === '') return null;
    return {
      name: productName,
      ...(typeof logoUrl === 'string' && { logoUrl }),
      ...(typeof logoDarkUrl === 'string' && { logoDarkUrl }),
      ...(typeof supportEmail === 'string' && { supportEmail }),
    };
  } catch {
    return null;
  }
}

/** The brand of this page, which does not change while it is open. */
export const hostBrand = readHostBrand(
  document.querySelector('meta[name=brand]')?.getAttribute('content')?.trim(),
);

/** What a page is told about whose host name it is opened on. */
import type { Corners } from './palette.ts';

/** As the customers subgraph answers at `/branding/brand.json`; null on a host that is no customer's. Urls are paths of the same host. */
export type HostBrand = {
  productName: string;
  /** `#rrggbb`; null for the platform's own. */
  color: string | null;
  corners: Corners;
  logoUrl: string | null;
  logoDarkUrl: string | null;
  supportEmail: string | null;
  /** The style sheet, by a path that changes with it. */
  themeUrl: string;
};

export const brandingPrefix = '/branding/';
/** In which the gateway tells a route under which host name it was asked; what a client says there is overwritten. */
export const hostHeader = 'x-forwarded-host';

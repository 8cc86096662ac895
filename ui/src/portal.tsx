import { createContext, use } from 'react';

/** What a page that both portals show must know about the portal that it stands in. */
export type Portal = {
  name: 'admin' | 'customer';
  /** What the portal calls itself in titles and on the sign-in page. */
  title: string;
  /** Where it begins, with the leading and trailing slash: `/` or `/admin/`. */
  home: string;
  paths: {
    sites: string;
    deployments: string;
    site: (id: string) => string;
    deployment: (deployment: { id: string; site: { id: string } }) => string;
    customers?: string;
    customer?: (id: string) => string;
  };
};

export const PortalContext = createContext<Portal | null>(null);

export function usePortal(): Portal {
  const portal = use(PortalContext);
  if (!portal) throw new Error('usePortal outside of a portal');
  return portal;
}

/** The portal that this one is not, as both sign-in forms call it, and where it begins. */
export function useOtherPortal(): { title: string; home: string } {
  return usePortal().name === 'admin'
    ? { title: 'Customer portal', home: '/' }
    : { title: 'Administration', home: '/admin/' };
}

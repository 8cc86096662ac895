import type { RouteObject } from 'react-router';

/** A site with its tabs, each a page of its own, and the comparison of two of its deployments; the same in both portals. */
export const siteRoutes: RouteObject[] = [
  {
    path: 'sites/:id',
    lazy: async () => ({ Component: (await import('./SitePage.tsx')).SitePage }),
    children: [
      { index: true, lazy: async () => ({ Component: (await import('./OverviewTab.tsx')).OverviewTab }) },
      {
        path: 'deployments',
        lazy: async () => ({ Component: (await import('./DeploymentsTab.tsx')).DeploymentsTab }),
      },
      { path: 'state', lazy: async () => ({ Component: (await import('../state/StateTab.tsx')).StateTab }) },
      { path: 'drift', lazy: async () => ({ Component: (await import('../drift/DriftTab.tsx')).DriftTab }) },
      {
        path: 'variables',
        lazy: async () => ({ Component: (await import('./VariablesTab.tsx')).VariablesTab }),
      },
      {
        path: 'settings',
        lazy: async () => ({ Component: (await import('./SettingsTab.tsx')).SettingsTab }),
      },
    ],
  },
  {
    path: 'sites/:id/compare',
    lazy: async () => ({ Component: (await import('../deployments/ComparePage.tsx')).ComparePage }),
  },
];

import { startPortal } from '@hosterizer/ui/start.tsx';
import { LuGlobe, LuPlus, LuRocket } from 'react-icons/lu';
import { Navigate } from 'react-router';

startPortal({
  portal: {
    name: 'customer',
    title: 'Hosterizer',
    home: '/',
    paths: {
      sites: '/sites',
      deployments: '/deployments',
      site: (id) => `/sites/${id}`,
      deployment: ({ id, site }) => `/sites/${site.id}/deployments/${id}`,
    },
  },
  navigation: [
    {
      label: 'Sites',
      to: '/sites',
      Icon: LuGlobe,
      owns: (path) => path === '/' || /^\/sites(\/(?!.*deployments)|$)/.test(path),
    },
    {
      label: 'Deployments',
      to: '/deployments',
      Icon: LuRocket,
      scope: 'deployments:read',
      badge: 'activity',
      owns: (path) => path === '/deployments' || path.includes('/deployments/'),
    },
  ],
  actions: [{ label: 'New site', to: '/sites/new', Icon: LuPlus, scope: 'sites:write' }],
  routes: [
    { index: true, element: <Navigate to="/sites" replace /> },
    { path: 'sites', lazy: async () => ({ Component: (await import('./SitesPage.tsx')).SitesPage }) },
    { path: 'sites/new', lazy: async () => ({ Component: (await import('./NewSitePage.tsx')).NewSitePage }) },
    {
      path: 'sites/:id',
      lazy: async () => ({ Component: (await import('@hosterizer/ui/sites/SitePage.tsx')).SitePage }),
    },
    {
      path: 'sites/:id/deployments/:deploymentId',
      lazy: async () => ({
        Component: (await import('@hosterizer/ui/deployments/DeploymentPage.tsx')).DeploymentPage,
      }),
    },
    {
      path: 'deployments',
      lazy: async () => ({
        Component: (await import('@hosterizer/ui/deployments/DeploymentsPage.tsx')).DeploymentsPage,
      }),
    },
  ],
});

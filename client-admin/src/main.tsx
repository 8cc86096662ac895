import { startPortal } from '@hosterizer/ui/start.tsx';
import { LuBuilding2, LuGlobe, LuPlus, LuRocket } from 'react-icons/lu';
import { Navigate } from 'react-router';

startPortal({
  portal: {
    name: 'admin',
    title: 'Hosterizer administration',
    home: '/admin/',
    paths: {
      sites: '/sites',
      deployments: '/deployments',
      site: (id) => `/sites/${id}`,
      deployment: ({ id }) => `/deployments/${id}`,
      customers: '/customers',
      customer: (id) => `/customers/${id}`,
    },
  },
  navigation: [
    { label: 'Customers', to: '/customers', Icon: LuBuilding2, scope: 'customers:read' },
    { label: 'Sites', to: '/sites', Icon: LuGlobe, scope: 'sites:read' },
    {
      label: 'Deployments',
      to: '/deployments',
      Icon: LuRocket,
      scope: 'deployments:read',
      badge: 'activity',
    },
  ],
  actions: [{ label: 'New customer', to: '/customers?new', Icon: LuPlus, scope: 'customers:create' }],
  routes: [
    { index: true, element: <Navigate to="/customers" replace /> },
    {
      path: 'customers',
      lazy: async () => ({ Component: (await import('./CustomersPage.tsx')).CustomersPage }),
    },
    {
      path: 'customers/:id',
      lazy: async () => ({ Component: (await import('./CustomerPage.tsx')).CustomerPage }),
    },
    { path: 'sites', lazy: async () => ({ Component: (await import('./SitesPage.tsx')).SitesPage }) },
    {
      path: 'sites/:id',
      lazy: async () => ({ Component: (await import('@hosterizer/ui/sites/SitePage.tsx')).SitePage }),
    },
    {
      path: 'deployments',
      lazy: async () => ({
        Component: (await import('@hosterizer/ui/deployments/DeploymentsPage.tsx')).DeploymentsPage,
      }),
    },
    {
      path: 'deployments/:deploymentId',
      lazy: async () => ({
        Component: (await import('@hosterizer/ui/deployments/DeploymentPage.tsx')).DeploymentPage,
      }),
    },
  ],
});

import { siteRoutes } from '@hosterizer/ui/sites/routes';
import { startPortal } from '@hosterizer/ui/start.tsx';
import {
  LuBlocks,
  LuBuilding2,
  LuGlobe,
  LuLayoutTemplate,
  LuPlus,
  LuRocket,
  LuScrollText,
  LuServer,
  LuShieldCheck,
} from 'react-icons/lu';
import { Navigate } from 'react-router';
import { registryRoutes } from './registryRoutes.ts';

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
    { label: 'Blueprints', to: '/blueprints', Icon: LuLayoutTemplate, scope: 'registry:read' },
    { label: 'Modules', to: '/modules', Icon: LuBlocks, scope: 'registry:read' },
    { label: 'Runners', to: '/runners', Icon: LuServer, scope: 'runners:read' },
    { label: 'Audit log', to: '/audit', Icon: LuScrollText, scope: 'audit:read' },
  ],
  actions: [
    { label: 'New customer', to: '/customers?new', Icon: LuPlus, scope: 'customers:create' },
    { label: 'New blueprint', to: '/blueprints?new', Icon: LuPlus, scope: 'registry:write' },
    { label: 'Register a module', to: '/modules/register', Icon: LuPlus, scope: 'registry:write' },
    { label: 'Account and security', to: '/settings/security', Icon: LuShieldCheck, scope: 'account:write' },
  ],
  routes: [
    { index: true, element: <Navigate to="/customers" replace /> },
    {
      path: 'customers',
      lazy: async () => ({ Component: (await import('./customers/CustomersPage.tsx')).CustomersPage }),
    },
    {
      path: 'customers/:id',
      lazy: async () => ({ Component: (await import('./customers/CustomerPage.tsx')).CustomerPage }),
      children: [
        {
          index: true,
          lazy: async () => ({ Component: (await import('./customers/OverviewTab.tsx')).OverviewTab }),
        },
        {
          path: 'sites',
          lazy: async () => ({ Component: (await import('./customers/SitesTab.tsx')).SitesTab }),
        },
        {
          path: 'clouds',
          lazy: async () => ({ Component: (await import('./customers/CloudsTab.tsx')).CloudsTab }),
        },
        {
          path: 'branding',
          lazy: async () => ({ Component: (await import('./customers/BrandingTab.tsx')).BrandingTab }),
        },
        {
          path: 'settings',
          lazy: async () => ({ Component: (await import('./customers/SettingsTab.tsx')).SettingsTab }),
        },
      ],
    },
    { path: 'sites', lazy: async () => ({ Component: (await import('./SitesPage.tsx')).SitesPage }) },
    ...siteRoutes,
    {
      path: 'deployments',
      lazy: async () => ({ Component: (await import('./DeploymentsPage.tsx')).DeploymentsPage }),
    },
    {
      path: 'deployments/:deploymentId',
      lazy: async () => ({
        Component: (await import('@hosterizer/ui/deployments/DeploymentPage.tsx')).DeploymentPage,
      }),
    },
    ...registryRoutes,
    {
      path: 'runners',
      lazy: async () => ({ Component: (await import('./runners/RunnersPage.tsx')).RunnersPage }),
    },
    {
      path: 'audit',
      lazy: async () => ({ Component: (await import('@hosterizer/ui/audit/AuditPage.tsx')).AuditPage }),
    },
  ],
});

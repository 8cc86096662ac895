import { siteRoutes } from '@hosterizer/ui/sites/routes';
import { startPortal } from '@hosterizer/ui/start.tsx';
import {
  LuCloud,
  LuGlobe,
  LuKeyRound,
  LuMail,
  LuPalette,
  LuPlus,
  LuRocket,
  LuScrollText,
  LuShieldCheck,
  LuUsers,
} from 'react-icons/lu';
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
      owns: (path) => path === '/' || /^\/sites(\/(?!.*deployments\/)|$)/.test(path),
    },
    {
      label: 'Deployments',
      to: '/deployments',
      Icon: LuRocket,
      scope: 'deployments:read',
      badge: 'activity',
      owns: (path) => path === '/deployments' || path.includes('/deployments/'),
    },
    { label: 'Clouds', to: '/clouds', Icon: LuCloud, scope: 'clouds:read' },
    { label: 'Members', to: '/members', Icon: LuUsers, scope: 'users:read' },
    { label: 'API keys', to: '/api-keys', Icon: LuKeyRound, scope: 'keys:read' },
    { label: 'Branding', to: '/settings/branding', Icon: LuPalette, scope: 'branding:write' },
    { label: 'Audit log', to: '/audit', Icon: LuScrollText, scope: 'audit:read' },
  ],
  actions: [
    { label: 'New site', to: '/sites/new', Icon: LuPlus, scope: 'sites:write' },
    { label: 'Invite somebody', to: '/members?invite', Icon: LuMail, scope: 'members:write' },
    { label: 'New API key', to: '/api-keys?new', Icon: LuKeyRound, scope: 'keys:write' },
    { label: 'Account and security', to: '/settings/security', Icon: LuShieldCheck, scope: 'account:write' },
  ],
  routes: [
    { index: true, element: <Navigate to="/sites" replace /> },
    { path: 'sites', lazy: async () => ({ Component: (await import('./SitesPage.tsx')).SitesPage }) },
    {
      path: 'sites/new',
      lazy: async () => ({ Component: (await import('./new-site/NewSitePage.tsx')).NewSitePage }),
    },
    ...siteRoutes,
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
    {
      path: 'clouds',
      lazy: async () => ({ Component: (await import('@hosterizer/ui/clouds/CloudsPage.tsx')).CloudsPage }),
    },
    {
      path: 'members',
      lazy: async () => ({ Component: (await import('@hosterizer/ui/members/MembersPage.tsx')).MembersPage }),
    },
    {
      path: 'api-keys',
      lazy: async () => ({ Component: (await import('@hosterizer/ui/apikeys/ApiKeysPage.tsx')).ApiKeysPage }),
    },
    {
      // Not `branding`: below that the platform serves themes and logos.
      path: 'settings/branding',
      lazy: async () => ({
        Component: (await import('@hosterizer/ui/branding/BrandingPage.tsx')).BrandingPage,
      }),
    },
    {
      path: 'audit',
      lazy: async () => ({ Component: (await import('@hosterizer/ui/audit/AuditPage.tsx')).AuditPage }),
    },
  ],
  openRoutes: [
    {
      path: 'forgot-password',
      lazy: async () => ({
        Component: (await import('@hosterizer/ui/account/ForgotPasswordPage.tsx')).ForgotPasswordPage,
      }),
    },
    {
      path: 'reset-password',
      lazy: async () => ({
        Component: (await import('@hosterizer/ui/account/ResetPasswordPage.tsx')).ResetPasswordPage,
      }),
    },
    {
      path: 'verify-email',
      lazy: async () => ({
        Component: (await import('@hosterizer/ui/account/VerifyEmailPage.tsx')).VerifyEmailPage,
      }),
    },
    {
      path: 'invitation',
      lazy: async () => ({
        Component: (await import('@hosterizer/ui/account/InvitationPage.tsx')).InvitationPage,
      }),
    },
  ],
});

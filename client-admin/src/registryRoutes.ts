/** What sites are made of: blueprints, modules, and sites on their way to another version. */
import type { RouteObject } from 'react-router';

export const registryRoutes: RouteObject[] = [
  {
    path: 'modules',
    lazy: async () => ({ Component: (await import('./modules/ModulesPage.tsx')).ModulesPage }),
  },
  {
    path: 'modules/register',
    lazy: async () => ({ Component: (await import('./modules/RegisterPage.tsx')).RegisterPage }),
  },
  {
    path: 'modules/*',
    lazy: async () => ({ Component: (await import('./modules/ModulePage.tsx')).ModulePage }),
  },
];

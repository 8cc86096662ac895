/** What sites are made of: blueprints, modules, and sites on their way to another version. */
import type { RouteObject } from 'react-router';

export const registryRoutes: RouteObject[] = [
  {
    path: 'blueprints',
    lazy: async () => ({ Component: (await import('./blueprints/BlueprintsPage.tsx')).BlueprintsPage }),
  },
  {
    path: 'blueprints/:name',
    lazy: async () => ({ Component: (await import('./blueprints/BlueprintPage.tsx')).BlueprintPage }),
    children: [
      {
        index: true,
        lazy: async () => ({ Component: (await import('./blueprints/VersionsTab.tsx')).VersionsTab }),
      },
      {
        path: 'edit',
        lazy: async () => ({ Component: (await import('./blueprints/EditTab.tsx')).EditTab }),
      },
      {
        path: 'sites',
        lazy: async () => ({ Component: (await import('./blueprints/RunsTab.tsx')).RunsTab }),
      },
      {
        path: 'upgrades',
        lazy: async () => ({ Component: (await import('./upgrades/UpgradesTab.tsx')).UpgradesTab }),
      },
    ],
  },
  {
    path: 'upgrades/:id',
    lazy: async () => ({ Component: (await import('./upgrades/UpgradePage.tsx')).UpgradePage }),
  },
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

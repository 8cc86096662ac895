import { ApolloProvider } from '@apollo/client/react';
import { ChakraProvider } from '@chakra-ui/react';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createBrowserRouter, type RouteObject } from 'react-router';
import { RouterProvider } from 'react-router/dom';
import { NotFound, RouteFailure } from './ErrorPage.tsx';
import { PortalContext, type Portal } from './portal.tsx';
import { connectBackend } from './session/apollo.ts';
import { hostBrand } from './session/hostBrand.ts';
import { BackendContext } from './session/SessionContext.tsx';
import { SessionGate } from './session/SessionGate.tsx';
import { AppShell } from './shell/AppShell.tsx';
import { followDensity } from './shell/density.ts';
import type { PaletteAction } from './shell/CommandPalette.tsx';
import type { NavItem } from './shell/Rail.tsx';
import { followTheme } from './theme/mode.ts';
import { followOwnBrand } from './theme/own.ts';
import { system } from './theme/system.ts';
import { Toaster } from './Toaster.tsx';

type Parts = {
  portal: Portal;
  navigation: readonly NavItem[];
  /** What the command palette offers beside pages and sites. */
  actions: readonly PaletteAction[];
  routes: RouteObject[];
  /** Pages for everybody, signed in or not. */
  openRoutes?: RouteObject[];
};

/** One's own account is the same in both portals. */
const security: RouteObject = {
  path: 'settings/security',
  lazy: async () => ({ Component: (await import('./account/SecurityPage.tsx')).SecurityPage }),
};

/** Puts a portal on the page. */
export function startPortal({ portal, navigation, actions, routes, openRoutes = [] }: Parts): void {
  followTheme();
  followDensity();
  const backend = connectBackend(portal.name);
  if (portal.name === 'customer') followOwnBrand(backend.client);
  const router = createBrowserRouter(
    [
      { errorElement: <RouteFailure />, HydrateFallback: () => null, children: openRoutes },
      {
        element: (
          <SessionGate>
            <AppShell navigation={navigation} actions={actions} />
          </SessionGate>
        ),
        errorElement: <RouteFailure />,
        HydrateFallback: () => null,
        children: [
          {
            errorElement: <RouteFailure />,
            children: [...routes, security, { path: '*', element: <NotFound /> }],
          },
        ],
      },
    ],
    { basename: portal.home },
  );
  createRoot(document.getElementById('root')!).render(
    <StrictMode>
      <ChakraProvider value={system}>
        <PortalContext value={hostBrand ? { ...portal, title: hostBrand.name } : portal}>
          <BackendContext value={backend}>
            <ApolloProvider client={backend.client}>
              <RouterProvider router={router} />
              <Toaster />
            </ApolloProvider>
          </BackendContext>
        </PortalContext>
      </ChakraProvider>
    </StrictMode>,
  );
}

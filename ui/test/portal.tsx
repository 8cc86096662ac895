/** A part of the portal without its server: what it asks is answered from a table, and refusals are said by the test. */
import { ApolloClient, ApolloLink, InMemoryCache, Observable } from '@apollo/client';
import { ApolloProvider } from '@apollo/client/react';
import { ChakraProvider } from '@chakra-ui/react';
import { act, configure, fireEvent, render } from '@testing-library/react';
import type { ReactElement } from 'react';
import { MemoryRouter, Outlet, Route, Routes, useLocation } from 'react-router';
import { PortalContext, type Portal } from '../src/portal.tsx';
import { ViewerContext, type SignedIn } from '../src/session/SessionContext.tsx';
import { system } from '../src/theme/system.ts';

// As long as a busy machine may take, and no longer than the test may.
configure({ asyncUtilTimeout: 10_000 });

/** Says why something was not done, as the platform does. */
export class Refusal {
  readonly error: { message: string; extensions: Record<string, unknown> };
  constructor(message: string, code = 'CONFLICT', details?: { field: string; reason: string }) {
    this.error = { message, extensions: { code, traceId: 'trace-1', ...(details && { details }) } };
  }
}

type Answer = object | Refusal;
/** By operation; one that is left out never answers. */
export type Answers = Record<string, Answer | ((variables: Record<string, unknown>) => Answer)>;

const portal: Portal = {
  name: 'customer',
  title: 'Hosterizer',
  home: '/',
  paths: {
    sites: '/sites',
    deployments: '/deployments',
    site: (id) => `/sites/${id}`,
    deployment: ({ id, site }) => `/sites/${site.id}/deployments/${id}`,
  },
};

const developing = ['sites:read', 'deployments:read', 'sites:write', 'deployments:write'];
/** What an owner may. */
export const everything = [...developing, 'deployments:approve', 'state:read', 'state:write'];

const viewer = (scopes: readonly string[]): SignedIn => ({
  id: 'u1',
  kind: 'USER',
  email: 'ann@acme.test',
  emailVerified: true,
  name: null,
  role: scopes.includes('deployments:approve') ? 'owner' : 'developer',
  scopes: [...scopes],
  mfaEnabled: false,
  recoveryCodesLeft: 0,
  customer: null,
  customers: [],
  acting: null,
});

/** Clicks, and waits for what follows at once: menus and dialogs go on after the event. */
export const press = (element: HTMLElement) => act(async () => void fireEvent.click(element));

type Settings = {
  scopes?: readonly string[];
  at?: string;
  /** The pattern that `at` fits. */
  path?: string;
  /** What the page above gives to its tabs. */
  context?: unknown;
};

export function show(
  part: ReactElement,
  answers: Answers,
  { scopes = everything, at = '/', path = '*', context }: Settings = {},
) {
  const asked: Array<{ name: string; variables: Record<string, unknown> }> = [];
  const link = new ApolloLink(({ operationName: name = '', variables }) => {
    asked.push({ name, variables });
    return new Observable((observer) => {
      const entry = answers[name];
      if (entry === undefined) return;
      const answer = typeof entry === 'function' ? entry(variables) : entry;
      if (answer instanceof Refusal) observer.next({ data: null, errors: [answer.error] });
      else observer.next({ data: answer as Record<string, unknown> });
      observer.complete();
    });
  });
  const client = new ApolloClient({
    cache: new InMemoryCache(),
    link,
    defaultOptions: { watchQuery: { errorPolicy: 'all' }, query: { errorPolicy: 'all' } },
  });
  let location = { pathname: '', search: '' };
  function Probe() {
    location = useLocation();
    return <Outlet context={context} />;
  }
  const { container, unmount } = render(
    <ChakraProvider value={system}>
      <PortalContext value={portal}>
        <ViewerContext value={viewer(scopes)}>
          <ApolloProvider client={client}>
            <MemoryRouter initialEntries={[at]}>
              <Routes>
                <Route element={<Probe />}>
                  <Route path={path} element={part} />
                  {path !== '*' && <Route path="*" element={<p>another page</p>} />}
                </Route>
              </Routes>
            </MemoryRouter>
          </ApolloProvider>
        </ViewerContext>
      </PortalContext>
    </ChakraProvider>,
  );
  return {
    asked,
    container,
    close: unmount,
    /** How often an operation was asked, with what. */
    askedFor: (operation: string) =>
      asked.filter(({ name }) => name === operation).map(({ variables }) => variables),
    /** Where one is, with the search. */
    at: () => location.pathname + location.search,
  };
}

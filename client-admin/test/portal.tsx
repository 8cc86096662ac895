/** A page of the portal without its server: what it asks is answered from a table, and live news are said by the test. */
import { ApolloClient, ApolloLink, InMemoryCache, Observable } from '@apollo/client';
import { ApolloProvider } from '@apollo/client/react';
import { ChakraProvider } from '@chakra-ui/react';
import { PortalContext, type Portal } from '@hosterizer/ui/portal.tsx';
import { ViewerContext, type SignedIn } from '@hosterizer/ui/session/SessionContext.tsx';
import { system } from '@hosterizer/ui/theme/system';
import { render } from '@testing-library/react';
import type { ReactElement } from 'react';
import { createMemoryRouter, RouterProvider } from 'react-router';

/** By operation: the data, or the message of an AUTHORIZATION_ERROR; an operation that is left out never answers. */
export type Answers = Record<string, object | string | ((variables: Record<string, unknown>) => object)>;

const portal: Portal = {
  name: 'admin',
  title: 'Administration',
  home: '/admin/',
  paths: {
    sites: '/sites',
    deployments: '/deployments',
    site: (id) => `/sites/${id}`,
    deployment: ({ id }) => `/deployments/${id}`,
    customers: '/customers',
    customer: (id) => `/customers/${id}`,
  },
};

const staff = (scopes: readonly string[]): SignedIn => ({
  id: 'u',
  kind: 'USER',
  email: 'staff@hosterizer.test',
  emailVerified: true,
  name: null,
  role: 'support',
  scopes: [...scopes],
  mfaEnabled: false,
  recoveryCodesLeft: 0,
  customer: null,
  customers: [],
  acting: null,
});

export function show(page: ReactElement, answers: Answers, scopes: readonly string[], at = '/') {
  const asked: Array<{ name: string; variables: Record<string, unknown> }> = [];
  const listeners = new Map<string, (data: object) => void>();
  const link = new ApolloLink(({ operationName: name = '', variables }) => {
    asked.push({ name, variables });
    return new Observable((observer) => {
      listeners.set(name, (data) => observer.next({ data: data as Record<string, unknown> }));
      const answer = answers[name];
      if (answer === undefined) return;
      if (typeof answer === 'string') {
        const errors = [{ message: answer, extensions: { code: 'AUTHORIZATION_ERROR', traceId: 't1' } }];
        observer.next({ data: null, errors });
      } else {
        const data = typeof answer === 'function' ? answer(variables) : answer;
        observer.next({ data: data as Record<string, unknown> });
      }
      observer.complete();
    });
  });
  const client = new ApolloClient({
    cache: new InMemoryCache(),
    link,
    defaultOptions: { watchQuery: { errorPolicy: 'all' }, query: { errorPolicy: 'all' } },
  });
  const router = createMemoryRouter([{ path: '*', element: page }], { initialEntries: [at] });
  render(
    <ChakraProvider value={system}>
      <PortalContext value={portal}>
        <ViewerContext value={staff(scopes)}>
          <ApolloProvider client={client}>
            <RouterProvider router={router} />
          </ApolloProvider>
        </ViewerContext>
      </PortalContext>
    </ChakraProvider>,
  );
  return {
    asked,
    /** As if the platform had said so on a subscription. */
    say: (subscription: string, data: object) => listeners.get(subscription)!(data),
  };
}

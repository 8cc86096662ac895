import { createContext, use } from 'react';
import type { ViewerQuery } from '../generated/graphql.ts';
import type { Backend } from './apollo.ts';

export const BackendContext = createContext<Backend | null>(null);

/** The connection to the platform: Apollo's client, the live socket, the session. */
export function useBackend(): Backend {
  const backend = use(BackendContext);
  if (!backend) throw new Error('useBackend outside of a portal');
  return backend;
}

export type SignedIn = NonNullable<ViewerQuery['viewer']>;

export const ViewerContext = createContext<SignedIn | null>(null);

/** Who is signed in; pages are only shown to somebody who is. */
export function useViewer(): SignedIn {
  const viewer = use(ViewerContext);
  if (!viewer) throw new Error('useViewer outside of a session');
  return viewer;
}

export const useMay = (scope: string): boolean => useViewer().scopes.includes(scope);

import { lazy, Suspense, useSyncExternalStore, type ReactNode } from 'react';
import { ErrorPage } from '../ErrorPage.tsx';
import { useBackend, ViewerContext } from './SessionContext.tsx';
import { useWhoIsThere } from './whoIsThere.ts';

// Whoever is signed in does not wait for what they do not need.
const SignInPage = lazy(() => import('./SignInPage.tsx'));
const SessionDialog = lazy(() => import('./SessionDialog.tsx'));

/** Shows its children to somebody who is signed in, and the sign-in page to everybody else. */
export function SessionGate({ children }: { children: ReactNode }) {
  const { client, session } = useBackend();
  const lapsed = useSyncExternalStore(session.subscribe, session.isLapsed);
  const { viewer, error, refetch } = useWhoIsThere();

  if (error && viewer === undefined) return <ErrorPage error={error} onRetry={() => void refetch()} />;
  if (viewer === undefined) return null;
  if (viewer === null) {
    return (
      <Suspense>
        <SignInPage onDone={() => void refetch()} />
      </Suspense>
    );
  }
  // Another person or another customer is another world: nothing on screen may survive the change.
  const world = `${viewer.id}:${viewer.customer?.id}`;
  return (
    <ViewerContext key={world} value={viewer}>
      {children}
      {lapsed && (
        <Suspense>
          <SessionDialog viewer={viewer} onOtherPerson={() => void client.resetStore().catch(() => {})} />
        </Suspense>
      )}
    </ViewerContext>
  );
}

import { useQuery } from '@apollo/client/react';
import { useEffect, useState, type ReactNode } from 'react';
import { ErrorPage } from '../ErrorPage.tsx';
import { isSignedOut } from '../failure.ts';
import { ViewerQuery } from './documents.ts';
import { useBackend, ViewerContext } from './SessionContext.tsx';
import { SessionDialog } from './SessionDialog.tsx';
import { SignInPage } from './SignInPage.tsx';

/** Shows its children to somebody who is signed in, and the sign-in page to everybody else. */
export function SessionGate({ children }: { children: ReactNode }) {
  const { session, client } = useBackend();
  const [ready, setReady] = useState(false);
  const { data, error, refetch } = useQuery(ViewerQuery, { skip: !ready, fetchPolicy: 'cache-first' });

  useEffect(() => {
    // The access cookie is short-lived: a page opened the next day has to renew before it asks who is there.
    const begin = session.stale() ? session.renew().catch(() => false) : Promise.resolve(true);
    void begin.then(() => {
      session.schedule();
      setReady(true);
    });
  }, [session]);

  // Cookies that are worth nothing any more are those of nobody.
  const viewer = isSignedOut(error) ? null : data?.viewer;
  useRenewalOfForgotten(viewer === null, refetch);

  if (error && viewer === undefined) return <ErrorPage error={error} onRetry={() => void refetch()} />;
  if (viewer === undefined) return null;
  if (viewer === null) return <SignInPage onDone={() => void refetch()} />;
  // Another person or another customer is another world: nothing on screen may survive the change.
  const world = `${viewer.id}:${viewer.customer?.id}`;
  return (
    <ViewerContext key={world} value={viewer}>
      {children}
      <SessionDialog viewer={viewer} onOtherPerson={() => void client.resetStore().catch(() => {})} />
    </ViewerContext>
  );
}

/** The cookie may be gone although its time is not over (a restarted platform): one renewal is worth a try. */
function useRenewalOfForgotten(signedOut: boolean, refetch: () => Promise<unknown>): void {
  const { session } = useBackend();
  useEffect(() => {
    if (!signedOut || !session.remembered()) return;
    session.renew().then(
      (renewed) => (renewed ? void refetch() : session.ended()),
      () => {},
    );
  }, [signedOut, session, refetch]);
}

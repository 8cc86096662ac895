import { useQuery } from '@apollo/client/react';
import { useEffect, useState } from 'react';
import { isSignedOut } from '../failure.ts';
import { ViewerQuery } from './documents.ts';
import { useBackend } from './SessionContext.tsx';

/** Who is signed in to this portal: null for nobody, undefined until that is known or when it could not be asked. */
export function useWhoIsThere() {
  const { session } = useBackend();
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
  return { viewer, error, refetch };
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

import { useSubscription } from '@apollo/client/react';
import { SiteChanged } from './documents.ts';

/** Keeps the sites on screen as they are now; the cache renews whatever shows them. */
export function FollowSites({ ids }: { ids: readonly string[] }) {
  return ids.map((id) => <Follow key={id} id={id} />);
}

function Follow({ id }: { id: string }) {
  useSubscription(SiteChanged, { variables: { id }, ignoreResults: true });
  return null;
}

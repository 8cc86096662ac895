import { useQuery } from '@apollo/client/react';
import { useEffect } from 'react';
import type { RootModulesQuery as Answer } from '../generated/graphql.ts';
import { RootModulesQuery } from './documents.ts';

export type RootModule = Answer['modules']['edges'][number]['node'];

/** Every module that a blueprint can choose for a provider; those that have been loaded so far. */
export function useRootModules(): readonly RootModule[] {
  const { data, fetchMore } = useQuery(RootModulesQuery, { fetchPolicy: 'cache-and-network' });
  const { hasNextPage, endCursor } = data?.modules.pageInfo ?? {};
  useEffect(() => {
    if (!hasNextPage || endCursor == null) return;
    void fetchMore({
      variables: { after: endCursor },
      updateQuery: (old, { fetchMoreResult: { modules } }) => ({
        modules: {
          ...modules,
          edges: [...(old.modules?.edges ?? []), ...modules.edges],
        } as Answer['modules'],
      }),
    });
  }, [hasNextPage, endCursor, fetchMore]);
  return (data?.modules.edges ?? [])
    .map(({ node }) => node)
    .filter(({ name }) => name.startsWith('blueprints/'));
}

import { useQuery, useSubscription } from '@apollo/client/react';
import type { DeploymentsQueryVariables } from '../generated/graphql.ts';
import { DeploymentsChanged, DeploymentsQuery } from './documents.ts';

/** A page of deployments as it is, and as it becomes. */
export function useDeployments(variables: DeploymentsQueryVariables) {
  const result = useQuery(DeploymentsQuery, { variables, fetchPolicy: 'cache-and-network' });
  useSubscription(DeploymentsChanged, {
    ...{ variables, ignoreResults: true },
    onData({ client, data: { data } }) {
      if (data)
        client.writeQuery({
          query: DeploymentsQuery,
          variables,
          data: { deployments: data.deploymentsChanged },
        });
    },
  });
  return result;
}

import { useQuery } from '@apollo/client/react';
import { cloudState } from '@hosterizer/ui/clouds/clouds';
import { CloudCredentialsQuery } from '@hosterizer/ui/clouds/documents';
import type { CloudCredentialRowFragment } from '@hosterizer/ui/generated/graphql';
import { useMay } from '@hosterizer/ui/session/SessionContext.tsx';
import type { CloudProvider } from '../generated/graphql.ts';

type Credential = Pick<CloudCredentialRowFragment, 'cloudProvider' | 'status'>;

/** What is known of the customer's clouds; null while nothing is, and to those who may not know. */
export type Connections = readonly Credential[] | null;

export function useConnections(): Connections {
  const may = useMay('clouds:read');
  const { data } = useQuery(CloudCredentialsQuery, { skip: !may, fetchPolicy: 'cache-and-network' });
  return data?.cloudCredentials ?? null;
}

/** Why nothing can be built at a provider yet, in the words of the page of clouds; null when nothing is known against it. */
export function lackAt(connections: Connections, provider: CloudProvider | null): string | null {
  if (!connections || provider === null || provider === 'LOCAL') return null;
  const status = connections.find(({ cloudProvider }) => cloudProvider === provider)?.status;
  return status === 'VALID' || status === 'UNCHECKED' ? null : cloudState(status).label;
}

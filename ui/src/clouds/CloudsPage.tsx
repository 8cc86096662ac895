import { useQuery } from '@apollo/client/react';
import { Skeleton, Stack, Text } from '@chakra-ui/react';
import { CopyAsGraphql } from '../CopyAsGraphql.tsx';
import { Loaded } from '../Loaded.tsx';
import { Page } from '../Page.tsx';
import { Panel } from '../Panel.tsx';
import { CloudRow } from './CloudRow.tsx';
import { cloudList } from './clouds.ts';
import { CloudCredentialsQuery } from './documents.ts';

const purpose = 'Where sites are built besides this platform’s own machine, and with whose credentials.';

/**
 * The clouds that a customer has connected. Staff name the customer, and show this inside of a page of that customer's.
 */
export function CloudsPage({ customerId }: { customerId?: string }) {
  const variables = customerId ? { customerId } : {};
  const result = useQuery(CloudCredentialsQuery, { variables, fetchPolicy: 'cache-and-network' });
  const body = (
    <Loaded result={result} pick={(data) => data.cloudCredentials} skeleton={<Ghost />}>
      {(credentials) => (
        <Stack gap="4">
          {credentials.length === 0 && (
            <Text textStyle="sm" color="fg.muted">
              No cloud is connected yet. Connect the one where the first site shall stand: its credential is
              kept encrypted, checked at the cloud, and given to deployments alone.
            </Text>
          )}
          <Panel as="ul" listStyleType="none" aria-label="Clouds">
            {cloudList.map((cloud, place) => (
              <CloudRow
                key={cloud}
                cloud={cloud}
                customerId={customerId}
                credential={credentials.find(({ cloudProvider }) => cloudProvider === cloud) ?? null}
                isFirst={place === 0}
              />
            ))}
          </Panel>
        </Stack>
      )}
    </Loaded>
  );
  if (customerId) return body;
  return (
    <Page
      title="Clouds"
      meta={purpose}
      actions={<CopyAsGraphql document={CloudCredentialsQuery} variables={variables} />}
    >
      {body}
    </Page>
  );
}

function Ghost() {
  return (
    <Panel aria-busy="true" aria-label="Loading">
      {cloudList.map((cloud) => (
        <Stack key={cloud} p="4" gap="2" borderTopWidth={cloud === cloudList[0] ? '0' : '1px'}>
          <Skeleton h="5" w="160px" />
          <Skeleton h="4" w="280px" maxW="full" />
        </Stack>
      ))}
    </Panel>
  );
}

import { useQuery } from '@apollo/client/react';
import { Box, Button, Flex, Stack, Text } from '@chakra-ui/react';
import { CopyField } from '@hosterizer/ui/CopyField.tsx';
import { DeploymentsQuery } from '@hosterizer/ui/deployments/documents';
import { DeploymentTable } from '@hosterizer/ui/deployments/DeploymentTable.tsx';
import { ErrorState } from '@hosterizer/ui/ErrorState.tsx';
import { Facts } from '@hosterizer/ui/Facts.tsx';
import { Panel } from '@hosterizer/ui/Panel.tsx';
import { RelativeTime } from '@hosterizer/ui/RelativeTime.tsx';
import { useMay } from '@hosterizer/ui/session/SessionContext.tsx';
import { SitesQuery } from '@hosterizer/ui/sites/documents';
import { SiteTable } from '@hosterizer/ui/sites/SiteTable.tsx';
import { StatusBadge } from '@hosterizer/ui/StatusBadge.tsx';
import { Link } from 'react-router';
import type { CustomerRowFragment } from '../generated/graphql.ts';
import { useCustomer } from './CustomerPage.tsx';
import { customerState, tierNames } from './customerStatus.ts';
import { StatusMoveQuery } from './documents.ts';

export function OverviewTab() {
  const customer = useCustomer();
  return (
    <Flex gap="4" align="flex-start" direction={{ base: 'column', xl: 'row' }}>
      <Stack gap="4" flex="1" minW="0" w="full">
        <Sites customer={customer} />
        <Deployments customer={customer} />
      </Stack>
      <Stack gap="4" w={{ base: 'full', xl: '336px' }} flexShrink={0}>
        <Status customer={customer} />
        <Details customer={customer} />
      </Stack>
    </Flex>
  );
}

type Props = { customer: CustomerRowFragment };

function Status({ customer }: Props) {
  const readAudit = useMay('audit:read');
  const { data } = useQuery(StatusMoveQuery, {
    variables: {
      filter: { customerId: customer.id, objectId: customer.id, operation: 'setCustomerStatus' },
    },
    skip: !readAudit,
    fetchPolicy: 'cache-and-network',
  });
  const last = data?.auditEntries.edges[0]?.node;
  return (
    <Panel title="Status" aside={<StatusBadge state={customerState(customer.status)} size="sm" />}>
      <Box borderTopWidth="1px" px="4" py="3">
        <Facts
          facts={[
            ['Since', <RelativeTime key="since" at={last?.at ?? customer.createdAt} />],
            ...(last ? ([['By', last.actor.name ?? 'somebody who is gone']] as const) : []),
            ...(customer.statusReason ? ([['Reason', customer.statusReason]] as const) : []),
          ]}
        />
      </Box>
    </Panel>
  );
}

function Details({ customer }: Props) {
  return (
    <Panel title="Details">
      <Box borderTopWidth="1px" px="4" py="3">
        <Facts
          facts={[
            ['Owner', customer.ownerEmail],
            ['Tier', tierNames[customer.tier]],
            ['Created', <RelativeTime key="created" at={customer.createdAt} />],
            [
              'Id',
              <Flex key="id" justify="flex-end">
                <CopyField value={customer.id} label="customer id" />
              </Flex>,
            ],
          ]}
        />
      </Box>
    </Panel>
  );
}

const Nothing = ({ children }: { children: string }) => (
  <Text px="4" py="6" borderTopWidth="1px" textStyle="sm" color="fg.muted">
    {children}
  </Text>
);

function Sites({ customer }: Props) {
  const { data, error, refetch } = useQuery(SitesQuery, {
    variables: { first: 5, filter: { customerId: customer.id } },
    fetchPolicy: 'cache-and-network',
  });
  const more = data?.sites.pageInfo.hasNextPage && (
    <Button size="xs" variant="outline" asChild>
      <Link to="sites">All sites</Link>
    </Button>
  );
  return (
    <Panel title="Sites" overflow="hidden" aside={more}>
      {error && !data ? (
        <Box p="4">
          <ErrorState error={error} onRetry={() => void refetch()} />
        </Box>
      ) : (
        <SiteTable
          label={`Sites of ${customer.name}`}
          rows={data?.sites.edges.map(({ node }) => node)}
          withCustomer={false}
          empty={<Nothing>This customer has not ordered a site yet.</Nothing>}
        />
      )}
    </Panel>
  );
}

function Deployments({ customer }: Props) {
  const { data, error, refetch } = useQuery(DeploymentsQuery, {
    variables: { first: 10, filter: { customerId: customer.id } },
    fetchPolicy: 'cache-and-network',
  });
  return (
    <Panel title="Latest deployments" overflow="hidden">
      {error && !data ? (
        <Box p="4">
          <ErrorState error={error} onRetry={() => void refetch()} />
        </Box>
      ) : (
        <DeploymentTable
          label={`Deployments of ${customer.name}`}
          rows={data?.deployments.edges.map(({ node }) => node)}
          without={['customer']}
          empty={<Nothing>Nothing has been deployed for this customer yet.</Nothing>}
        />
      )}
    </Panel>
  );
}

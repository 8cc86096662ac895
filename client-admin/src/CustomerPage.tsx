import { useQuery } from '@apollo/client/react';
import { Box, Flex, HStack, Skeleton, Stack, Text } from '@chakra-ui/react';
import { CopyAsGraphql } from '@hosterizer/ui/CopyAsGraphql.tsx';
import { CopyField } from '@hosterizer/ui/CopyField.tsx';
import { DeploymentsQuery } from '@hosterizer/ui/deployments/documents';
import { DeploymentTable } from '@hosterizer/ui/deployments/DeploymentTable.tsx';
import { Facts } from '@hosterizer/ui/Facts.tsx';
import { Loaded } from '@hosterizer/ui/Loaded.tsx';
import { Page } from '@hosterizer/ui/Page.tsx';
import { usePage } from '@hosterizer/ui/paging';
import { Panel } from '@hosterizer/ui/Panel.tsx';
import { RelativeTime } from '@hosterizer/ui/RelativeTime.tsx';
import { SitesQuery } from '@hosterizer/ui/sites/documents';
import { SiteTable } from '@hosterizer/ui/sites/SiteTable.tsx';
import { StatusBadge } from '@hosterizer/ui/StatusBadge.tsx';
import { useParams } from 'react-router';
import { customerState, tierNames } from './customerStatus.ts';
import { CustomerQuery } from './documents.ts';
import type { CustomerRowFragment } from './generated/graphql.ts';

export function CustomerPage() {
  const { id = '' } = useParams<'id'>();
  const result = useQuery(CustomerQuery, { variables: { id }, fetchPolicy: 'cache-and-network' });
  return (
    <Loaded result={result} pick={(data) => data.customer} skeleton={<Ghost />}>
      {(customer) => <CustomerView key={customer.id} customer={customer} />}
    </Loaded>
  );
}

function CustomerView({ customer }: { customer: CustomerRowFragment }) {
  return (
    <Page
      title={customer.name}
      crumbs={[{ label: 'Customers', to: '/customers' }]}
      badge={<StatusBadge state={customerState(customer.status)} />}
      meta={
        <HStack gap="1.5" wrap="wrap">
          <span>{tierNames[customer.tier]} tier</span>
          <span aria-hidden>·</span>
          <span>owned by {customer.ownerEmail}</span>
          <span aria-hidden>·</span>
          <span>
            since <RelativeTime at={customer.createdAt} />
          </span>
        </HStack>
      }
      actions={<CopyAsGraphql document={CustomerQuery} variables={{ id: customer.id }} />}
    >
      <Flex gap="4" align="flex-start" direction={{ base: 'column', xl: 'row' }}>
        <Stack gap="4" flex="1" minW="0" w="full">
          <Sites customer={customer} />
          <Deployments customer={customer} />
        </Stack>
        <Box w={{ base: 'full', xl: '336px' }} flexShrink={0}>
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
        </Box>
      </Flex>
    </Page>
  );
}

const Nothing = ({ children }: { children: string }) => (
  <Text px="4" py="6" borderTopWidth="1px" textStyle="sm" color="fg.muted">
    {children}
  </Text>
);

function Sites({ customer }: { customer: CustomerRowFragment }) {
  const page = usePage(20);
  const { data } = useQuery(SitesQuery, {
    variables: { ...page.variables, filter: { customerId: customer.id } },
    fetchPolicy: 'cache-and-network',
  });
  return (
    <Panel title="Sites" overflow="hidden">
      <SiteTable
        label={`Sites of ${customer.name}`}
        rows={data?.sites.edges.map(({ node }) => node)}
        paging={page.paging(data?.sites.pageInfo)}
        withCustomer={false}
        empty={<Nothing>This customer has not ordered a site yet.</Nothing>}
      />
    </Panel>
  );
}

function Deployments({ customer }: { customer: CustomerRowFragment }) {
  const { data } = useQuery(DeploymentsQuery, {
    variables: { first: 10, filter: { customerId: customer.id } },
    fetchPolicy: 'cache-and-network',
  });
  return (
    <Panel title="Latest deployments" overflow="hidden">
      <DeploymentTable
        label={`Deployments of ${customer.name}`}
        rows={data?.deployments.edges.map(({ node }) => node)}
        without={['customer']}
        empty={<Nothing>Nothing has been deployed for this customer yet.</Nothing>}
      />
    </Panel>
  );
}

function Ghost() {
  return (
    <Stack gap="5" maxW="1440px" mx="auto" w="full" aria-busy="true" aria-label="Loading">
      <Skeleton h="8" w="220px" />
      <Flex gap="4" direction={{ base: 'column', xl: 'row' }}>
        <Skeleton h="320px" flex="1" />
        <Skeleton h="180px" w={{ base: 'full', xl: '336px' }} />
      </Flex>
    </Stack>
  );
}

import { useQuery } from '@apollo/client/react';
import { Alert, Flex, HStack, Skeleton, Stack, Text } from '@chakra-ui/react';
import { CopyAsGraphql } from '@hosterizer/ui/CopyAsGraphql.tsx';
import { LinkTabs } from '@hosterizer/ui/LinkTabs.tsx';
import { Loaded } from '@hosterizer/ui/Loaded.tsx';
import { Page } from '@hosterizer/ui/Page.tsx';
import { RelativeTime } from '@hosterizer/ui/RelativeTime.tsx';
import { useMay } from '@hosterizer/ui/session/SessionContext.tsx';
import { StatusBadge } from '@hosterizer/ui/StatusBadge.tsx';
import { Outlet, useOutletContext, useParams } from 'react-router';
import type { CustomerRowFragment } from '../generated/graphql.ts';
import { ActForCustomer } from './ActForCustomer.tsx';
import { customerState, tierNames } from './customerStatus.ts';
import { CustomerQuery } from './documents.ts';
import { StatusMenu } from './StatusMenu.tsx';

/** One customer: what it is, what can be done with it, and its tabs, each a page of its own. */
export function CustomerPage() {
  const { id = '' } = useParams<'id'>();
  const result = useQuery(CustomerQuery, { variables: { id }, fetchPolicy: 'cache-and-network' });
  return (
    <Loaded result={result} pick={(data) => data.customer} skeleton={<Ghost />}>
      {(customer) => <CustomerView key={customer.id} customer={customer} />}
    </Loaded>
  );
}

/** The customer whose tab this is. */
export const useCustomer = (): CustomerRowFragment => useOutletContext<CustomerRowFragment>();

function CustomerView({ customer }: { customer: CustomerRowFragment }) {
  const readAudit = useMay('audit:read');
  const readClouds = useMay('clouds:read');
  return (
    <Page
      title={customer.name}
      crumbs={[{ label: 'Customers', to: '/customers' }]}
      badge={<StatusBadge state={customerState(customer.status)} />}
      meta={
        <HStack gap="1.5" wrap="wrap">
          <span>{tierNames[customer.tier]} tier</span>
          <span aria-hidden>·</span>
          <Text as="span" overflowWrap="anywhere" minW="0">
            owned by {customer.ownerEmail}
          </Text>
          <span aria-hidden>·</span>
          <span>
            created <RelativeTime at={customer.createdAt} />
          </span>
        </HStack>
      }
      actions={
        <>
          <CopyAsGraphql document={CustomerQuery} variables={{ id: customer.id }} />
          <StatusMenu customer={customer} />
          <ActForCustomer customer={customer} />
        </>
      }
    >
      <Standing customer={customer} />
      <LinkTabs
        label="Customer"
        home={`/customers/${customer.id}`}
        tabs={[
          { label: 'Overview', path: '' },
          { label: 'Sites', path: 'sites' },
          ...(readClouds ? [{ label: 'Clouds', path: 'clouds' }] : []),
          { label: 'Branding', path: 'branding' },
          ...(readAudit ? [{ label: 'Audit', path: `/audit?customer=${customer.id}` }] : []),
          { label: 'Settings', path: 'settings' },
        ]}
      />
      <Outlet context={customer} />
    </Page>
  );
}

/** Says on every tab that the customer is not as others are, and why. */
function Standing({ customer: { status, statusReason } }: { customer: CustomerRowFragment }) {
  if (status === 'ACTIVE') return null;
  return (
    <Alert.Root
      status={status === 'SUSPENDED' ? 'warning' : 'neutral'}
      borderWidth="1px"
      rounded="lg"
      size="sm"
    >
      <Alert.Indicator />
      <Alert.Content>
        <Alert.Title>
          {status === 'SUSPENDED'
            ? 'Suspended: everything can be read, and nothing be changed or deployed.'
            : 'Closed: nobody signs in to it, and its sites stay as they are.'}
        </Alert.Title>
        {statusReason && <Alert.Description overflowWrap="anywhere">{statusReason}</Alert.Description>}
      </Alert.Content>
    </Alert.Root>
  );
}

function Ghost() {
  return (
    <Stack gap="5" maxW="1440px" mx="auto" w="full" aria-busy="true" aria-label="Loading">
      <Stack gap="3">
        <Skeleton h="4" w="120px" />
        <Skeleton h="8" w="220px" />
        <Skeleton h="4" w="320px" maxW="full" />
      </Stack>
      <Skeleton h="9" />
      <Flex gap="4" direction={{ base: 'column', xl: 'row' }}>
        <Skeleton h="320px" flex="1" />
        <Skeleton h="220px" w={{ base: 'full', xl: '336px' }} />
      </Flex>
    </Stack>
  );
}

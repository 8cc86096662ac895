import { useQuery } from '@apollo/client/react';
import { Flex, Skeleton, Stack } from '@chakra-ui/react';
import { CopyAsGraphql } from '../CopyAsGraphql.tsx';
import { Loaded } from '../Loaded.tsx';
import { Page } from '../Page.tsx';
import { useViewer } from '../session/SessionContext.tsx';
import { BrandForm } from './BrandForm.tsx';
import { BrandingQuery } from './documents.ts';
import { DomainPanel } from './DomainPanel.tsx';

/**
 * How a customer's portal looks, and under which host name. Staff name the customer, and show this inside of a page
 * of that customer's.
 */
export function BrandingPage({ customerId }: { customerId?: string }) {
  const viewer = useViewer();
  const id = customerId ?? viewer.customer?.id ?? '';
  const variables = { customerId: id };
  const result = useQuery(BrandingQuery, { variables, fetchPolicy: 'cache-and-network' });
  const body = (
    <Loaded result={result} pick={(data) => data.customer} skeleton={<Ghost />}>
      {(customer) => (
        <Stack gap="4" key={customer.id}>
          <BrandForm branding={customer.branding} name={customer.name} />
          <DomainPanel branding={customer.branding} />
        </Stack>
      )}
    </Loaded>
  );
  if (customerId) return body;
  return (
    <Page
      title="Branding"
      meta="How this portal looks: to your people, and under your own host name to everybody."
      actions={<CopyAsGraphql document={BrandingQuery} variables={variables} />}
    >
      {body}
    </Page>
  );
}

function Ghost() {
  return (
    <Flex gap="4" direction={{ base: 'column', xl: 'row' }} aria-busy="true" aria-label="Loading">
      <Skeleton h="560px" flex="1" />
      <Skeleton h="560px" w={{ base: 'full', xl: '560px' }} />
    </Flex>
  );
}

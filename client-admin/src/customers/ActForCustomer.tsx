import { useMutation } from '@apollo/client/react';
import { Button, Stack, Text } from '@chakra-ui/react';
import { PermissionGate } from '@hosterizer/ui/PermissionGate.tsx';
import { useOtherPortal } from '@hosterizer/ui/portal.tsx';
import { ReasonDialog } from '@hosterizer/ui/ReasonDialog.tsx';
import { browserSession } from '@hosterizer/ui/session/browser';
import { useState } from 'react';
import { LuUserRoundCog } from 'react-icons/lu';
import type { CustomerRowFragment } from '../generated/graphql.ts';
import { ActForCustomer as Act } from './documents.ts';

/** Opens the customer portal as somebody of the customer's would see it. */
export function ActForCustomer({ customer }: { customer: CustomerRowFragment }) {
  const [asking, setAsking] = useState(false);
  const [act] = useMutation(Act);
  const { home } = useOtherPortal();

  async function begin(reason: string) {
    const { data } = await act({ variables: { input: { customerId: customer.id, reason } } });
    if (!data) return;
    // The answer brought the customer portal's cookie; its tabs have to know when that ends.
    browserSession('customer').began(data.actForCustomer.expiresAt);
    location.assign(home);
  }
  return (
    <>
      <PermissionGate scope="customers:act">
        <Button
          size="sm"
          variant="outline"
          disabled={customer.status === 'INACTIVE'}
          onClick={() => setAsking(true)}
        >
          <LuUserRoundCog /> Act for customer…
        </Button>
      </PermissionGate>
      <ReasonDialog
        open={asking}
        title={`Act for ${customer.name}?`}
        confirm="Open their portal"
        isGrave={false}
        atLeast={10}
        hint="At least 10 characters. The customer reads it."
        onConfirm={begin}
        onClose={() => setAsking(false)}
      >
        <Stack gap="2">
          <Text>
            The customer portal opens and you may do there what an owner may. If you are signed in there as
            somebody else, that session ends in this browser.
          </Text>
          <Text>
            It ends by itself after 30 minutes, and everything done in it is in the customer's audit log under
            your name and with this reason.
          </Text>
        </Stack>
      </ReasonDialog>
    </>
  );
}

import { useMutation } from '@apollo/client/react';
import { Box, Button, Menu, Portal } from '@chakra-ui/react';
import { PermissionGate } from '@hosterizer/ui/PermissionGate.tsx';
import { ReasonDialog } from '@hosterizer/ui/ReasonDialog.tsx';
import { useMay } from '@hosterizer/ui/session/SessionContext.tsx';
import { say } from '@hosterizer/ui/Toaster.tsx';
import { useState } from 'react';
import { LuChevronDown } from 'react-icons/lu';
import type { CustomerRowFragment, CustomerStatus } from '../generated/graphql.ts';
import { moves } from './customerStatus.ts';
import { CustomersQuery, SetCustomerStatus, StatusMoveQuery } from './documents.ts';

/** Suspends, closes or opens a customer: whatever its status allows. */
export function StatusMenu({ customer }: { customer: CustomerRowFragment }) {
  const may = useMay('customers:write');
  const [asked, setAsked] = useState<{ status: CustomerStatus; isOpen: boolean } | null>(null);
  const [setCustomerStatus] = useMutation(SetCustomerStatus, {
    refetchQueries: [CustomersQuery, StatusMoveQuery],
  });
  const trigger = (
    <Button size="sm" variant="outline">
      Change status <LuChevronDown />
    </Button>
  );
  if (!may) return <PermissionGate scope="customers:write">{trigger}</PermissionGate>;
  if (customer.statusMoves.length === 0) return null;

  const move = asked && moves[asked.status];
  async function change(status: CustomerStatus, reason: string) {
    await setCustomerStatus({
      variables: { input: { id: customer.id, status, ...(reason && { reason }) } },
    });
    say(`${customer.name} ${moves[status].done}`);
  }
  return (
    <>
      <Menu.Root positioning={{ placement: 'bottom-end' }}>
        <Menu.Trigger asChild>{trigger}</Menu.Trigger>
        <Portal>
          <Menu.Positioner>
            <Menu.Content minW="180px">
              {customer.statusMoves.map((status) => (
                <Menu.Item
                  key={status}
                  value={status}
                  onClick={() => setAsked({ status, isOpen: true })}
                  {...(moves[status].isGrave && { color: 'fg.error' })}
                >
                  {moves[status].verb}…
                </Menu.Item>
              ))}
            </Menu.Content>
          </Menu.Positioner>
        </Portal>
      </Menu.Root>
      {asked && move && (
        <ReasonDialog
          open={asked.isOpen}
          title={`${move.verb === 'Open again' ? 'Open' : move.verb} ${customer.name}${move.isGrave ? '?' : ' again?'}`}
          confirm={move.verb}
          isGrave={move.isGrave}
          {...(move.isGrave && { hint: 'The customer reads it.' })}
          onConfirm={(reason) => change(asked.status, reason)}
          onClose={() => setAsked({ ...asked, isOpen: false })}
        >
          <Box as="ul" ps="4" listStyleType="disc">
            {move.consequences.map((consequence) => (
              <li key={consequence}>{consequence}</li>
            ))}
          </Box>
        </ReasonDialog>
      )}
    </>
  );
}

import { useMutation, useQuery } from '@apollo/client/react';
import { Box, Text } from '@chakra-ui/react';
import { useState } from 'react';
import { ConfirmDialog } from '../ConfirmDialog.tsx';
import { DataTable, type Column } from '../DataTable.tsx';
import { ErrorState } from '../ErrorState.tsx';
import type { InvitationRowFragment } from '../generated/graphql.ts';
import { Panel } from '../Panel.tsx';
import { RelativeTime } from '../RelativeTime.tsx';
import { RowMenu } from '../RowMenu.tsx';
import { StatusBadge } from '../StatusBadge.tsx';
import { say, sayFailure } from '../Toaster.tsx';
import { InvitationsQuery, ResendInvitation, RevokeInvitation } from './documents.ts';
import { nameOf } from './names.ts';
import { roleTexts } from './roles.ts';

type Row = InvitationRowFragment;

/** Who is invited and has not answered; nothing when nobody is. */
export function InvitationsPanel() {
  const { data, error, refetch } = useQuery(InvitationsQuery, { fetchPolicy: 'cache-and-network' });
  const rows = data?.invitations.edges.map(({ node }) => node);
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!rows?.length) return null;
  return (
    <Panel title="Invited" overflow="hidden">
      <DataTable label="Invitations" columns={columns} rows={rows} />
    </Panel>
  );
}

const columns: ReadonlyArray<Column<Row>> = [
  {
    key: 'email',
    header: 'E-mail',
    cell: ({ email }) => (
      <Text fontWeight="medium" truncate>
        {email}
      </Text>
    ),
  },
  { key: 'role', header: 'Role', width: '112px', cell: ({ role }) => roleTexts[role].name },
  {
    key: 'state',
    header: 'State',
    width: '132px',
    from: 'md',
    cell: ({ status }) => (
      <StatusBadge
        size="sm"
        state={
          status === 'EXPIRED'
            ? { label: 'Too old', tone: 'orange', mark: 'dashed' }
            : { label: 'Waiting', tone: 'blue', mark: 'ring' }
        }
      />
    ),
  },
  {
    key: 'expires',
    header: 'Ends',
    width: '148px',
    from: 'sm',
    cell: ({ expiresAt }) => (
      <Box truncate color="fg.muted">
        <RelativeTime at={expiresAt} />
      </Box>
    ),
  },
  {
    key: 'by',
    header: 'Invited by',
    width: '148px',
    from: 'lg',
    cell: ({ invitedBy }) => (
      <Box truncate color="fg.muted">
        {invitedBy ? nameOf(invitedBy) : 'the platform'}
      </Box>
    ),
  },
  {
    key: 'actions',
    header: 'Actions',
    hiddenHeader: true,
    width: '56px',
    cell: (row) => <InvitationMenu row={row} />,
  },
];

function InvitationMenu({ row: { id, email } }: { row: Row }) {
  const [asking, setAsking] = useState(false);
  const [resend] = useMutation(ResendInvitation, { variables: { id } });
  const [revoke] = useMutation(RevokeInvitation, { variables: { id }, refetchQueries: [InvitationsQuery] });

  async function sendAgain() {
    try {
      await resend();
      say('Sent again', `The link that ${email} had before no longer works.`);
    } catch (error) {
      sayFailure('The invitation was not sent', error);
    }
  }
  return (
    <>
      <RowMenu
        label={`Actions for the invitation of ${email}`}
        actions={[
          { label: 'Send again', onSelect: () => void sendAgain() },
          { label: 'Take back…', onSelect: () => setAsking(true), danger: true },
        ]}
      />
      <ConfirmDialog
        open={asking}
        title={`Take the invitation of ${email} back?`}
        confirm="Take it back"
        onConfirm={async () => {
          await revoke();
          say('The invitation is taken back', email);
        }}
        onClose={() => setAsking(false)}
      >
        The link in their mailbox stops working. They can be invited again.
      </ConfirmDialog>
    </>
  );
}

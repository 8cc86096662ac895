import { useQuery } from '@apollo/client/react';
import { Badge, Box, Button, HStack, Text } from '@chakra-ui/react';
import { LuUserPlus, LuUsers } from 'react-icons/lu';
import { CopyAsGraphql } from '../CopyAsGraphql.tsx';
import { DataTable, type Column } from '../DataTable.tsx';
import { EmptyState } from '../EmptyState.tsx';
import { ErrorState } from '../ErrorState.tsx';
import type { MemberRowFragment } from '../generated/graphql.ts';
import { Page } from '../Page.tsx';
import { useAddressFlag, usePage } from '../paging.ts';
import { Panel } from '../Panel.tsx';
import { PermissionGate } from '../PermissionGate.tsx';
import { RelativeTime } from '../RelativeTime.tsx';
import { useMay, useViewer } from '../session/SessionContext.tsx';
import { StatusBadge } from '../StatusBadge.tsx';
import { MembersQuery } from './documents.ts';
import { InvitationsPanel } from './InvitationsPanel.tsx';
import { InviteDialog } from './InviteDialog.tsx';
import { MemberMenu } from './MemberMenu.tsx';
import { roleTexts } from './roles.ts';

/** The people of the customer, and whom it has invited. */
export function MembersPage() {
  const page = usePage(25);
  const { data, error, refetch } = useQuery(MembersQuery, {
    variables: page.variables,
    fetchPolicy: 'cache-and-network',
  });
  const asks = useAddressFlag('invite');
  const mayInvite = useMay('members:write');
  const { customer } = useViewer();
  const members = data?.members.edges.map(({ node }) => node);
  const paging = page.paging(data?.members.pageInfo);
  const complete = !paging.next && !paging.previous;
  const owners = members?.filter(({ role }) => role === 'OWNER').length ?? 0;
  const invite = (
    <PermissionGate scope="members:write">
      <Button size="sm" colorPalette="brand" onClick={asks.open}>
        <LuUserPlus /> Invite
      </Button>
    </PermissionGate>
  );
  return (
    <Page
      title="Members"
      meta={`Who works on the sites of ${customer?.name ?? 'this customer'}, and what each may do.`}
      actions={
        <>
          <CopyAsGraphql document={MembersQuery} variables={page.variables} />
          {invite}
        </>
      }
    >
      {error && !data ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <Panel overflow="hidden">
          <DataTable
            label="Members"
            columns={columnsFor(complete && owners === 1)}
            rows={members}
            paging={paging}
            empty={
              <EmptyState icon={<LuUsers />} title="Nobody is a member yet" action={invite}>
                Members sign in to this portal, and a role says what each of them may do.
              </EmptyState>
            }
          />
          {members?.length === 1 && complete && mayInvite && (
            <Text px="4" py="3" borderTopWidth="1px" textStyle="sm" color="fg.muted">
              You are alone here. Invite a colleague, and there is a second person who can act when you
              cannot.
            </Text>
          )}
        </Panel>
      )}
      {mayInvite && <InvitationsPanel />}
      <InviteDialog open={asks.isOpen} onClose={asks.close} />
    </Page>
  );
}

const columnsFor = (oneOwner: boolean): ReadonlyArray<Column<MemberRowFragment>> => [
  { key: 'person', header: 'Member', cell: (member) => <Person member={member} /> },
  {
    key: 'role',
    header: 'Role',
    width: '112px',
    cell: ({ role }) => <Text title={roleTexts[role].meaning}>{roleTexts[role].name}</Text>,
  },
  {
    key: 'mfa',
    header: 'Second factor',
    width: '132px',
    from: 'md',
    cell: ({ mfaEnabled }) => (
      <StatusBadge
        size="sm"
        state={mfaEnabled ? { label: 'On', tone: 'green' } : { label: 'Off', tone: 'gray', mark: 'ring' }}
      />
    ),
  },
  {
    key: 'login',
    header: 'Last sign-in',
    width: '148px',
    from: 'sm',
    cell: ({ lastLoginAt }) => (
      <Box truncate color="fg.muted">
        {lastLoginAt ? <RelativeTime at={lastLoginAt} /> : 'never'}
      </Box>
    ),
  },
  {
    key: 'joined',
    header: 'Member since',
    width: '148px',
    from: 'lg',
    cell: ({ joinedAt }) => (
      <Box truncate color="fg.muted">
        <RelativeTime at={joinedAt} />
      </Box>
    ),
  },
  {
    key: 'actions',
    header: 'Actions',
    hiddenHeader: true,
    width: '56px',
    cell: (member) => <MemberMenu member={member} lastOwner={oneOwner && member.role === 'OWNER'} />,
  },
];

function Person({ member: { user } }: { member: MemberRowFragment }) {
  const own = useViewer().id === user.id;
  return (
    <Box minW="0">
      <HStack gap="2" minW="0">
        <Text fontWeight="medium" truncate>
          {user.name ?? user.email}
        </Text>
        {own && (
          <Badge size="xs" colorPalette="gray">
            You
          </Badge>
        )}
      </HStack>
      {user.name && (
        <Text textStyle="xs" color="fg.muted" truncate>
          {user.email}
        </Text>
      )}
    </Box>
  );
}

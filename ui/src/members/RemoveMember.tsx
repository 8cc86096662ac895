import { useMutation, useQuery } from '@apollo/client/react';
import { chakra, Stack, Text } from '@chakra-ui/react';
import { ConfirmDialog } from '../ConfirmDialog.tsx';
import type { MemberRowFragment } from '../generated/graphql.ts';
import { useBackend, useMay, useViewer } from '../session/SessionContext.tsx';
import { say } from '../Toaster.tsx';
import { KeysByMakerQuery, MembersQuery, RemoveMember as Remove } from './documents.ts';
import { nameOf } from './names.ts';

type Props = { member: MemberRowFragment; open: boolean; onClose: () => void };

/** Asks, with everything that ends: for a colleague, or for oneself. */
export function RemoveMember({ member, open, onClose }: Props) {
  const viewer = useViewer();
  const { client, session, socket } = useBackend();
  const mayKeys = useMay('keys:read');
  const { data } = useQuery(KeysByMakerQuery, { skip: !open || !mayKeys, fetchPolicy: 'network-only' });
  const keys = data?.apiKeys.edges
    .map(({ node }) => node)
    .filter((key) => key.createdBy?.id === member.user.id);
  const [remove] = useMutation(Remove, { variables: { userId: member.user.id } });
  const name = nameOf(member.user);
  const own = member.user.id === viewer.id;
  const customer = viewer.customer?.name ?? 'this customer';

  async function act() {
    await remove();
    if (own) {
      // The session here was one of a member, and has ended with the membership.
      session.ended();
      socket.terminate();
      await client.resetStore().catch(() => {});
      return;
    }
    say(`${name} is no longer a member`);
    await client.refetchQueries({ include: [MembersQuery] });
  }
  return (
    <ConfirmDialog
      open={open}
      title={own ? `Leave ${customer}?` : `Remove ${name}?`}
      confirm={own ? 'Leave' : 'Remove the member'}
      dismiss={own ? 'Stay' : 'Keep them'}
      onConfirm={act}
      onClose={onClose}
    >
      <Stack gap="2">
        <Text>
          {own
            ? `You no longer see anything of ${customer}. Only an owner can invite you again.`
            : `${name} no longer sees anything of ${customer}. This ends at once:`}
        </Text>
        <chakra.ul ps="5" listStyleType="disc">
          <li>{own ? 'Your sessions here, on every device' : 'Their sessions here, on every device'}</li>
          <li>
            {keys === undefined
              ? 'The API keys made by them'
              : keys.length === 0
                ? 'No API key: none was made by them'
                : `${keys.length === 1 ? 'The API key' : `${keys.length} API keys`}: ${keys.map((key) => key.name).join(', ')}`}
          </li>
        </chakra.ul>
        <Text>Sites and deployments stay as they are.</Text>
      </Stack>
    </ConfirmDialog>
  );
}

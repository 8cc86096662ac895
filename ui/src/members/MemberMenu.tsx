import { useState } from 'react';
import type { MemberRowFragment } from '../generated/graphql.ts';
import { RowMenu } from '../RowMenu.tsx';
import { useMay, useViewer } from '../session/SessionContext.tsx';
import { ChangeRoleDialog } from './ChangeRoleDialog.tsx';
import { nameOf } from './names.ts';
import { RemoveMember } from './RemoveMember.tsx';

type Props = { member: MemberRowFragment; lastOwner: boolean };

/** What an owner can do with a member; nothing for everybody else. */
export function MemberMenu({ member, lastOwner }: Props) {
  const [going, setGoing] = useState<'role' | 'remove' | null>(null);
  const own = useViewer().id === member.user.id;
  if (!useMay('members:write')) return null;
  const refused = lastOwner ? 'The last owner stays. Make somebody else an owner first.' : undefined;
  const stop = () => setGoing(null);
  return (
    <>
      <RowMenu
        label={`Actions for ${nameOf(member.user)}`}
        actions={[
          { label: 'Change role…', onSelect: () => setGoing('role'), refused },
          { label: own ? 'Leave…' : 'Remove…', onSelect: () => setGoing('remove'), danger: true, refused },
        ]}
      />
      <ChangeRoleDialog member={member} open={going === 'role'} onClose={stop} />
      <RemoveMember member={member} open={going === 'remove'} onClose={stop} />
    </>
  );
}

import { useMutation } from '@apollo/client/react';
import { useState } from 'react';
import { DialogForm } from '../DialogForm.tsx';
import { DialogFrame } from '../DialogFrame.tsx';
import type { MemberRowFragment } from '../generated/graphql.ts';
import { ViewerQuery } from '../session/documents.ts';
import { say } from '../Toaster.tsx';
import { UpdateMember } from './documents.ts';
import { nameOf } from './names.ts';
import { RoleChoice } from './RoleChoice.tsx';
import { roleTexts } from './roles.ts';

type Props = { member: MemberRowFragment; onClose: () => void };

export function ChangeRoleDialog({ member, open, onClose }: Props & { open: boolean }) {
  return (
    <DialogFrame open={open} title={`Role of ${nameOf(member.user)}`} onClose={onClose}>
      <Change member={member} onClose={onClose} />
    </DialogFrame>
  );
}

function Change({ member, onClose }: Props) {
  const [role, setRole] = useState(member.role);
  // One's own role decides what one sees.
  const [update] = useMutation(UpdateMember, { refetchQueries: [ViewerQuery] });

  async function save() {
    await update({ variables: { input: { userId: member.user.id, role } } });
    say(`${nameOf(member.user)} is ${roleTexts[role].name.toLowerCase()} now`);
    onClose();
  }
  return (
    <DialogForm
      confirm="Change the role"
      fields={['role']}
      disabled={role === member.role}
      onSubmit={save}
      onClose={onClose}
    >
      {() => <RoleChoice value={role} onChange={setRole} />}
    </DialogForm>
  );
}

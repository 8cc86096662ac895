import { useMutation } from '@apollo/client/react';
import { Field, Input } from '@chakra-ui/react';
import { useState } from 'react';
import { DialogForm } from '../DialogForm.tsx';
import { DialogFrame } from '../DialogFrame.tsx';
import type { CustomerRole } from '../generated/graphql.ts';
import { say } from '../Toaster.tsx';
import { InvitationsQuery, InviteMember } from './documents.ts';
import { RoleChoice } from './RoleChoice.tsx';

export function InviteDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <DialogFrame open={open} title="Invite somebody" onClose={onClose}>
      <Invite onClose={onClose} />
    </DialogFrame>
  );
}

function Invite({ onClose }: { onClose: () => void }) {
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<CustomerRole>('DEVELOPER');
  const [invite] = useMutation(InviteMember, { refetchQueries: [InvitationsQuery] });

  async function send() {
    const { data } = await invite({ variables: { input: { email: email.trim(), role } } });
    say('The invitation is on its way', data!.inviteMember.email);
    onClose();
  }
  return (
    <DialogForm
      confirm="Send the invitation"
      fields={['email', 'role']}
      check={(): Record<string, string> =>
        /^\S+@\S+$/.test(email.trim()) ? {} : { email: 'Type the address to which it goes.' }
      }
      onSubmit={send}
      onClose={onClose}
    >
      {(problems) => (
        <>
          <Field.Root required invalid={!!problems['email']}>
            <Field.Label>E-mail</Field.Label>
            <Input
              type="email"
              autoComplete="off"
              autoFocus
              value={email}
              onChange={(event) => setEmail(event.target.value)}
            />
            <Field.HelperText>They get a link, which holds for a week.</Field.HelperText>
            <Field.ErrorText>{problems['email']}</Field.ErrorText>
          </Field.Root>
          <RoleChoice value={role} onChange={setRole} />
        </>
      )}
    </DialogForm>
  );
}

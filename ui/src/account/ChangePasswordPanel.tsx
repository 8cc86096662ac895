import { useMutation } from '@apollo/client/react';
import { Button, Stack } from '@chakra-ui/react';
import { useState, type FormEvent } from 'react';
import type { Failure } from '../failure.ts';
import { sortFailure, type Problems } from '../fields.ts';
import { FormFailure } from '../FormFailure.tsx';
import { Panel } from '../Panel.tsx';
import { PasswordField } from '../PasswordField.tsx';
import { useViewer } from '../session/SessionContext.tsx';
import { say } from '../Toaster.tsx';
import { ChangePassword, SessionsQuery } from './documents.ts';
import { judgePassword } from './newPassword.ts';
import { NewPasswordField } from './NewPasswordField.tsx';

export function ChangePasswordPanel() {
  const { email, name } = useViewer();
  const own = [email ?? '', name ?? ''];
  const [currentPassword, setCurrent] = useState('');
  const [newPassword, setNew] = useState('');
  const [problems, setProblems] = useState<Problems>({});
  const [failure, setFailure] = useState<Failure | null>(null);
  const [change, { loading }] = useMutation(ChangePassword, { refetchQueries: [SessionsQuery] });

  async function submit(event: FormEvent) {
    event.preventDefault();
    setFailure(null);
    const { fits, hint } = judgePassword(newPassword, own);
    const found = {
      ...(currentPassword === '' && { currentPassword: 'Type the one that you have now.' }),
      ...(!fits && { newPassword: hint }),
    };
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    try {
      await change({ variables: { input: { currentPassword, newPassword } } });
      setCurrent('');
      setNew('');
      say('Your password is changed', 'Everywhere else you are signed out.');
    } catch (refusal) {
      const sorted = sortFailure(refusal, ['currentPassword', 'newPassword']);
      setProblems(sorted.problems);
      setFailure(sorted.rest);
    }
  }
  return (
    <Panel title="Password">
      <Stack borderTopWidth="1px" p="4">
        <form onSubmit={submit} noValidate aria-label="Change the password">
          <Stack gap="4">
            <FormFailure failure={failure} />
            <PasswordField
              label="Current password"
              value={currentPassword}
              onChange={setCurrent}
              problem={problems['currentPassword']}
            />
            <NewPasswordField
              own={own}
              value={newPassword}
              onChange={setNew}
              problem={problems['newPassword']}
            />
            <Button
              type="submit"
              variant="outline"
              alignSelf="flex-start"
              loading={loading}
              disabled={newPassword === ''}
            >
              Change the password
            </Button>
          </Stack>
        </form>
      </Stack>
    </Panel>
  );
}

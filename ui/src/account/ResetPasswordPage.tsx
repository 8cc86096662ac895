import { useMutation } from '@apollo/client/react';
import { Button, Link, Stack } from '@chakra-ui/react';
import { useState, type FormEvent } from 'react';
import { useSearchParams } from 'react-router';
import type { Failure } from '../failure.ts';
import { sortFailure } from '../fields.ts';
import { FormFailure } from '../FormFailure.tsx';
import { usePortal } from '../portal.tsx';
import { OpenPage } from '../session/OpenPage.tsx';
import { useBackend } from '../session/SessionContext.tsx';
import { ResetPassword } from './documents.ts';
import { judgePassword } from './newPassword.ts';
import { NewPasswordField } from './NewPasswordField.tsx';

/** Where the link of a mail leads: a new password, or with `welcome` the first one of a new owner. */
export function ResetPasswordPage() {
  const [params] = useSearchParams();
  const { home } = usePortal();
  const { client, session } = useBackend();
  const token = params.get('token') ?? '';
  const welcome = params.has('welcome');
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<string>();
  const [failure, setFailure] = useState<Failure | null>(null);
  const [reset, { data, loading }] = useMutation(ResetPassword);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setFailure(null);
    const { fits, hint } = judgePassword(password);
    setProblem(fits ? undefined : hint);
    if (!fits) return;
    try {
      await reset({ variables: { input: { token, newPassword: password } } });
      // Every session of the person is over, the one in this browser among them.
      session.ended();
      await client.clearStore();
    } catch (refusal) {
      const sorted = sortFailure(refusal, ['newPassword']);
      setProblem(sorted.problems['newPassword']);
      setFailure(sorted.rest);
    }
  }

  if (data) {
    return (
      <OpenPage
        title={welcome ? 'You are all set' : 'Your password is changed'}
        lead={
          welcome
            ? 'Sign in with your address and the password that you have just chosen.'
            : 'Everywhere that you were signed in, you are signed out now.'
        }
      >
        <Button asChild colorPalette="brand" w="full">
          <a href={home}>Sign in</a>
        </Button>
      </OpenPage>
    );
  }
  if (!token || failure?.field === 'token') return <DeadLink welcome={welcome} />;
  return (
    <OpenPage
      title={welcome ? 'Welcome' : 'Choose a new password'}
      tab={welcome ? 'Welcome' : 'New password'}
      lead={
        welcome
          ? 'Your account is ready, and you are its owner. Choose the password with which you will sign in.'
          : 'It ends every session that you have, on every device.'
      }
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="4">
          <FormFailure failure={failure} />
          <NewPasswordField
            label={welcome ? 'Password' : 'New password'}
            autoFocus
            value={password}
            onChange={setPassword}
            problem={problem}
          />
          <Button type="submit" colorPalette="brand" loading={loading}>
            {welcome ? 'Begin' : 'Change the password'}
          </Button>
        </Stack>
      </form>
    </OpenPage>
  );
}

function DeadLink({ welcome }: { welcome: boolean }) {
  return (
    <OpenPage
      title="This link no longer works"
      lead={`It has been used, is too old, or a newer one was sent. Ask for another${
        welcome ? ' with the address to which it was sent' : ''
      }.`}
      footer={
        <Link variant="underline" href="/">
          Back to the sign-in
        </Link>
      }
    >
      <Button asChild colorPalette="brand" w="full">
        <a href="/forgot-password">Send me a new link</a>
      </Button>
    </OpenPage>
  );
}

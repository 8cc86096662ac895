import { useMutation } from '@apollo/client/react';
import { Button, Field, Input, Link, Stack, Text } from '@chakra-ui/react';
import { useState, type FormEvent } from 'react';
import { readFailure } from '../failure.ts';
import { FormFailure } from '../FormFailure.tsx';
import { usePortal } from '../portal.tsx';
import { OpenPage } from '../session/OpenPage.tsx';
import { RequestPasswordReset } from './documents.ts';

/** Sends a link by mail. The answer is the same for every address: nobody learns here who has an account. */
export function ForgotPasswordPage() {
  const { home } = usePortal();
  const [email, setEmail] = useState('');
  const [request, { data, loading, error }] = useMutation(RequestPasswordReset);

  function submit(event: FormEvent) {
    event.preventDefault();
    request({ variables: { email: email.trim() } }).catch(() => {});
  }
  const back = (
    <Link variant="underline" href={home}>
      Back to the sign-in
    </Link>
  );
  if (data) {
    return (
      <OpenPage title="Look into your mailbox" tab="Forgot password" footer={back}>
        <Stack gap="3" textStyle="sm" color="fg.muted" role="status">
          <Text>
            If{' '}
            <Text as="b" color="fg">
              {email.trim()}
            </Text>{' '}
            has an account, a link is on its way. It can be used once, within an hour.
          </Text>
          <Text>Nothing there after a few minutes? Look among unwanted mail, or try another address.</Text>
        </Stack>
      </OpenPage>
    );
  }
  return (
    <OpenPage
      title="Forgot your password?"
      lead="Tell us your address and we send a link by which you choose a new one."
      footer={back}
    >
      <form onSubmit={submit}>
        <Stack gap="4">
          <FormFailure failure={error ? readFailure(error) : null} />
          <Field.Root required>
            <Field.Label>E-mail</Field.Label>
            <Input
              type="email"
              name="email"
              autoComplete="username"
              autoFocus
              value={email}
              onChange={(event) => setEmail(event.target.value)}
            />
          </Field.Root>
          <Button type="submit" colorPalette="brand" loading={loading} loadingText="Sending">
            Send the link
          </Button>
        </Stack>
      </form>
    </OpenPage>
  );
}

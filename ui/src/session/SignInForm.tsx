import { CombinedGraphQLErrors } from '@apollo/client';
import { useMutation } from '@apollo/client/react';
import { Alert, Button, Field, Input, Link, Stack } from '@chakra-ui/react';
import { useState, type FormEvent } from 'react';
import { readFailure } from '../failure.ts';
import { useOtherPortal, usePortal } from '../portal.tsx';
import { PasswordField } from '../PasswordField.tsx';
import { SignIn } from './documents.ts';
import { useBackend } from './SessionContext.tsx';

/** Asks for e-mail and password and begins a session of this portal. `onDone` learns the id of who signed in. */
export function SignInForm({ email = '', onDone }: { email?: string; onDone: (viewerId: string) => void }) {
  const { session } = useBackend();
  const [address, setAddress] = useState(email);
  const [password, setPassword] = useState('');
  const [signIn, { loading, error }] = useMutation(SignIn);
  // The platform refuses who belongs to the other portal; a refusal of the request as a whole is another matter.
  const elsewhere = CombinedGraphQLErrors.is(error) && readFailure(error).code === 'AUTHORIZATION_ERROR';

  async function submit(event: FormEvent) {
    event.preventDefault();
    const { data } = await signIn({ variables: { input: { email: address.trim(), password } } }).catch(
      () => ({
        data: undefined,
      }),
    );
    if (!data) return;
    const { viewer, expiresAt } = data.signIn;
    session.began(expiresAt);
    onDone(viewer.id);
  }

  return (
    <form onSubmit={submit} aria-label="Sign in">
      <Stack gap="4">
        {elsewhere && <WrongPortal />}
        {error && !elsewhere && (
          <Alert.Root status="error" size="sm">
            <Alert.Indicator />
            <Alert.Title>{readFailure(error).message}</Alert.Title>
          </Alert.Root>
        )}
        <Field.Root required>
          <Field.Label>E-mail</Field.Label>
          <Input
            type="email"
            name="email"
            autoComplete="username"
            autoFocus={!email}
            value={address}
            onChange={(event) => setAddress(event.target.value)}
          />
        </Field.Root>
        <PasswordField label="Password" autoFocus={!!email} value={password} onChange={setPassword} />
        <Button type="submit" colorPalette="brand" loading={loading} loadingText="Signing in" mt="1">
          Sign in
        </Button>
      </Stack>
    </form>
  );
}

function WrongPortal() {
  const admin = usePortal().name === 'admin';
  const other = useOtherPortal();
  return (
    <Alert.Root status="warning" size="sm">
      <Alert.Indicator />
      <Alert.Content>
        <Alert.Title>
          {admin
            ? 'This account belongs to a customer.'
            : 'This account belongs to the staff of the platform.'}
        </Alert.Title>
        <Alert.Description>
          <Link variant="underline" href={other.home}>
            Open the {other.title.toLowerCase()}
          </Link>
        </Alert.Description>
      </Alert.Content>
    </Alert.Root>
  );
}

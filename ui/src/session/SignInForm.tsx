import { useMutation } from '@apollo/client/react';
import { Alert, Button, Field, Input, Link, Stack } from '@chakra-ui/react';
import { useState, type FormEvent } from 'react';
import { readFailure } from '../failure.ts';
import { usePortal } from '../portal.tsx';
import { PasswordField } from '../PasswordField.tsx';
import { SignIn, SignOut } from './documents.ts';
import { useBackend } from './SessionContext.tsx';

/** Asks for e-mail and password and begins a session of this portal. `onDone` learns the id of who signed in. */
export function SignInForm({ email = '', onDone }: { email?: string; onDone: (viewerId: string) => void }) {
  const portal = usePortal();
  const { session } = useBackend();
  const [address, setAddress] = useState(email);
  const [password, setPassword] = useState('');
  const [elsewhere, setElsewhere] = useState(false);
  const [signIn, { loading, error }] = useMutation(SignIn);
  const [signOut] = useMutation(SignOut);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setElsewhere(false);
    const { data } = await signIn({ variables: { input: { email: address.trim(), password } } }).catch(
      () => ({
        data: undefined,
      }),
    );
    if (!data) return;
    const { viewer, expiresAt } = data.signIn;
    // Customers have no business in the administration, and staff has no customer whose portal this could be.
    if ((viewer.customer === null) !== (portal.name === 'admin')) {
      await signOut().catch(() => {});
      setElsewhere(true);
      return;
    }
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
  return (
    <Alert.Root status="warning" size="sm">
      <Alert.Indicator />
      <Alert.Content>
        <Alert.Title>
          {admin ? 'This account belongs to a customer.' : 'This account administers the platform.'}
        </Alert.Title>
        <Alert.Description>
          {admin
            ? 'The administration is for the staff of the platform. '
            : 'Your work is in the administration. '}
          <Link variant="underline" href={admin ? '/' : '/admin/'}>
            {admin ? 'Open the customer portal' : 'Open the administration'}
          </Link>
        </Alert.Description>
      </Alert.Content>
    </Alert.Root>
  );
}

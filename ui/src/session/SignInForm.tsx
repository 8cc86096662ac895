import { CombinedGraphQLErrors } from '@apollo/client';
import { useMutation } from '@apollo/client/react';
import { Alert, Button, Field, Input, Link, Stack, Text } from '@chakra-ui/react';
import { useState, type FormEvent } from 'react';
import { readFailure } from '../failure.ts';
import { FormFailure } from '../FormFailure.tsx';
import { useOtherPortal, usePortal } from '../portal.tsx';
import { PasswordField } from '../PasswordField.tsx';
import { CodeField } from './CodeField.tsx';
import { SignIn, SwitchCustomer } from './documents.ts';
import { useBackend } from './SessionContext.tsx';

type Props = {
  email?: string;
  /** The customer to go on as, of a person who belongs to several. */
  customerId?: string | undefined;
  /** Over a page that must not be left: no links away from it. */
  inPlace?: boolean;
  /** Learns the id of who signed in. */
  onDone: (viewerId: string) => void;
};

/** Asks for e-mail and password, then for a code where the second factor is on, and begins a session of this portal. */
export function SignInForm({ email = '', customerId, inPlace = false, onDone }: Props) {
  const { session } = useBackend();
  const [address, setAddress] = useState(email);
  const [password, setPassword] = useState('');
  const [second, setSecond] = useState(false);
  const [code, setCode] = useState('');
  const [recovery, setRecovery] = useState(false);
  const [signIn, { loading, error, reset }] = useMutation(SignIn);
  const [switchCustomer, switching] = useMutation(SwitchCustomer);
  const failure = error ? readFailure(error) : null;
  const codeRefused = failure?.field === 'mfaCode';
  // The platform refuses who belongs to the other portal; a refusal of the request as a whole is another matter.
  const elsewhere = CombinedGraphQLErrors.is(error) && failure?.code === 'AUTHORIZATION_ERROR';

  async function submit(event: FormEvent) {
    event.preventDefault();
    const input = { email: address.trim(), password, ...(second && { mfaCode: code }) };
    try {
      const { data } = await signIn({ variables: { input } });
      const { viewer, expiresAt } = data!.signIn;
      // Before the session begins, since what waits for it is about that customer. Who is no member there any more
      // goes on as a member of another.
      const moved =
        customerId && viewer.customer && viewer.customer.id !== customerId
          ? await switchCustomer({ variables: { customerId } }).catch(() => undefined)
          : undefined;
      session.began(moved?.data?.switchCustomer.expiresAt ?? expiresAt);
      onDone(viewer.id);
    } catch (refusal) {
      if (readFailure(refusal).field !== 'mfaCode') return;
      if (second) setCode('');
      else reset();
      setSecond(true);
    }
  }
  const startOver = () => {
    reset();
    setSecond(false);
    setCode('');
    setPassword('');
  };

  return (
    <form onSubmit={submit} aria-label="Sign in">
      <Stack gap="4">
        {elsewhere && <WrongPortal />}
        {!elsewhere && !codeRefused && <FormFailure failure={failure} />}
        {second ? (
          <>
            <Text textStyle="sm" color="fg.muted">
              {recovery
                ? 'Type one of the codes that you kept when you set up the second factor. It can be used once.'
                : 'Open your authenticator app and type the code that it shows for this account.'}
            </Text>
            <CodeField
              value={code}
              recovery={recovery}
              onChange={setCode}
              onRecovery={setRecovery}
              problem={codeRefused ? (failure?.reason ?? failure?.message) : undefined}
            />
          </>
        ) : (
          <>
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
          </>
        )}
        <Button
          type="submit"
          colorPalette="brand"
          loading={loading || switching.loading}
          loadingText="Signing in"
          mt="1"
        >
          {second ? 'Continue' : 'Sign in'}
        </Button>
        {second && (
          <Button variant="plain" size="sm" h="6" alignSelf="center" color="fg.muted" onClick={startOver}>
            Start over
          </Button>
        )}
        {/* Links in mails lead to the customer portal, where staff choose a password too. */}
        {!second && !inPlace && (
          <Link
            variant="underline"
            textStyle="sm"
            alignSelf="center"
            color="fg.muted"
            href="/forgot-password"
          >
            Forgot your password?
          </Link>
        )}
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

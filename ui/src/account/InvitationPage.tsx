import { useMutation, useQuery } from '@apollo/client/react';
import { Button, Field, Input, Link, Skeleton, Stack, Text } from '@chakra-ui/react';
import { useState, type FormEvent } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { ErrorState } from '../ErrorState.tsx';
import type { Failure } from '../failure.ts';
import { sortFailure, type Problems } from '../fields.ts';
import { FormFailure } from '../FormFailure.tsx';
import type { InvitationOfferQuery as Answer } from '../generated/graphql.ts';
import { roleTexts } from '../members/roles.ts';
import { SignOut } from '../session/documents.ts';
import { OpenPage } from '../session/OpenPage.tsx';
import { useBackend } from '../session/SessionContext.tsx';
import { SignInForm } from '../session/SignInForm.tsx';
import { useWhoIsThere } from '../session/whoIsThere.ts';
import { AcceptInvitation, InvitationOfferQuery } from './documents.ts';
import { judgePassword } from './newPassword.ts';
import { NewPasswordField } from './NewPasswordField.tsx';

type Offer = NonNullable<Answer['invitationOffer']>;

/** What somebody is invited to, and the way in: with a new account, or with the one that they have. */
export function InvitationPage() {
  const [params] = useSearchParams();
  const token = params.get('token') ?? '';
  const { data, error, refetch } = useQuery(InvitationOfferQuery, {
    variables: { token },
    skip: !token,
    fetchPolicy: 'no-cache',
  });
  const offer = data?.invitationOffer;

  if (error && !data) {
    return (
      <OpenPage title="Invitation">
        <ErrorState error={error} onRetry={() => void refetch()} />
      </OpenPage>
    );
  }
  if (!token || offer === null) return <Gone />;
  if (!offer) {
    return (
      <OpenPage title="Invitation">
        <Stack gap="3" aria-busy>
          <Skeleton h="5" />
          <Skeleton h="5" w="60%" />
          <Skeleton h="10" mt="3" />
        </Stack>
      </OpenPage>
    );
  }
  const { name, meaning } = roleTexts[offer.role];
  return (
    <OpenPage
      title={`Join ${offer.customerName}`}
      lead={
        <Stack gap="2">
          <Text>
            {offer.email} is invited as{' '}
            <Text as="b" color="fg">
              {name.toLowerCase()}
            </Text>
            .
          </Text>
          <Text>{meaning}</Text>
        </Stack>
      }
    >
      {offer.hasAccount ? (
        <WithAccount token={token} offer={offer} />
      ) : (
        <NewAccount token={token} offer={offer} />
      )}
    </OpenPage>
  );
}

type Props = { token: string; offer: Offer };

/** Takes the invitation up, and goes on as a member. */
function useAccept(token: string) {
  const { session, client, socket } = useBackend();
  const navigate = useNavigate();
  const [accept, { loading }] = useMutation(AcceptInvitation);
  const acceptAndEnter = async (who: { name?: string; password?: string } = {}) => {
    const { data } = await accept({ variables: { input: { token, ...who } } });
    session.began(data!.acceptInvitation.expiresAt);
    socket.terminate();
    await client.clearStore();
    await navigate('/');
  };
  return { acceptAndEnter, loading };
}

function NewAccount({ token, offer }: Props) {
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [problems, setProblems] = useState<Problems>({});
  const [failure, setFailure] = useState<Failure | null>(null);
  const { acceptAndEnter, loading } = useAccept(token);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setFailure(null);
    const { fits, hint } = judgePassword(password, [name, offer.email]);
    const found = {
      ...(name.trim() === '' && { name: 'Say how colleagues know you.' }),
      ...(!fits && { password: hint }),
    };
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    try {
      await acceptAndEnter({ name: name.trim(), password });
    } catch (refusal) {
      const sorted = sortFailure(refusal, ['name', 'password']);
      setProblems(sorted.problems);
      setFailure(sorted.rest);
    }
  }
  return (
    <form onSubmit={submit} noValidate aria-label="New account">
      <Stack gap="4">
        <FormFailure failure={failure} />
        {/* For the browser's keeper of passwords, which has to know whose password this is. */}
        <input
          type="email"
          autoComplete="username"
          value={offer.email}
          readOnly
          style={{ display: 'none' }}
        />
        <Field.Root required invalid={!!problems['name']}>
          <Field.Label>Your name</Field.Label>
          <Input
            name="name"
            autoComplete="name"
            autoFocus
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <Field.ErrorText>{problems['name']}</Field.ErrorText>
        </Field.Root>
        <NewPasswordField
          label="Choose a password"
          own={[name, offer.email]}
          value={password}
          onChange={setPassword}
          problem={problems['password']}
        />
        <Button type="submit" colorPalette="brand" loading={loading} loadingText="Joining">
          Join {offer.customerName}
        </Button>
      </Stack>
    </form>
  );
}

/** Whoever has an account signs in first: the mailbox alone is not enough to act as them. */
function WithAccount({ token, offer }: Props) {
  const { client, session } = useBackend();
  const { viewer, refetch } = useWhoIsThere();
  const [failure, setFailure] = useState<Failure | null>(null);
  const [signOut] = useMutation(SignOut);
  const { acceptAndEnter, loading } = useAccept(token);

  async function accept() {
    setFailure(null);
    await acceptAndEnter().catch((refusal) => setFailure(sortFailure(refusal, []).rest));
  }
  async function leave() {
    await signOut().catch(() => {});
    session.ended();
    await client.resetStore().catch(() => {});
  }
  if (viewer === undefined) return <Skeleton h="10" aria-busy />;
  if (viewer === null) {
    return (
      <Stack gap="4">
        <Text textStyle="sm">You have an account already. Sign in to accept.</Text>
        <SignInForm email={offer.email} onDone={() => void refetch()} />
      </Stack>
    );
  }
  if (viewer.email?.toLowerCase() !== offer.email.toLowerCase()) {
    return (
      <Stack gap="4">
        <Text textStyle="sm">
          You are signed in as {viewer.email}, and this invitation is for another address. Sign out, then sign
          in as {offer.email}.
        </Text>
        <Button variant="outline" onClick={() => void leave()}>
          Sign out
        </Button>
      </Stack>
    );
  }
  return (
    <Stack gap="4">
      <FormFailure failure={failure} />
      <Button colorPalette="brand" loading={loading} loadingText="Joining" onClick={() => void accept()}>
        Accept as {viewer.name ?? viewer.email}
      </Button>
    </Stack>
  );
}

function Gone() {
  return (
    <OpenPage
      title="This invitation no longer holds"
      lead="It has been accepted already, was taken back, or is too old. Ask whoever invited you to send it again."
      footer={
        <Link variant="underline" href="/">
          Go to the sign-in
        </Link>
      }
    />
  );
}

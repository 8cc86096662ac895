import { useMutation } from '@apollo/client/react';
import { Button, Spinner } from '@chakra-ui/react';
import { useEffect, useRef } from 'react';
import { useSearchParams } from 'react-router';
import { readFailure } from '../failure.ts';
import { usePortal } from '../portal.tsx';
import { OpenPage } from '../session/OpenPage.tsx';
import { useBackend } from '../session/SessionContext.tsx';
import { VerifyEmail } from './documents.ts';

/** Where the link leads by which somebody proves that an address is theirs. */
export function VerifyEmailPage() {
  const [params] = useSearchParams();
  const { client } = useBackend();
  const token = params.get('token') ?? '';
  const [verify, { data, error }] = useMutation(VerifyEmail);
  // A token is good for one try, and React runs effects twice while one develops.
  const asked = useRef(false);
  useEffect(() => {
    if (!token || asked.current) return;
    asked.current = true;
    verify({ variables: { token } }).then(
      () => client.clearStore(),
      () => {},
    );
  }, [token, verify, client]);

  if (data) {
    return (
      <OpenPage title="Your address is confirmed" lead="Thank you. There is nothing more to do.">
        <GoOn />
      </OpenPage>
    );
  }
  const failure = error && readFailure(error);
  if (!token || failure) {
    const dead = !failure || failure.field === 'token' || failure.code === 'NOT_FOUND';
    return (
      <OpenPage
        title={dead ? 'This link no longer works' : 'That did not work'}
        tab="Confirm your address"
        lead={
          dead
            ? 'It has been used or is too old. Sign in and have another one sent from your security settings.'
            : failure.message
        }
      >
        <GoOn />
      </OpenPage>
    );
  }
  return (
    <OpenPage title="Confirming your address" lead="One moment.">
      <Spinner aria-label="Confirming" />
    </OpenPage>
  );
}

function GoOn() {
  const { home } = usePortal();
  return (
    <Button asChild colorPalette="brand" w="full">
      <a href={home}>Go on to the portal</a>
    </Button>
  );
}

import { Button, Dialog, Link, Portal, Text } from '@chakra-ui/react';
import { useRef } from 'react';
import { useOtherPortal, usePortal } from '../portal.tsx';
import { SignInForm } from './SignInForm.tsx';
import { useBackend, type SignedIn } from './SessionContext.tsx';

type Props = { viewer: SignedIn; onOtherPerson: () => void };

/** Asks to sign in again over the page, which keeps everything that was typed; refused requests then go on. */
export default function SessionDialog({ viewer, onOtherPerson }: Props) {
  const form = useRef<HTMLDivElement>(null);
  return (
    <Dialog.Root
      open
      role="alertdialog"
      size="sm"
      placement="center"
      closeOnEscape={false}
      closeOnInteractOutside={false}
      initialFocusEl={() => form.current?.querySelector<HTMLElement>('input[type=password]') ?? null}
    >
      <Portal>
        <Dialog.Backdrop />
        <Dialog.Positioner px="4">
          <Dialog.Content ref={form}>
            {viewer.acting ? (
              <ActingOver customer={viewer.customer?.name ?? 'the customer'} />
            ) : (
              <Again viewer={viewer} onOtherPerson={onOtherPerson} />
            )}
          </Dialog.Content>
        </Dialog.Positioner>
      </Portal>
    </Dialog.Root>
  );
}

function Again({ viewer, onOtherPerson }: Props) {
  const { session } = useBackend();
  const { home } = usePortal();
  return (
    <>
      <Dialog.Header flexDirection="column" gap="1">
        <Dialog.Title>Your session has ended</Dialog.Title>
        <Text color="fg.muted" textStyle="sm">
          Sign in again to go on where you are. Nothing on this page is lost.
        </Text>
      </Dialog.Header>
      <Dialog.Body pb="5">
        <SignInForm
          email={viewer.email ?? ''}
          customerId={viewer.customer?.id}
          inPlace
          onDone={(id) => id !== viewer.id && onOtherPerson()}
        />
        <Text mt="4" textStyle="sm" color="fg.muted" textAlign="center">
          <Link href={home} variant="underline" onClick={() => session.ended()}>
            Leave this page instead
          </Link>
        </Text>
      </Dialog.Body>
    </>
  );
}

/** A session in which staff act for a customer is not begun again from here: it needs a reason. */
function ActingOver({ customer }: { customer: string }) {
  const { session } = useBackend();
  const { home } = useOtherPortal();
  return (
    <>
      <Dialog.Header>
        <Dialog.Title>You no longer act for {customer}</Dialog.Title>
      </Dialog.Header>
      <Dialog.Body>
        <Text color="fg.muted" textStyle="sm">
          The time is over, or somebody ended it. Begin again from the customer’s page in the administration,
          with a reason.
        </Text>
      </Dialog.Body>
      <Dialog.Footer>
        <Button asChild colorPalette="brand" size="sm">
          <a href={home} onClick={() => session.ended()}>
            Open the administration
          </a>
        </Button>
      </Dialog.Footer>
    </>
  );
}

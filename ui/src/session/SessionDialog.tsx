import { Dialog, Link, Portal, Text } from '@chakra-ui/react';
import { useSyncExternalStore } from 'react';
import { usePortal } from '../portal.tsx';
import { SignInForm } from './SignInForm.tsx';
import { useBackend, type SignedIn } from './SessionContext.tsx';

type Props = { viewer: SignedIn; onOtherPerson: () => void };

/** Asks to sign in again over the page, which keeps everything that was typed; refused requests then go on. */
export function SessionDialog({ viewer, onOtherPerson }: Props) {
  const { session } = useBackend();
  const { home } = usePortal();
  const lapsed = useSyncExternalStore(session.subscribe, session.isLapsed);
  return (
    <Dialog.Root
      open={lapsed}
      role="alertdialog"
      size="sm"
      placement="center"
      closeOnEscape={false}
      closeOnInteractOutside={false}
    >
      <Portal>
        <Dialog.Backdrop />
        <Dialog.Positioner>
          <Dialog.Content>
            <Dialog.Header flexDirection="column" gap="1">
              <Dialog.Title>Your session has ended</Dialog.Title>
              <Text color="fg.muted" textStyle="sm">
                Sign in again to go on where you are. Nothing on this page is lost.
              </Text>
            </Dialog.Header>
            <Dialog.Body pb="5">
              {lapsed && (
                <SignInForm email={viewer.email ?? ''} onDone={(id) => id !== viewer.id && onOtherPerson()} />
              )}
              <Text mt="4" textStyle="sm" color="fg.muted" textAlign="center">
                <Link href={home} variant="underline" onClick={() => session.ended()}>
                  Leave this page instead
                </Link>
              </Text>
            </Dialog.Body>
          </Dialog.Content>
        </Dialog.Positioner>
      </Portal>
    </Dialog.Root>
  );
}

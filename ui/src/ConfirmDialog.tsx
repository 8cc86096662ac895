import { Button, CloseButton, Dialog, Field, Input, Portal, Stack } from '@chakra-ui/react';
import { useState, type ReactNode } from 'react';
import { ErrorState } from './ErrorState.tsx';

type Props = {
  open: boolean;
  title: string;
  /** What will happen, naming the object. */
  children: ReactNode;
  confirm: string;
  dismiss?: string;
  /** What has to be typed before the button works. */
  typed?: string;
  /** Does it; a rejection is shown in the dialog. */
  onConfirm: () => Promise<unknown>;
  onClose: () => void;
};

/** Asks before something that cannot be taken back. */
export function ConfirmDialog(props: Props) {
  return (
    <Dialog.Root
      open={props.open}
      onOpenChange={({ open }) => !open && props.onClose()}
      role="alertdialog"
      placement="center"
      lazyMount
      unmountOnExit
    >
      <Portal>
        <Dialog.Backdrop />
        <Dialog.Positioner px="4">
          <Question {...props} />
        </Dialog.Positioner>
      </Portal>
    </Dialog.Root>
  );
}

function Question({ title, children, confirm, dismiss = 'Keep it', typed, onConfirm, onClose }: Props) {
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();

  async function act() {
    setBusy(true);
    setError(undefined);
    try {
      await onConfirm();
      onClose();
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  }
  return (
    <Dialog.Content>
      <form onSubmit={(event) => (event.preventDefault(), void act())}>
        <Dialog.Header>
          <Dialog.Title>{title}</Dialog.Title>
        </Dialog.Header>
        <Dialog.Body>
          <Stack gap="4">
            <Dialog.Description as="div" color="fg.muted" textStyle="sm">
              {children}
            </Dialog.Description>
            {typed !== undefined && (
              <Field.Root>
                <Field.Label>
                  Type <b>{typed}</b> to confirm
                </Field.Label>
                <Input
                  value={text}
                  onChange={(event) => setText(event.target.value)}
                  autoComplete="off"
                  autoFocus
                />
              </Field.Root>
            )}
            {error !== undefined && <ErrorState error={error} />}
          </Stack>
        </Dialog.Body>
        <Dialog.Footer>
          <Button variant="outline" size="sm" onClick={onClose}>
            {dismiss}
          </Button>
          <Button
            type="submit"
            colorPalette="red"
            size="sm"
            loading={busy}
            disabled={typed !== undefined && text.trim() !== typed}
          >
            {confirm}
          </Button>
        </Dialog.Footer>
      </form>
      <Dialog.CloseTrigger asChild>
        <CloseButton size="sm" />
      </Dialog.CloseTrigger>
    </Dialog.Content>
  );
}

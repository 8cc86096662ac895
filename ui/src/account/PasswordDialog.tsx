import { Button, CloseButton, Dialog, Portal, Stack, Text } from '@chakra-ui/react';
import { useState, type FormEvent, type ReactNode } from 'react';
import { readFailure, type Failure } from '../failure.ts';
import { FormFailure } from '../FormFailure.tsx';
import { PasswordField } from '../PasswordField.tsx';

type Props = {
  open: boolean;
  title: string;
  children: ReactNode;
  confirm: string;
  danger?: boolean;
  /** Does it with the password; a rejection is shown in the dialog. */
  onConfirm: (password: string) => Promise<unknown>;
  onClose: () => void;
};

/** Asks for one's own password once more: an unlocked computer alone shall not be enough. */
export function PasswordDialog(props: Props) {
  return (
    <Dialog.Root
      open={props.open}
      onOpenChange={({ open }) => !open && props.onClose()}
      placement="center"
      size="sm"
      lazyMount
      unmountOnExit
    >
      <Portal>
        <Dialog.Backdrop />
        <Dialog.Positioner px="4">
          <Dialog.Content>
            <Question {...props} />
            <Dialog.CloseTrigger asChild>
              <CloseButton size="sm" />
            </Dialog.CloseTrigger>
          </Dialog.Content>
        </Dialog.Positioner>
      </Portal>
    </Dialog.Root>
  );
}

function Question({ title, children, confirm, danger = false, onConfirm, onClose }: Props) {
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const atField = failure?.field === 'password';

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setFailure(null);
    try {
      await onConfirm(password);
    } catch (refusal) {
      setFailure(readFailure(refusal));
    }
    setBusy(false);
  }
  return (
    <form onSubmit={submit}>
      <Dialog.Header>
        <Dialog.Title>{title}</Dialog.Title>
      </Dialog.Header>
      <Dialog.Body>
        <Stack gap="4">
          <Text as="div" color="fg.muted" textStyle="sm">
            {children}
          </Text>
          {!atField && <FormFailure failure={failure} />}
          <PasswordField
            label="Your password"
            autoFocus
            value={password}
            onChange={setPassword}
            problem={atField ? (failure.reason ?? failure.message) : undefined}
          />
        </Stack>
      </Dialog.Body>
      <Dialog.Footer>
        <Button variant="outline" size="sm" onClick={onClose}>
          Not now
        </Button>
        <Button type="submit" size="sm" colorPalette={danger ? 'red' : 'brand'} loading={busy}>
          {confirm}
        </Button>
      </Dialog.Footer>
    </form>
  );
}

import { Button, CloseButton, Dialog, Portal, Stack } from '@chakra-ui/react';
import { useState, type FormEvent, type ReactNode } from 'react';
import { sortFailure, type Problems } from './fields.ts';
import { FormFailure } from './FormFailure.tsx';
import type { Failure } from './failure.ts';

type Props = {
  open: boolean;
  title: string;
  size?: 'sm' | 'md' | 'lg';
  onClose: () => void;
  children: ReactNode;
};

/** A dialog around a form of one's own; what it holds is new each time it opens. */
export function FormDialog({ open, title, size = 'md', onClose, children }: Props) {
  return (
    <Dialog.Root
      open={open}
      onOpenChange={(change) => !change.open && onClose()}
      placement="center"
      scrollBehavior="inside"
      size={size}
      lazyMount
      unmountOnExit
    >
      <Portal>
        <Dialog.Backdrop />
        <Dialog.Positioner px="4">
          <Dialog.Content>
            <Dialog.Header>
              <Dialog.Title>{title}</Dialog.Title>
            </Dialog.Header>
            {children}
            <Dialog.CloseTrigger asChild>
              <CloseButton size="sm" />
            </Dialog.CloseTrigger>
          </Dialog.Content>
        </Dialog.Positioner>
      </Portal>
    </Dialog.Root>
  );
}

type FormProps = {
  confirm: string;
  /** The inputs whose refusals are shown at their fields. */
  fields: readonly string[];
  /** What is wrong before anything is sent, by field. */
  check?: () => Problems;
  disabled?: boolean;
  /** Sends it; a rejection is shown in the form. */
  onSubmit: () => Promise<unknown>;
  onClose: () => void;
  children: (problems: Problems) => ReactNode;
};

/** Body and buttons of a dialog that sends something. */
export function DialogForm({ confirm, fields, check, disabled, onSubmit, onClose, children }: FormProps) {
  const [problems, setProblems] = useState<Problems>({});
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setFailure(null);
    const found = check?.() ?? {};
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    setBusy(true);
    try {
      await onSubmit();
    } catch (refusal) {
      const sorted = sortFailure(refusal, fields);
      setProblems(sorted.problems);
      setFailure(sorted.rest);
    }
    setBusy(false);
  }
  return (
    <form onSubmit={submit} noValidate style={{ display: 'contents' }}>
      <Dialog.Body>
        <Stack gap="4">
          <FormFailure failure={failure} />
          {children(problems)}
        </Stack>
      </Dialog.Body>
      <Dialog.Footer>
        <Button variant="outline" size="sm" onClick={onClose}>
          Not now
        </Button>
        <Button type="submit" colorPalette="brand" size="sm" loading={busy} disabled={disabled ?? false}>
          {confirm}
        </Button>
      </Dialog.Footer>
    </form>
  );
}

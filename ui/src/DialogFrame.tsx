import { Button, CloseButton, Dialog, Portal } from '@chakra-ui/react';
import type { ReactNode } from 'react';

type Props = {
  open: boolean;
  title: ReactNode;
  size?: 'sm' | 'md' | 'lg' | 'xl';
  /** Interrupts: for what others will feel or what cannot be taken back. */
  isQuestion?: boolean;
  onClose: () => void;
  children: ReactNode;
};

/** The frame of every dialog: what it holds is new each time it opens, and scrolls under its title. */
export function DialogFrame({ open, title, size = 'md', isQuestion = false, onClose, children }: Props) {
  return (
    <Dialog.Root
      open={open}
      onOpenChange={(change) => !change.open && onClose()}
      role={isQuestion ? 'alertdialog' : 'dialog'}
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
            <Dialog.Header pe="12">
              <Dialog.Title overflowWrap="anywhere">{title}</Dialog.Title>
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

type ButtonsProps = {
  confirm: string;
  dismiss?: string;
  danger?: boolean;
  busy: boolean;
  disabled?: boolean;
  onClose: () => void;
};

/** Goes on, or leaves things as they are. Stands in a form, which the first button sends. */
export function DialogButtons(props: ButtonsProps) {
  const { confirm, dismiss = 'Not now', danger = false, busy, disabled = false, onClose } = props;
  return (
    <Dialog.Footer flexWrap="wrap">
      <Button variant="outline" size="sm" onClick={onClose}>
        {dismiss}
      </Button>
      <Button
        type="submit"
        colorPalette={danger ? 'red' : 'brand'}
        size="sm"
        loading={busy}
        disabled={disabled}
      >
        {confirm}
      </Button>
    </Dialog.Footer>
  );
}

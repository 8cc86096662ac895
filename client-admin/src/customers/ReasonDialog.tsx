import { Button, CloseButton, Dialog, Field, HStack, Portal, Stack, Text, Textarea } from '@chakra-ui/react';
import type { Failure } from '@hosterizer/ui/failure';
import { sortFailure } from '@hosterizer/ui/fields';
import { FormFailure } from '@hosterizer/ui/FormFailure.tsx';
import { useState, type FormEvent, type ReactNode } from 'react';

type Props = {
  open: boolean;
  title: string;
  /** What will happen, in plain words. */
  children: ReactNode;
  confirm: string;
  isGrave: boolean;
  /** Who reads the reason. Without it no reason is asked for. */
  hint?: string;
  /** How long the reason has to be. */
  atLeast?: number;
  /** Does it; a rejection is shown in the dialog. */
  onConfirm: (reason: string) => Promise<unknown>;
  onClose: () => void;
};

const longest = 500;

/** Asks before something that others will feel, and why it is done. */
export function ReasonDialog(props: Props) {
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

function Question({ title, children, confirm, isGrave, hint, atLeast = 1, onConfirm, onClose }: Props) {
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<string>();
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const given = reason.trim();

  async function act(event: FormEvent) {
    event.preventDefault();
    setFailure(null);
    if (hint && given.length < atLeast) {
      setProblem(atLeast === 1 ? 'Say why.' : `Say why, in ${atLeast} characters or more.`);
      return;
    }
    setProblem(undefined);
    setBusy(true);
    try {
      await onConfirm(given);
      onClose();
    } catch (error) {
      const sorted = sortFailure(error, ['reason']);
      setProblem(sorted.problems['reason']);
      setFailure(sorted.rest);
      setBusy(false);
    }
  }
  return (
    <form onSubmit={(event) => void act(event)} noValidate>
      <Dialog.Header>
        <Dialog.Title>{title}</Dialog.Title>
      </Dialog.Header>
      <Dialog.Body>
        <Stack gap="4">
          <Dialog.Description as="div" color="fg.muted" textStyle="sm">
            {children}
          </Dialog.Description>
          {hint && (
            <Field.Root required invalid={!!problem}>
              <Field.Label>Reason</Field.Label>
              <Textarea
                value={reason}
                maxLength={longest}
                rows={3}
                autoFocus
                onChange={(event) => setReason(event.target.value)}
              />
              <HStack w="full" justify="space-between" gap="3" align="flex-start">
                <Field.HelperText>{hint}</Field.HelperText>
                <Text textStyle="xs" color="fg.muted" fontVariantNumeric="tabular-nums" aria-hidden>
                  {reason.length}/{longest}
                </Text>
              </HStack>
              <Field.ErrorText>{problem}</Field.ErrorText>
            </Field.Root>
          )}
          <FormFailure failure={failure} />
        </Stack>
      </Dialog.Body>
      <Dialog.Footer>
        <Button variant="outline" size="sm" onClick={onClose}>
          Not now
        </Button>
        <Button type="submit" colorPalette={isGrave ? 'red' : 'brand'} size="sm" loading={busy}>
          {confirm}
        </Button>
      </Dialog.Footer>
    </form>
  );
}

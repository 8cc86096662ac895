import { Field, HStack, Text, Textarea } from '@chakra-ui/react';
import { useState, type ReactNode } from 'react';
import { Consequence, DialogForm } from './DialogForm.tsx';
import { DialogFrame } from './DialogFrame.tsx';

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
    <DialogFrame isQuestion open={props.open} title={props.title} onClose={props.onClose}>
      <Question {...props} />
    </DialogFrame>
  );
}

function Question({ children, confirm, isGrave, hint, atLeast = 1, onConfirm, onClose }: Props) {
  const [reason, setReason] = useState('');
  const given = reason.trim();
  const missing = atLeast === 1 ? 'Say why.' : `Say why, in ${atLeast} characters or more.`;
  return (
    <DialogForm
      confirm={confirm}
      danger={isGrave}
      fields={['reason']}
      check={() => (hint && given.length < atLeast ? { reason: missing } : {})}
      onSubmit={async () => {
        await onConfirm(given);
        onClose();
      }}
      onClose={onClose}
    >
      {({ reason: problem }) => (
        <>
          <Consequence>{children}</Consequence>
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
        </>
      )}
    </DialogForm>
  );
}

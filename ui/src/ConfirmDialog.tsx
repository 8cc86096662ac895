import { Field, Input } from '@chakra-ui/react';
import { useState, type ReactNode } from 'react';
import { Consequence, DialogForm } from './DialogForm.tsx';
import { DialogFrame } from './DialogFrame.tsx';

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
    <DialogFrame isQuestion open={props.open} title={props.title} onClose={props.onClose}>
      <Question {...props} />
    </DialogFrame>
  );
}

function Question({ children, confirm, dismiss = 'Keep it', typed, onConfirm, onClose }: Props) {
  const [text, setText] = useState('');
  return (
    <DialogForm
      confirm={confirm}
      dismiss={dismiss}
      danger
      fields={[]}
      disabled={typed !== undefined && text.trim() !== typed}
      onSubmit={async () => {
        await onConfirm();
        onClose();
      }}
      onClose={onClose}
    >
      {() => (
        <>
          <Consequence>{children}</Consequence>
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
        </>
      )}
    </DialogForm>
  );
}

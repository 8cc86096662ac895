import { useState, type ReactNode } from 'react';
import { Consequence, DialogForm } from '../DialogForm.tsx';
import { DialogFrame } from '../DialogFrame.tsx';
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
    <DialogFrame open={props.open} title={props.title} size="sm" onClose={props.onClose}>
      <Question {...props} />
    </DialogFrame>
  );
}

function Question({ children, confirm, danger = false, onConfirm, onClose }: Props) {
  const [password, setPassword] = useState('');
  return (
    <DialogForm
      confirm={confirm}
      danger={danger}
      fields={['password']}
      onSubmit={() => onConfirm(password)}
      onClose={onClose}
    >
      {({ password: problem }) => (
        <>
          <Consequence>{children}</Consequence>
          <PasswordField
            label="Your password"
            autoFocus
            value={password}
            onChange={setPassword}
            problem={problem}
          />
        </>
      )}
    </DialogForm>
  );
}

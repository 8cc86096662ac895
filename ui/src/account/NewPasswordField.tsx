import { PasswordField } from '../PasswordField.tsx';
import { judgePassword } from './newPassword.ts';

type Props = {
  label?: string;
  value: string;
  /** The person's name and address, which belong in no password. */
  own?: readonly string[];
  autoFocus?: boolean;
  problem?: string | undefined;
  onChange: (value: string) => void;
};

/** A password that is being chosen, with what there is to say about it in words. */
export function NewPasswordField({ label = 'New password', own = [], ...field }: Props) {
  return (
    <PasswordField
      {...field}
      label={label}
      autoComplete="new-password"
      hint={<span aria-live="polite">{judgePassword(field.value, own).hint}</span>}
    />
  );
}

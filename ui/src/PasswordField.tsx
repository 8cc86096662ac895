import { Field, IconButton, Input, InputGroup } from '@chakra-ui/react';
import { useState, type ReactNode } from 'react';
import { LuEye, LuEyeOff } from 'react-icons/lu';

type Props = {
  label: string;
  value: string;
  autoFocus?: boolean;
  /** For the browser's own keeper of passwords. */
  autoComplete?: 'current-password' | 'new-password';
  hint?: ReactNode;
  problem?: string | undefined;
  onChange: (value: string) => void;
};

export function PasswordField({
  label,
  value,
  autoFocus = false,
  autoComplete = 'current-password',
  hint,
  problem,
  onChange,
}: Props) {
  const [shown, setShown] = useState(false);
  return (
    <Field.Root required invalid={!!problem}>
      <Field.Label>{label}</Field.Label>
      <InputGroup
        endElement={
          <IconButton
            aria-label={shown ? 'Hide password' : 'Show password'}
            aria-pressed={shown}
            variant="ghost"
            size="xs"
            me="-2"
            onClick={() => setShown(!shown)}
          >
            {shown ? <LuEyeOff /> : <LuEye />}
          </IconButton>
        }
      >
        <Input
          type={shown ? 'text' : 'password'}
          name={autoComplete === 'new-password' ? 'new-password' : 'password'}
          autoComplete={autoComplete}
          autoFocus={autoFocus}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      </InputGroup>
      {hint && <Field.HelperText>{hint}</Field.HelperText>}
      <Field.ErrorText>{problem}</Field.ErrorText>
    </Field.Root>
  );
}

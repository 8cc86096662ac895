import { Field, IconButton, Input, InputGroup } from '@chakra-ui/react';
import { useState } from 'react';
import { LuEye, LuEyeOff } from 'react-icons/lu';

type Props = { label: string; value: string; autoFocus?: boolean; onChange: (value: string) => void };

export function PasswordField({ label, value, autoFocus = false, onChange }: Props) {
  const [shown, setShown] = useState(false);
  return (
    <Field.Root required>
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
          name="password"
          autoComplete="current-password"
          autoFocus={autoFocus}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      </InputGroup>
    </Field.Root>
  );
}

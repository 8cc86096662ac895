import { Button, Field, Input } from '@chakra-ui/react';

type Props = {
  value: string;
  /** Whether one of the recovery codes is asked for instead of the app's six digits. */
  recovery: boolean;
  problem?: string | undefined;
  onChange: (code: string) => void;
  /** Without it, there is no way to a recovery code. */
  onRecovery?: (recovery: boolean) => void;
};

/** One field for a code of the second factor, into which a code can be pasted with whatever spaces it has. */
export function CodeField({ value, recovery, problem, onChange, onRecovery }: Props) {
  return (
    <Field.Root required invalid={!!problem}>
      <Field.Label>{recovery ? 'Recovery code' : 'Six-digit code'}</Field.Label>
      <Input
        // A new field for each kind: keyboards of phones do not change under one that has the focus.
        key={String(recovery)}
        name="code"
        autoFocus
        autoComplete={recovery ? 'off' : 'one-time-code'}
        inputMode={recovery ? 'text' : 'numeric'}
        autoCapitalize="none"
        spellCheck={false}
        fontFamily="mono"
        letterSpacing={recovery ? '0.05em' : '0.3em'}
        value={value}
        onChange={({ target }) =>
          onChange(recovery ? target.value.trim() : target.value.replace(/\D/g, '').slice(0, 6))
        }
      />
      <Field.ErrorText>{problem}</Field.ErrorText>
      {onRecovery && (
        <Button
          variant="plain"
          size="xs"
          px="0"
          h="6"
          color="fg.muted"
          textDecoration="underline"
          onClick={() => (onChange(''), onRecovery(!recovery))}
        >
          {recovery ? 'Use the app instead' : 'No phone at hand? Use a recovery code'}
        </Button>
      )}
    </Field.Root>
  );
}

import { Button, HStack, Input, InputGroup, NativeSelect } from '@chakra-ui/react';
import { useEffect, useRef, useState } from 'react';
import { LuSearch, LuX } from 'react-icons/lu';

export type Choice = { value: string; label: string };

type SelectProps = {
  label: string;
  value: string | undefined;
  choices: readonly Choice[];
  onChange: (value: string) => void;
};

/** A filter by one of a few values; chosen, it becomes a chip that can be taken away. */
export function FilterSelect({ label, value, choices, onChange }: SelectProps) {
  const chosen = choices.find((choice) => choice.value === value);
  if (chosen) {
    return (
      <Button
        size="xs"
        variant="subtle"
        colorPalette="brand"
        rounded="full"
        aria-label={`Remove filter ${label}: ${chosen.label}`}
        onClick={() => onChange('')}
      >
        {label}: {chosen.label} <LuX />
      </Button>
    );
  }
  return (
    <NativeSelect.Root size="xs" w="auto">
      <NativeSelect.Field
        aria-label={label}
        value=""
        rounded="full"
        ps="3"
        onChange={(event) => onChange(event.target.value)}
      >
        <option value="">{label}</option>
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </NativeSelect.Field>
      <NativeSelect.Indicator />
    </NativeSelect.Root>
  );
}

/** Searches 200 ms after the last key. When the search is changed from elsewhere, the text follows. */
export function FilterSearch({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string | undefined;
  onChange: (value: string) => void;
}) {
  const [text, setText] = useState(value ?? '');
  const sent = useRef(text);
  useEffect(() => {
    const now = value ?? '';
    if (now === sent.current) return;
    sent.current = now;
    setText(now);
  }, [value]);
  useEffect(() => {
    if (text === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = text;
      onChange(text);
    }, 200);
    return () => clearTimeout(timer);
  }, [text]); // A new `onChange` at each render must not begin the wait anew.
  return (
    <InputGroup
      startElement={<LuSearch aria-hidden />}
      w={{ base: 'full', sm: '240px' }}
      startElementProps={{ px: '2.5' }}
    >
      <Input
        size="xs"
        type="search"
        rounded="full"
        placeholder={label}
        aria-label={label}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
    </InputGroup>
  );
}

export const FilterRow = ({ children }: { children: React.ReactNode }) => (
  <HStack gap="2" wrap="wrap" role="group" aria-label="Filters">
    {children}
  </HStack>
);

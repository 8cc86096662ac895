import { Input } from '@chakra-ui/react';
import { useState } from 'react';
import type { Kind } from './field.ts';
import type { ControlProps } from './form.ts';
import { hintOf, Labelled } from './Labelled.tsx';

type Props = ControlProps & { kind: Extract<Kind, { is: 'number' }> };

/** A number. What is none yet stays as it is typed, and is refused as what it is. */
export function NumberControl({ field, value, onChange, path, kind }: Props) {
  const [text, setText] = useState(shown(value));
  // `1.0` is the number 1 and stays what was typed, until the value comes from elsewhere.
  const now = read(text) === value ? text : shown(value);
  return (
    <Labelled field={field} path={path}>
      <Input
        value={now}
        inputMode={kind.whole ? 'numeric' : 'decimal'}
        autoComplete="off"
        maxW="200px"
        placeholder={hintOf(field)}
        onChange={({ target }) => {
          setText(target.value);
          onChange(read(target.value));
        }}
      />
    </Labelled>
  );
}

function read(text: string): unknown {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  return /^-?\d+(\.\d+)?$/.test(trimmed) ? Number(trimmed) : text;
}

const shown = (value: unknown): string =>
  value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);

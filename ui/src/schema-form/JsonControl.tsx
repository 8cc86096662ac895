import { Textarea } from '@chakra-ui/react';
import { useState } from 'react';
import type { ControlProps } from './form.ts';
import { Labelled } from './Labelled.tsx';
import { isSame } from './schema.ts';
import { textOf, valueOf } from './unread.ts';

/** A value as JSON: for what there is no better control. */
export function JsonControl({ field, value, onChange, path }: ControlProps) {
  const [text, setText] = useState(textOf(value));
  // As it is typed, blanks and all, until the value comes from elsewhere.
  const now = isSame(valueOf(text), value) ? text : textOf(value);
  return (
    <Labelled field={{ ...field, title: `${field.title} (JSON)` }} path={path}>
      <Textarea
        rows={Math.min(12, Math.max(3, now.split('\n').length))}
        value={now}
        fontFamily="mono"
        textStyle="xs"
        spellCheck={false}
        autoComplete="off"
        onChange={({ target }) => {
          setText(target.value);
          onChange(valueOf(target.value));
        }}
      />
    </Labelled>
  );
}

import { Input, Textarea } from '@chakra-ui/react';
import type { Kind } from './field.ts';
import type { ControlProps } from './form.ts';
import { hintOf, Labelled } from './Labelled.tsx';

type Props = ControlProps & { kind: Extract<Kind, { is: 'text' }> };

/** A text, of several lines where it may be long or has some already. Emptied it is left out. */
export function TextControl({ field, value, onChange, path, kind }: Props) {
  const text = typeof value === 'string' ? value : '';
  const shared = {
    value: text,
    placeholder: hintOf(field),
    onChange: ({ target }: { target: { value: string } }) =>
      onChange(target.value === '' ? undefined : target.value),
  };
  return (
    <Labelled field={field} path={path}>
      {kind.long || text.includes('\n') ? (
        <Textarea rows={6} {...shared} />
      ) : (
        <Input type={kind.input} autoComplete="off" {...shared} />
      )}
    </Labelled>
  );
}

import { NativeSelect } from '@chakra-ui/react';
import type { ControlProps } from './form.ts';
import { Labelled } from './Labelled.tsx';
import { isSame } from './schema.ts';
import { shown } from './sentences.ts';

/** One of a few values. What is there and none of them stays until another is chosen. */
export function ChoiceControl({
  field,
  value,
  onChange,
  path,
  choices,
}: ControlProps & { choices: readonly unknown[] }) {
  const at = choices.findIndex((choice) => isSame(choice, value));
  const isOther = at === -1 && value !== undefined;
  return (
    <Labelled field={field} path={path}>
      <NativeSelect.Root maxW="320px">
        <NativeSelect.Field
          value={isOther ? 'other' : at}
          onChange={({ target }) => onChange(choices[Number(target.value)])}
        >
          {(at === -1 || !field.required) && <option value={-1}>{leftOut(field)}</option>}
          {isOther && <option value="other">{shown(value)}</option>}
          {choices.map((choice, index) => (
            <option key={index} value={index}>
              {nameOf(choice)}
            </option>
          ))}
        </NativeSelect.Field>
        <NativeSelect.Indicator />
      </NativeSelect.Root>
    </Labelled>
  );
}

function leftOut({ required, schema }: ControlProps['field']): string {
  if (schema['default'] !== undefined) return `Not set (${nameOf(schema['default'])})`;
  return required ? 'Choose one' : 'Not set';
}

const nameOf = (choice: unknown) => (typeof choice === 'boolean' ? (choice ? 'Yes' : 'No') : shown(choice));

import { Field as ChakraField } from '@chakra-ui/react';
import type { ReactNode } from 'react';
import { useProblem, type ControlProps } from './form.ts';

/** A control with its label, what is said of it, and what is wrong with it. */
export function Labelled({
  field,
  path,
  children,
}: Pick<ControlProps, 'field' | 'path'> & { children: ReactNode }) {
  const problem = useProblem(path);
  return (
    <ChakraField.Root required={field.required} invalid={!!problem}>
      <ChakraField.Label overflowWrap="anywhere" srOnly={field.isTitleHidden ?? false}>
        {field.title}
        <ChakraField.RequiredIndicator />
      </ChakraField.Label>
      {children}
      {field.description && <ChakraField.HelperText>{field.description}</ChakraField.HelperText>}
      <ChakraField.ErrorText overflowWrap="anywhere">{problem}</ChakraField.ErrorText>
    </ChakraField.Root>
  );
}

/** What a field is like that is empty. */
export function hintOf({ schema }: ControlProps['field']): string | undefined {
  const { default: given, examples } = schema;
  const example = given ?? (Array.isArray(examples) ? (examples[0] as unknown) : undefined);
  return typeof example === 'string' || typeof example === 'number' ? String(example) : undefined;
}

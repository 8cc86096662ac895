import { chakra, Stack, Text } from '@chakra-ui/react';
import { useId, useRef, type RefObject } from 'react';
import { CodeField, showLine } from '../CodeField.tsx';
import type { JsonText } from './json-text.ts';

type Props = {
  value: string;
  read: JsonText;
  /** Lines that the platform has found wrong. */
  marked: readonly number[];
  problem: string | undefined;
  field: RefObject<HTMLTextAreaElement | null>;
  onChange: (value: string) => void;
};

/** The author's schema, with numbered lines and the place of its first mistake. */
export function SchemaField({ value, read, marked, problem, field, onChange }: Props) {
  const id = useId();
  const own = useRef<HTMLTextAreaElement>(null);
  const { mistake } = read;
  return (
    <Stack gap="1.5">
      <chakra.label htmlFor={id} textStyle="sm" fontWeight="medium">
        Configuration
      </chakra.label>
      <Text textStyle="xs" color="fg.muted" id={`${id}-hint`}>
        JSON Schema that refines what the modules take: titles, descriptions, limits, choices, defaults. What
        is left out stays as the modules have it.
      </Text>
      <CodeField
        ref={(element) => {
          own.current = element;
          field.current = element;
        }}
        id={id}
        describedBy={`${id}-hint ${id}-problem`}
        value={value}
        onChange={onChange}
        marked={mistake ? [mistake.line] : marked}
        rows={20}
      />
      <Text
        id={`${id}-problem`}
        role="status"
        textStyle="xs"
        color={mistake || problem ? 'fg.error' : 'fg.muted'}
        overflowWrap="anywhere"
      >
        {mistake ? (
          <chakra.button
            type="button"
            textAlign="start"
            textDecoration="underline"
            cursor="pointer"
            onClick={() => showLine(own.current, mistake.line)}
          >
            Line {mistake.line}, column {mistake.column}: {mistake.reason}
          </chakra.button>
        ) : (
          (problem ?? 'It is JSON.')
        )}
      </Text>
    </Stack>
  );
}

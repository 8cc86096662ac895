import { Stack } from '@chakra-ui/react';
import { useMemo } from 'react';
import type { Problems } from '../fields.ts';
import { fieldOf } from './field.ts';
import { FormContext } from './form.ts';
import { GroupFields } from './GroupFields.tsx';
import { ProblemText } from './ProblemText.tsx';
import { landed } from './problems.ts';
import type { JsonObject, Schema } from './schema.ts';

const name = 'configuration';

type Props = {
  schema: Schema;
  value: JsonObject;
  onChange: (value: JsonObject) => void;
  /** Of the browser's check or the platform's, by paths such as `configuration.title`. */
  problems: Problems;
};

/** The fields of a site's configuration, made out of its blueprint's schema. */
export function SchemaForm({ schema, value, onChange, problems }: Props) {
  const found = useMemo(() => landed(problems, schema, value), [problems, schema, value]);
  const form = useMemo(() => ({ root: schema, problems: found }), [schema, found]);
  return (
    <FormContext value={form}>
      <Stack gap="5">
        <ProblemText text={found[name]} />
        <GroupFields
          field={fieldOf(schema, schema, name, true)}
          value={value}
          onChange={(changed) => onChange((changed ?? {}) as JsonObject)}
          path={[name]}
        />
      </Stack>
    </FormContext>
  );
}

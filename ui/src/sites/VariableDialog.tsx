import { useMutation } from '@apollo/client/react';
import { Field, Input, Text, Textarea } from '@chakra-ui/react';
import { useState } from 'react';
import { Checkbox } from '../Checkbox.tsx';
import { DialogForm } from '../DialogForm.tsx';
import { DialogFrame } from '../DialogFrame.tsx';
import type { Problems } from '../fields.ts';
import type { VariableRowFragment } from '../generated/graphql.ts';
import { say } from '../Toaster.tsx';
import { SetSiteVariable } from './documents.ts';

type Props = {
  siteId: string;
  /** The one that is edited; null for a new one. */
  variable: VariableRowFragment | null;
  /** Names that there are. */
  taken: readonly string[];
  onClose: () => void;
};

export function VariableDialog({ open, ...props }: Props & { open: boolean }) {
  const { variable } = props;
  const title = !variable
    ? 'Add a variable'
    : variable.secret
      ? `New value of ${variable.name}`
      : `Edit ${variable.name}`;
  return (
    <DialogFrame open={open} title={title} onClose={props.onClose}>
      <Form {...props} />
    </DialogFrame>
  );
}

function Form({ siteId, variable, taken, onClose }: Props) {
  const [name, setName] = useState(variable?.name ?? '');
  const [value, setValue] = useState(variable?.value ?? '');
  const [secret, setSecret] = useState(variable?.secret ?? false);
  const [set] = useMutation(SetSiteVariable);

  async function save() {
    await set({ variables: { input: { siteId, name, value, secret } } });
    say(`${name} is saved`, 'The next deployment gives it to the site.');
    onClose();
  }
  function check(): Problems {
    if (name === '') return { name: 'Give it a name, such as API_URL.' };
    if (!variable && taken.includes(name)) return { name: 'There is one of this name. Edit that one.' };
    return {};
  }
  return (
    <DialogForm
      confirm="Save"
      fields={['name', 'value', 'secret']}
      check={check}
      onSubmit={save}
      onClose={onClose}
    >
      {(problems) => (
        <>
          {!variable && (
            <Field.Root required invalid={!!problems['name']}>
              <Field.Label>Name</Field.Label>
              <Input
                value={name}
                fontFamily="mono"
                autoFocus
                autoComplete="off"
                autoCapitalize="characters"
                spellCheck={false}
                placeholder="API_URL"
                // A name that is pasted from a shell may be written small, or begin with blanks.
                onChange={(event) => setName(event.target.value.trim().toUpperCase())}
              />
              <Field.HelperText>Capital letters, digits and underscores.</Field.HelperText>
              <Field.ErrorText>{problems['name']}</Field.ErrorText>
            </Field.Root>
          )}
          <Field.Root invalid={!!problems['value']}>
            <Field.Label>Value</Field.Label>
            <Textarea
              value={value}
              rows={4}
              fontFamily="mono"
              autoFocus={!!variable}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => setValue(event.target.value)}
            />
            <Field.ErrorText>{problems['value']}</Field.ErrorText>
          </Field.Root>
          {variable?.secret ? (
            <Text textStyle="xs" color="fg.muted">
              The present value is not shown to anybody. What you write here takes its place.
            </Text>
          ) : (
            <Checkbox checked={secret} onChange={setSecret}>
              Secret: kept encrypted, given to the deployment alone, never shown again
            </Checkbox>
          )}
        </>
      )}
    </DialogForm>
  );
}

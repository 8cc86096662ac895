import { useMutation } from '@apollo/client/react';
import { Field, Input, Text, Textarea } from '@chakra-ui/react';
import { useState } from 'react';
import { DialogForm } from '../DialogForm.tsx';
import { DialogFrame } from '../DialogFrame.tsx';
import type { Problems } from '../fields.ts';
import { FormFailure } from '../FormFailure.tsx';
import { providers } from '../sites/providers.tsx';
import { say } from '../Toaster.tsx';
import { connecting, inputOf, type Cloud, type CloudField } from './clouds.ts';
import { CloudCredentialsQuery, SetCloudCredential } from './documents.ts';

type Props = {
  cloud: Cloud;
  customerId: string | undefined;
  /** Whether there is none yet; otherwise the present one is replaced. */
  isNew: boolean;
  onClose: () => void;
};

/** Asks for a cloud's credential, and has it checked there before it is kept. */
export function ConnectDialog({ open, ...props }: Props & { open: boolean }) {
  const { name } = providers[props.cloud];
  const title = props.isNew ? `Connect ${name}` : `Replace the credential of ${name}`;
  return (
    <DialogFrame open={open} title={title} onClose={props.onClose}>
      <Form {...props} />
    </DialogFrame>
  );
}

function Form({ cloud, customerId, isNew, onClose }: Props) {
  const { input, fields, rights } = connecting[cloud];
  const { name } = providers[cloud];
  const [parts, setParts] = useState<Record<string, string>>({});
  // Nothing of it is to stay in the browser.
  const [set] = useMutation(SetCloudCredential, {
    fetchPolicy: 'no-cache',
    refetchQueries: [CloudCredentialsQuery],
  });

  async function send() {
    const { data } = await set({ variables: { input: inputOf(cloud, customerId, parts) } });
    const { status, reason } = data!.setCloudCredential;
    if (status === 'VALID') say(`${name} is connected`);
    else say(`The credential of ${name} is kept`, reason ?? undefined);
    onClose();
  }
  const check = (): Problems =>
    Object.fromEntries(
      fields.flatMap((field) =>
        parts[field.name]?.trim() ? [] : [[`${input}.${field.name}`, 'Is required.']],
      ),
    );
  return (
    <DialogForm
      confirm="Check and connect"
      fields={[input, ...fields.map((field) => `${input}.${field.name}`)]}
      check={check}
      onSubmit={send}
      onClose={onClose}
    >
      {(problems) => (
        <>
          <FormFailure
            failure={problems[input] ? { code: 'VALIDATION_ERROR', message: problems[input] } : null}
          />
          <Text textStyle="sm" color="fg.muted">
            {rights}
          </Text>
          {fields.map((field, place) => (
            <Part
              key={field.name}
              field={field}
              value={parts[field.name] ?? ''}
              problem={problems[`${input}.${field.name}`]}
              autoFocus={place === 0}
              onChange={(value) => setParts((before) => ({ ...before, [field.name]: value }))}
            />
          ))}
          <Text textStyle="xs" color="fg.muted">
            {isNew
              ? 'What is secret is kept encrypted, given to deployments alone, and never shown again.'
              : 'The present one is not shown to anybody. What you write here takes its place when the cloud takes it.'}
          </Text>
        </>
      )}
    </DialogForm>
  );
}

type PartProps = {
  field: CloudField;
  value: string;
  problem: string | undefined;
  autoFocus: boolean;
  onChange: (value: string) => void;
};

function Part({ field: { name, label, kind, hint }, value, problem, autoFocus, onChange }: PartProps) {
  const usual = { name, value, autoFocus, spellCheck: false, fontFamily: 'mono', autoCapitalize: 'none' };
  return (
    <Field.Root required invalid={!!problem}>
      <Field.Label>{label}</Field.Label>
      {kind === 'key' ? (
        <Textarea {...usual} rows={8} autoComplete="off" onChange={(event) => onChange(event.target.value)} />
      ) : (
        <Input
          {...usual}
          type={kind === 'secret' ? 'password' : 'text'}
          // Keepers of passwords take `off` for a password's field as a challenge.
          autoComplete={kind === 'secret' ? 'new-password' : 'off'}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
      {hint && <Field.HelperText>{hint}</Field.HelperText>}
      <Field.ErrorText>{problem}</Field.ErrorText>
    </Field.Root>
  );
}

import { useMutation } from '@apollo/client/react';
import { Field, Flex, Input, NativeSelect, Textarea } from '@chakra-ui/react';
import { useState } from 'react';
import { DialogForm } from '../DialogForm.tsx';
import { DialogFrame } from '../DialogFrame.tsx';
import { useViewer } from '../session/SessionContext.tsx';
import { ApiKeysQuery, CreateApiKey } from './documents.ts';
import { expiryAt, expiryBounds, expiryChoices, type ExpiryChoice } from './expiry.ts';
import type { Issued } from './IssuedKeyDialog.tsx';
import { ScopePicker } from './ScopePicker.tsx';
import { grantable } from './scopes.ts';

type Props = { onMade: (key: Issued) => void; onClose: () => void };

export function CreateKeyDialog({ open, ...form }: Props & { open: boolean }) {
  return (
    <DialogFrame open={open} title="New API key" size="lg" onClose={form.onClose}>
      <Create {...form} />
    </DialogFrame>
  );
}

function Create({ onMade, onClose }: Props) {
  const available = grantable(useViewer().scopes);
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<string[]>([]);
  const [expiry, setExpiry] = useState<ExpiryChoice>('90');
  const [chosenDay, setDay] = useState('');
  const [networks, setNetworks] = useState('');
  // The secret is in the answer, and belongs in no cache.
  const [create] = useMutation(CreateApiKey, { fetchPolicy: 'no-cache', refetchQueries: [ApiKeysQuery] });
  const bounds = expiryBounds(Date.now());

  const check = () => ({
    ...(name.trim() === '' && { name: 'Say what it is for.' }),
    ...(scopes.length === 0 && { scopes: 'Choose at least one thing.' }),
    ...(expiryAt(expiry, chosenDay, Date.now()) === null && { expiresAt: 'Choose a day.' }),
  });
  async function make() {
    const input = {
      name: name.trim(),
      scopes,
      expiresAt: expiryAt(expiry, chosenDay, Date.now())!,
      allowedNetworks: networks.split(/[\s,]+/).filter(Boolean),
    };
    const { data } = await create({ variables: { input } });
    onClose();
    onMade({ name: data!.createApiKey.apiKey.name, secret: data!.createApiKey.secret });
  }
  return (
    <DialogForm
      confirm="Create the key"
      fields={['name', 'scopes', 'expiresAt', 'allowedNetworks']}
      check={check}
      onSubmit={make}
      onClose={onClose}
    >
      {(problems) => (
        <>
          <Flex gap="4" direction={{ base: 'column', sm: 'row' }} align="flex-start">
            <Field.Root required invalid={!!problems['name']}>
              <Field.Label>Name</Field.Label>
              <Input
                value={name}
                maxLength={100}
                autoFocus
                autoComplete="off"
                placeholder="Nightly deployment"
                onChange={(event) => setName(event.target.value)}
              />
              <Field.ErrorText>{problems['name']}</Field.ErrorText>
            </Field.Root>
            <Field.Root invalid={!!problems['expiresAt']} w={{ sm: '160px' }} flexShrink={0}>
              <Field.Label>Holds for</Field.Label>
              <NativeSelect.Root>
                <NativeSelect.Field
                  value={expiry}
                  onChange={(event) => setExpiry(event.target.value as ExpiryChoice)}
                >
                  {expiryChoices.map(({ value, label }) => (
                    <option key={value} value={value}>
                      {label}
                    </option>
                  ))}
                </NativeSelect.Field>
                <NativeSelect.Indicator />
              </NativeSelect.Root>
              <Field.ErrorText>{problems['expiresAt']}</Field.ErrorText>
            </Field.Root>
            {expiry === 'date' && (
              <Field.Root w={{ sm: '160px' }} flexShrink={0}>
                <Field.Label>Last day</Field.Label>
                <Input
                  type="date"
                  min={bounds.first}
                  max={bounds.last}
                  value={chosenDay}
                  onChange={(event) => setDay(event.target.value)}
                />
              </Field.Root>
            )}
          </Flex>
          <ScopePicker
            available={available}
            value={scopes}
            onChange={setScopes}
            problem={problems['scopes']}
          />
          <Field.Root invalid={Object.keys(problems).some((field) => field.startsWith('allowedNetworks'))}>
            <Field.Label>Only from these networks</Field.Label>
            <Textarea
              rows={2}
              value={networks}
              fontFamily="mono"
              textStyle="sm"
              placeholder="203.0.113.0/24"
              spellCheck={false}
              onChange={(event) => setNetworks(event.target.value)}
            />
            <Field.HelperText>Addresses and networks, one a line. Empty: from everywhere.</Field.HelperText>
            <Field.ErrorText>
              {Object.entries(problems).find(([field]) => field.startsWith('allowedNetworks'))?.[1]}
            </Field.ErrorText>
          </Field.Root>
        </>
      )}
    </DialogForm>
  );
}

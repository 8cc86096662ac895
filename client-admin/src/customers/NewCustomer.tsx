import { useMutation } from '@apollo/client/react';
import { Button, CloseButton, Dialog, Field, Input, NativeSelect, Portal, Stack } from '@chakra-ui/react';
import type { Failure } from '@hosterizer/ui/failure';
import { sortFailure, type Problems } from '@hosterizer/ui/fields';
import { FormFailure } from '@hosterizer/ui/FormFailure.tsx';
import { say } from '@hosterizer/ui/Toaster.tsx';
import { useState, type FormEvent } from 'react';
import { useNavigate } from 'react-router';
import { tierNames } from './customerStatus.ts';
import { CreateCustomer, CustomersQuery } from './documents.ts';
import type { CustomerTier } from '../generated/graphql.ts';

export function NewCustomer({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog.Root
      open={open}
      onOpenChange={(change) => !change.open && onClose()}
      placement="center"
      lazyMount
      unmountOnExit
    >
      <Portal>
        <Dialog.Backdrop />
        <Dialog.Positioner px="4">
          <Dialog.Content>
            <Form onClose={onClose} />
            <Dialog.CloseTrigger asChild>
              <CloseButton size="sm" />
            </Dialog.CloseTrigger>
          </Dialog.Content>
        </Dialog.Positioner>
      </Portal>
    </Dialog.Root>
  );
}

function Form({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('');
  const [ownerEmail, setOwnerEmail] = useState('');
  const [tier, setTier] = useState<CustomerTier>('STANDARD');
  const [problems, setProblems] = useState<Problems>({});
  const [failure, setFailure] = useState<Failure | null>(null);
  const [createCustomer, { loading }] = useMutation(CreateCustomer, { refetchQueries: [CustomersQuery] });
  const navigate = useNavigate();

  async function submit(event: FormEvent) {
    event.preventDefault();
    setProblems({});
    setFailure(null);
    try {
      const { data } = await createCustomer({
        variables: { input: { name: name.trim(), ownerEmail: ownerEmail.trim(), tier } },
      });
      say(
        `${data!.createCustomer.name} is a customer now`,
        `A mail tells ${ownerEmail.trim()} how to sign in.`,
      );
      void navigate(`/customers/${data!.createCustomer.id}`);
    } catch (error) {
      const sorted = sortFailure(error, ['name', 'ownerEmail', 'tier']);
      setProblems(sorted.problems);
      setFailure(sorted.rest);
    }
  }
  return (
    <form onSubmit={submit} noValidate>
      <Dialog.Header>
        <Dialog.Title>New customer</Dialog.Title>
      </Dialog.Header>
      <Dialog.Body>
        <Stack gap="4">
          <FormFailure failure={failure} />
          <Field.Root required invalid={!!problems['name']}>
            <Field.Label>Name</Field.Label>
            <Input
              value={name}
              maxLength={100}
              autoFocus
              autoComplete="off"
              onChange={(event) => setName(event.target.value)}
            />
            <Field.ErrorText>{problems['name']}</Field.ErrorText>
          </Field.Root>
          <Field.Root required invalid={!!problems['ownerEmail']}>
            <Field.Label>E-mail of the owner</Field.Label>
            <Input
              type="email"
              value={ownerEmail}
              autoComplete="off"
              onChange={(event) => setOwnerEmail(event.target.value)}
            />
            <Field.HelperText>
              The owner may do everything for this customer, and gets a mail to choose a password.
            </Field.HelperText>
            <Field.ErrorText>{problems['ownerEmail']}</Field.ErrorText>
          </Field.Root>
          <Field.Root invalid={!!problems['tier']}>
            <Field.Label>Tier</Field.Label>
            <NativeSelect.Root>
              <NativeSelect.Field
                value={tier}
                onChange={(event) => setTier(event.target.value as CustomerTier)}
              >
                {Object.entries(tierNames).map(([value, label]) => (
                  <option key={value} value={value}>
                    {label}
                  </option>
                ))}
              </NativeSelect.Field>
              <NativeSelect.Indicator />
            </NativeSelect.Root>
          </Field.Root>
        </Stack>
      </Dialog.Body>
      <Dialog.Footer>
        <Button variant="outline" size="sm" onClick={onClose}>
          Not now
        </Button>
        <Button type="submit" colorPalette="brand" size="sm" loading={loading}>
          Create customer
        </Button>
      </Dialog.Footer>
    </form>
  );
}

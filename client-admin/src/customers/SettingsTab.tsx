import { useMutation, useQuery } from '@apollo/client/react';
import {
  Box,
  Button,
  Field,
  Flex,
  Heading,
  HStack,
  Input,
  NativeSelect,
  Skeleton,
  Stack,
  Text,
} from '@chakra-ui/react';
import { ErrorState } from '@hosterizer/ui/ErrorState.tsx';
import type { Failure } from '@hosterizer/ui/failure';
import { sortFailure, type Problems } from '@hosterizer/ui/fields';
import { FormFailure } from '@hosterizer/ui/FormFailure.tsx';
import { Panel } from '@hosterizer/ui/Panel.tsx';
import { PermissionGate } from '@hosterizer/ui/PermissionGate.tsx';
import { useMay } from '@hosterizer/ui/session/SessionContext.tsx';
import { say } from '@hosterizer/ui/Toaster.tsx';
import { useUnsaved } from '@hosterizer/ui/unsaved.tsx';
import { useEffect, useState, type FormEvent } from 'react';
import type { CustomerRowFragment, CustomerTier } from '../generated/graphql.ts';
import { AllotmentPanel } from '../runners/AllotmentPanel.tsx';
import { useCustomer } from './CustomerPage.tsx';
import { tierChoices } from './customerStatus.ts';
import { CustomerNotesQuery, CustomersQuery, UpdateCustomer } from './documents.ts';
import { metadataOf, notesOf, problemOf, type Note } from './notes.ts';
import { NotesEditor } from './NotesEditor.tsx';

/** Name, tier and the operator's notes, and which runners work for the customer. */
export function SettingsTab() {
  const customer = useCustomer();
  const [general, setGeneral] = useState(false);
  const [runners, setRunners] = useState(false);
  // One for both forms: the router asks one blocker only.
  const warning = useUnsaved(general || runners);
  return (
    <Stack gap="4">
      {warning}
      <General customer={customer} onChanged={setGeneral} />
      <AllotmentPanel customerId={customer.id} onChanged={setRunners} />
    </Stack>
  );
}

type Props = {
  customer: CustomerRowFragment;
  /** Hears whether there is something that is not saved. */
  onChanged: (changed: boolean) => void;
};

function General({ customer, onChanged }: Props) {
  const may = useMay('customers:write');
  const { data, error, refetch } = useQuery(CustomerNotesQuery, {
    variables: { id: customer.id },
    skip: !may,
    fetchPolicy: 'cache-and-network',
  });
  if (!may) return <Settings customer={customer} notes={null} onChanged={onChanged} />;
  if (data?.customer) {
    return <Settings customer={customer} notes={notesOf(data.customer.metadata)} onChanged={onChanged} />;
  }
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return <Skeleton h="360px" maxW="720px" aria-busy="true" aria-label="Loading" />;
}

type Form = { name: string; tier: CustomerTier; notes: readonly Note[] };

const isSame = (a: Form, b: Form) =>
  a.name.trim() === b.name.trim() &&
  a.tier === b.tier &&
  JSON.stringify(metadataOf(a.notes)) === JSON.stringify(metadataOf(b.notes));

/** `notes` is null for a viewer who may not read them. */
function Settings({ customer, notes, onChanged }: Props & { notes: readonly Note[] | null }) {
  const saved: Form = { name: customer.name, tier: customer.tier, notes: notes ?? [] };
  const [form, setForm] = useState(saved);
  const [problems, setProblems] = useState<Problems>({});
  const [failure, setFailure] = useState<Failure | null>(null);
  const [updateCustomer, { loading }] = useMutation(UpdateCustomer, { refetchQueries: [CustomersQuery] });
  const changed = !isSame(form, saved);
  useEffect(() => onChanged(changed), [changed, onChanged]);
  const put = (part: Partial<Form>) => setForm((old) => ({ ...old, ...part }));

  async function save(event: FormEvent) {
    event.preventDefault();
    setFailure(null);
    const problem = problemOf(form.notes);
    setProblems(problem ? { metadata: problem } : {});
    if (problem) return;
    try {
      const { data } = await updateCustomer({
        variables: {
          input: {
            id: customer.id,
            name: form.name.trim(),
            tier: form.tier,
            metadata: metadataOf(form.notes),
          },
        },
      });
      if (data) setForm({ ...data.updateCustomer, notes: notesOf(data.updateCustomer.metadata) });
      say('Saved');
    } catch (error) {
      const sorted = sortFailure(error, ['name', 'tier', 'metadata']);
      setProblems(sorted.problems);
      setFailure(sorted.rest);
    }
  }
  return (
    <Panel title="General" maxW="720px" w="full">
      <Box borderTopWidth="1px" p="4">
        <form onSubmit={(event) => void save(event)} noValidate>
          <Stack gap="5">
            <FormFailure failure={failure} />
            <fieldset disabled={notes === null} style={{ border: 0, minWidth: 0 }}>
              <Flex gap="4" direction={{ base: 'column', sm: 'row' }}>
                <Field.Root required invalid={!!problems['name']}>
                  <Field.Label>Name</Field.Label>
                  <Input
                    value={form.name}
                    maxLength={100}
                    onChange={(event) => put({ name: event.target.value })}
                  />
                  <Field.ErrorText>{problems['name']}</Field.ErrorText>
                </Field.Root>
                <Field.Root invalid={!!problems['tier']} w={{ sm: '180px' }} flexShrink={0}>
                  <Field.Label>Tier</Field.Label>
                  <NativeSelect.Root>
                    <NativeSelect.Field
                      value={form.tier}
                      onChange={(event) => put({ tier: event.target.value as CustomerTier })}
                    >
                      {tierChoices.map(({ value, label }) => (
                        <option key={value} value={value}>
                          {label}
                        </option>
                      ))}
                    </NativeSelect.Field>
                    <NativeSelect.Indicator />
                  </NativeSelect.Root>
                  <Field.ErrorText>{problems['tier']}</Field.ErrorText>
                </Field.Root>
              </Flex>
            </fieldset>
            <Stack gap="2" as="section" aria-labelledby="notes">
              <Heading as="h3" id="notes" textStyle="sm" fontWeight="medium">
                Notes
              </Heading>
              <Text textStyle="xs" color="fg.muted">
                Only for those who run the platform. The customer never sees them.
              </Text>
              {notes === null ? (
                <Text textStyle="sm" color="fg.muted">
                  Notes are shown to those who may change a customer.
                </Text>
              ) : (
                <NotesEditor notes={form.notes} onChange={(changedNotes) => put({ notes: changedNotes })} />
              )}
              {Object.entries(problems)
                .filter(([field]) => field.startsWith('metadata'))
                .map(([field, problem]) => (
                  <Text key={field} role="alert" textStyle="xs" color="fg.error">
                    {problem}
                  </Text>
                ))}
            </Stack>
            <HStack gap="3">
              <PermissionGate scope="customers:write">
                <Button
                  type="submit"
                  size="sm"
                  {...(changed ? { colorPalette: 'brand' } : { variant: 'outline' as const })}
                  disabled={notes !== null && !changed}
                  loading={loading}
                >
                  Save
                </Button>
              </PermissionGate>
              <Text textStyle="xs" color="fg.muted">
                {notes === null ? 'Your role may only look.' : changed ? 'Not saved yet' : 'Nothing to save'}
              </Text>
            </HStack>
          </Stack>
        </form>
      </Box>
    </Panel>
  );
}

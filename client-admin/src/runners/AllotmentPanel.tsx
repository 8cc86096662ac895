import { useMutation, useQuery } from '@apollo/client/react';
import { Box, Button, Field, Flex, HStack, Input, Skeleton, Stack, Text } from '@chakra-ui/react';
import { ErrorState } from '@hosterizer/ui/ErrorState.tsx';
import type { Failure } from '@hosterizer/ui/failure';
import { sortFailure, type Problems } from '@hosterizer/ui/fields';
import { FormFailure } from '@hosterizer/ui/FormFailure.tsx';
import { Panel } from '@hosterizer/ui/Panel.tsx';
import { PermissionGate } from '@hosterizer/ui/PermissionGate.tsx';
import { useMay } from '@hosterizer/ui/session/SessionContext.tsx';
import { say } from '@hosterizer/ui/Toaster.tsx';
import { useEffect, useState, type FormEvent } from 'react';
import { readAllotment, type AllotmentForm } from './allotment.ts';
import { AllotmentQuery, AllotRunners } from './documents.ts';

type Props = {
  customerId: string;
  /** Hears whether there is something that is not saved. */
  onChanged: (changed: boolean) => void;
};

/** Which runners work for a customer, and how many of its jobs at once. */
export function AllotmentPanel({ customerId, onChanged }: Props) {
  const { data, error, refetch } = useQuery(AllotmentQuery, {
    variables: { id: customerId },
    fetchPolicy: 'cache-and-network',
  });
  const customer = data?.customer;
  return (
    <Panel title="Runners" maxW="720px" w="full">
      <Box borderTopWidth="1px" p="4">
        {customer ? (
          <Allotment
            key={customer.id}
            customerId={customer.id}
            onChanged={onChanged}
            saved={{ pool: customer.runnerPool, concurrency: String(customer.jobConcurrency ?? '') }}
          />
        ) : error ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : (
          <Skeleton h="132px" aria-busy="true" aria-label="Loading" />
        )}
      </Box>
    </Panel>
  );
}

function Allotment({ customerId, saved, onChanged }: Props & { saved: AllotmentForm }) {
  const may = useMay('runners:write');
  const [form, setForm] = useState(saved);
  const [problems, setProblems] = useState<Problems>({});
  const [failure, setFailure] = useState<Failure | null>(null);
  const [allotRunners, { loading }] = useMutation(AllotRunners);
  const changed = form.pool.trim() !== saved.pool || form.concurrency.trim() !== saved.concurrency;
  useEffect(() => onChanged(changed), [changed, onChanged]);

  async function save(event: FormEvent) {
    event.preventDefault();
    setFailure(null);
    const read = readAllotment(form);
    setProblems(read.problems);
    if (!read.input) return;
    try {
      const { data } = await allotRunners({ variables: { input: { customerId, ...read.input } } });
      if (data) {
        const { runnerPool, jobConcurrency } = data.allotRunners;
        setForm({ pool: runnerPool, concurrency: String(jobConcurrency ?? '') });
      }
      say('Saved', 'Jobs of this customer that wait have moved along.');
    } catch (error) {
      const sorted = sortFailure(error, ['pool', 'concurrency']);
      setProblems(sorted.problems);
      setFailure(sorted.rest);
    }
  }
  return (
    <form onSubmit={(event) => void save(event)} noValidate aria-label="Runners">
      <Stack gap="5">
        <FormFailure failure={failure} />
        <fieldset disabled={!may} style={{ border: 0, minWidth: 0 }}>
          <Flex gap="4" direction={{ base: 'column', sm: 'row' }}>
            <Field.Root required invalid={!!problems['pool']}>
              <Field.Label>Pool</Field.Label>
              <Input
                value={form.pool}
                maxLength={63}
                spellCheck={false}
                autoCapitalize="none"
                onChange={(event) => setForm({ ...form, pool: event.target.value })}
              />
              <Field.HelperText>
                Only runners of this pool work for the customer; “default” is the one for everybody.
              </Field.HelperText>
              <Field.ErrorText>{problems['pool']}</Field.ErrorText>
            </Field.Root>
            <Field.Root invalid={!!problems['concurrency']}>
              <Field.Label>Jobs at once</Field.Label>
              <Input
                value={form.concurrency}
                inputMode="numeric"
                maxLength={3}
                onChange={(event) => setForm({ ...form, concurrency: event.target.value })}
              />
              <Field.HelperText>
                How many of its jobs may be under way, 1 to 100. Empty for the platform’s default.
              </Field.HelperText>
              <Field.ErrorText>{problems['concurrency']}</Field.ErrorText>
            </Field.Root>
          </Flex>
        </fieldset>
        <HStack gap="3">
          <PermissionGate scope="runners:write">
            <Button
              type="submit"
              size="sm"
              {...(changed ? { colorPalette: 'brand' } : { variant: 'outline' as const })}
              disabled={may && !changed}
              loading={loading}
            >
              Allot runners
            </Button>
          </PermissionGate>
          <Text textStyle="xs" color="fg.muted">
            {!may ? 'Your role may only look.' : changed ? 'Not saved yet' : 'As it is now'}
          </Text>
        </HStack>
      </Stack>
    </form>
  );
}

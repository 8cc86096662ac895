import { useMutation } from '@apollo/client/react';
import { Button, Field, Flex, HStack, Input, Stack, Text } from '@chakra-ui/react';
import { useState, type FormEvent } from 'react';
import { LuBadgeCheck, LuMail } from 'react-icons/lu';
import type { Failure } from '../failure.ts';
import { sortFailure } from '../fields.ts';
import { FormFailure } from '../FormFailure.tsx';
import { Panel } from '../Panel.tsx';
import { useViewer } from '../session/SessionContext.tsx';
import { say, sayFailure } from '../Toaster.tsx';
import { RequestEmailVerification, UpdateProfile } from './documents.ts';

export function ProfilePanel() {
  const viewer = useViewer();
  const [name, setName] = useState(viewer.name ?? '');
  const [problem, setProblem] = useState<string>();
  const [failure, setFailure] = useState<Failure | null>(null);
  const [update, { loading }] = useMutation(UpdateProfile);
  const changed = name.trim() !== (viewer.name ?? '');

  async function submit(event: FormEvent) {
    event.preventDefault();
    setProblem(undefined);
    setFailure(null);
    if (name.trim() === '') return setProblem('Say how colleagues know you.');
    try {
      await update({ variables: { input: { name: name.trim() } } });
      say('Your name is saved');
    } catch (refusal) {
      const sorted = sortFailure(refusal, ['name']);
      setProblem(sorted.problems['name']);
      setFailure(sorted.rest);
    }
  }
  return (
    <Panel title="You">
      <Stack gap="4" borderTopWidth="1px" p="4">
        <form onSubmit={submit} noValidate aria-label="Your name">
          <Stack gap="3">
            <FormFailure failure={failure} />
            <Flex gap="3" align="flex-start">
              <Field.Root required invalid={!!problem}>
                <Field.Label>Name</Field.Label>
                <Input
                  name="name"
                  autoComplete="name"
                  maxLength={100}
                  value={name}
                  onChange={(event) => setName(event.target.value)}
                />
                <Field.ErrorText>{problem}</Field.ErrorText>
              </Field.Root>
              <Button
                type="submit"
                variant="outline"
                mt="26px"
                disabled={!changed}
                loading={loading}
                aria-label="Save the name"
              >
                Save
              </Button>
            </Flex>
          </Stack>
        </form>
        <Address />
      </Stack>
    </Panel>
  );
}

function Address() {
  const { email, emailVerified } = useViewer();
  const [request, { loading, data }] = useMutation(RequestEmailVerification);
  async function send() {
    try {
      await request();
      say('The link is on its way', `Open it in the mailbox of ${email}.`);
    } catch (error) {
      sayFailure('The link was not sent', error);
    }
  }
  return (
    <Stack gap="1">
      <Text textStyle="sm" fontWeight="medium">
        E-mail
      </Text>
      <HStack gap="2" wrap="wrap" textStyle="sm" minH="8">
        <Text overflowWrap="anywhere" minW="0">
          {email}
        </Text>
        {emailVerified ? (
          <HStack gap="1" color="green.fg" textStyle="xs">
            <LuBadgeCheck aria-hidden /> Confirmed
          </HStack>
        ) : (
          <>
            <Text color="orange.fg" textStyle="xs">
              Not confirmed yet
            </Text>
            <Button size="xs" variant="outline" loading={loading} onClick={() => void send()}>
              <LuMail /> {data ? 'Send it once more' : 'Send the link again'}
            </Button>
          </>
        )}
      </HStack>
    </Stack>
  );
}

import { useMutation } from '@apollo/client/react';
import { Box, Button, CloseButton, Dialog, Flex, Image, Portal, Stack, Text } from '@chakra-ui/react';
import { useState, type FormEvent } from 'react';
import { CopyField } from '../CopyField.tsx';
import { readFailure, type Failure } from '../failure.ts';
import { FormFailure } from '../FormFailure.tsx';
import type { SetUpMfaMutation } from '../generated/graphql.ts';
import { PasswordField } from '../PasswordField.tsx';
import { CodeField } from '../session/CodeField.tsx';
import { ViewerQuery } from '../session/documents.ts';
import { useBackend } from '../session/SessionContext.tsx';
import { say } from '../Toaster.tsx';
import { ConfirmMfa, SetUpMfa } from './documents.ts';
import { RecoveryCodes } from './RecoveryCodes.tsx';

type Setup = SetUpMfaMutation['setUpMfa'];

const titles = {
  password: 'Set up the second factor',
  scan: 'Add it to your app',
  codes: 'Keep your recovery codes',
} as const;

/** Three steps: prove who one is, put the secret into an app and prove that it works, keep the recovery codes. */
export function MfaSetUp({ open, onClose }: { open: boolean; onClose: () => void }) {
  const [setup, setSetup] = useState<Setup | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const { client } = useBackend();
  const step = codes ? 'codes' : setup ? 'scan' : 'password';

  function leave() {
    onClose();
    setSetup(null);
    setCodes(null);
  }
  async function kept() {
    leave();
    say('The second factor is on', 'The next time you sign in, have your phone at hand.');
    await client.refetchQueries({ include: [ViewerQuery] });
  }
  return (
    <Dialog.Root
      open={open}
      onOpenChange={(change) => !change.open && leave()}
      placement="center"
      size="sm"
      closeOnEscape={step !== 'codes'}
      closeOnInteractOutside={false}
      lazyMount
      unmountOnExit
    >
      <Portal>
        <Dialog.Backdrop />
        <Dialog.Positioner px="4">
          <Dialog.Content>
            <Dialog.Header flexDirection="column" gap="1">
              <Text textStyle="xs" color="fg.muted">
                Step {Object.keys(titles).indexOf(step) + 1} of 3
              </Text>
              <Dialog.Title>{titles[step]}</Dialog.Title>
            </Dialog.Header>
            <Dialog.Body pb="5">
              {step === 'password' && <Prove onDone={setSetup} />}
              {step === 'scan' && <Scan setup={setup!} onDone={setCodes} />}
              {step === 'codes' && <RecoveryCodes codes={codes!} onKept={() => void kept()} />}
            </Dialog.Body>
            {step !== 'codes' && (
              <Dialog.CloseTrigger asChild>
                <CloseButton size="sm" />
              </Dialog.CloseTrigger>
            )}
          </Dialog.Content>
        </Dialog.Positioner>
      </Portal>
    </Dialog.Root>
  );
}

function Prove({ onDone }: { onDone: (setup: Setup) => void }) {
  const [password, setPassword] = useState('');
  const [failure, setFailure] = useState<Failure | null>(null);
  // The secret is for the eyes of this moment, not for a cache.
  const [setUp, { loading }] = useMutation(SetUpMfa, { fetchPolicy: 'no-cache' });
  const atField = failure?.field === 'password';

  async function submit(event: FormEvent) {
    event.preventDefault();
    setFailure(null);
    try {
      const { data } = await setUp({ variables: { input: { password } } });
      onDone(data!.setUpMfa);
    } catch (refusal) {
      setFailure(readFailure(refusal));
    }
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="4">
        <Text textStyle="sm" color="fg.muted">
          You need an authenticator app on your phone, such as Aegis, 2FAS, Google Authenticator or the one of
          your password manager.
        </Text>
        {!atField && <FormFailure failure={failure} />}
        <PasswordField
          label="Your password"
          autoFocus
          value={password}
          onChange={setPassword}
          problem={atField ? (failure.reason ?? failure.message) : undefined}
        />
        <Button type="submit" colorPalette="brand" loading={loading}>
          Continue
        </Button>
      </Stack>
    </form>
  );
}

function Scan({ setup, onDone }: { setup: Setup; onDone: (codes: readonly string[]) => void }) {
  const [code, setCode] = useState('');
  const [failure, setFailure] = useState<Failure | null>(null);
  const [confirm, { loading }] = useMutation(ConfirmMfa, { fetchPolicy: 'no-cache' });

  async function submit(event: FormEvent) {
    event.preventDefault();
    setFailure(null);
    try {
      const { data } = await confirm({ variables: { code } });
      onDone(data!.confirmMfa.codes);
    } catch (refusal) {
      setFailure(readFailure(refusal));
      setCode('');
    }
  }
  const wrongCode = failure?.field === 'code';
  return (
    <form onSubmit={submit}>
      <Stack gap="4">
        <Text textStyle="sm" color="fg.muted">
          Scan this with the app, then type the six digits that it shows.
        </Text>
        <Flex justify="center">
          {/* An image cannot run what an SVG document may hold. White in both themes: cameras need the contrast. */}
          <Box bg="white" p="3" rounded="lg" borderWidth="1px">
            <Image
              src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(setup.qrCode)}`}
              alt="QR code for the authenticator app"
              boxSize="176px"
            />
          </Box>
        </Flex>
        <Box>
          <Text textStyle="xs" color="fg.muted">
            No camera? Type this into the app:
          </Text>
          <CopyField value={setup.secret} label="the secret" />
        </Box>
        {!wrongCode && <FormFailure failure={failure} />}
        <CodeField
          value={code}
          recovery={false}
          onChange={setCode}
          problem={wrongCode ? (failure.reason ?? failure.message) : undefined}
        />
        <Button type="submit" colorPalette="brand" loading={loading} disabled={code.length < 6}>
          Switch it on
        </Button>
      </Stack>
    </form>
  );
}

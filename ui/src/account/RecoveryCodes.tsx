import { Button, chakra, Dialog, Grid, HStack, Portal, Stack, Text } from '@chakra-ui/react';
import { useState } from 'react';
import { LuCheck, LuCopy, LuDownload } from 'react-icons/lu';
import { copyText } from '../copy.ts';
import { saveFile } from '../saveFile.ts';
import { useViewer } from '../session/SessionContext.tsx';

/** Codes that are shown this once; there is no way on but to say that they are kept. */
export function RecoveryCodes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  const { email } = useViewer();
  const [copied, setCopied] = useState(false);
  const [kept, setKept] = useState(false);
  const save = () =>
    saveFile(
      'hosterizer-recovery-codes.txt',
      `Recovery codes of ${email}\nEach can be used once, instead of a code of the app.\n\n${codes.join('\n')}\n`,
    );
  return (
    <Stack gap="4">
      <Text textStyle="sm" color="fg.muted">
        If your phone is lost, each of these lets you in once. They are shown now and never again: print them,
        or put them where you keep passwords.
      </Text>
      <Grid
        as="ul"
        listStyleType="none"
        aria-label="Recovery codes"
        templateColumns="repeat(2, minmax(0, 1fr))"
        gap="2"
        p="4"
        rounded="lg"
        bg="bg.muted"
        fontFamily="mono"
        textStyle="sm"
      >
        {codes.map((code) => (
          <chakra.li key={code} textAlign="center" fontVariantNumeric="tabular-nums" overflowWrap="anywhere">
            {code}
          </chakra.li>
        ))}
      </Grid>
      <HStack gap="2">
        <Button
          size="sm"
          variant="outline"
          onClick={() => void copyText(codes.join('\n')).then(setCopied)}
          aria-live="polite"
        >
          {copied ? <LuCheck /> : <LuCopy />} {copied ? 'Copied' : 'Copy all'}
        </Button>
        <Button size="sm" variant="outline" onClick={save}>
          <LuDownload /> Save as a file
        </Button>
      </HStack>
      <chakra.label display="flex" gap="2.5" alignItems="center" textStyle="sm" cursor="pointer">
        <chakra.input
          type="checkbox"
          boxSize="4"
          accentColor="brand.solid"
          checked={kept}
          onChange={(event) => setKept(event.target.checked)}
        />
        I have kept them in a safe place
      </chakra.label>
      <Button colorPalette="brand" disabled={!kept} onClick={onKept}>
        Done
      </Button>
    </Stack>
  );
}

/** The same in a dialog of its own, which neither Escape nor a click beside it closes. */
export function RecoveryCodesDialog({
  codes,
  onKept,
}: {
  codes: readonly string[] | null;
  onKept: () => void;
}) {
  return (
    <Dialog.Root
      open={codes !== null}
      placement="center"
      size="sm"
      closeOnEscape={false}
      closeOnInteractOutside={false}
      lazyMount
      unmountOnExit
    >
      <Portal>
        <Dialog.Backdrop />
        <Dialog.Positioner px="4">
          <Dialog.Content>
            <Dialog.Header>
              <Dialog.Title>Your new recovery codes</Dialog.Title>
            </Dialog.Header>
            <Dialog.Body pb="5">{codes && <RecoveryCodes codes={codes} onKept={onKept} />}</Dialog.Body>
          </Dialog.Content>
        </Dialog.Positioner>
      </Portal>
    </Dialog.Root>
  );
}

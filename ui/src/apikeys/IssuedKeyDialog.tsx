import { Box, Button, chakra, Dialog, Flex, Portal, Stack, Text } from '@chakra-ui/react';
import { CopyButton } from '../CopyField.tsx';
import { SecretField } from '../SecretField.tsx';

export type Issued = { name: string; secret: string };

/** A secret, this once. Neither Escape nor a click beside it closes what cannot be opened again. */
export function IssuedKeyDialog({ issued, onKept }: { issued: Issued | null; onKept: () => void }) {
  return (
    <Dialog.Root
      open={issued !== null}
      placement="center"
      closeOnEscape={false}
      closeOnInteractOutside={false}
      lazyMount
      unmountOnExit
    >
      <Portal>
        <Dialog.Backdrop />
        <Dialog.Positioner px="4">
          <Dialog.Content>{issued && <Secret issued={issued} onKept={onKept} />}</Dialog.Content>
        </Dialog.Positioner>
      </Portal>
    </Dialog.Root>
  );
}

function Secret({ issued: { name, secret }, onKept }: { issued: Issued; onKept: () => void }) {
  const example = [
    `curl ${location.origin}/graphql \\`,
    `  -H 'Authorization: Bearer ${secret}' \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d '{"query":"{ viewer { name scopes } }"}'`,
  ].join('\n');
  return (
    <>
      <Dialog.Header>
        <Dialog.Title>The secret of {name}</Dialog.Title>
      </Dialog.Header>
      <Dialog.Body>
        <Stack gap="4">
          <Text textStyle="sm" color="fg.muted">
            It is shown now and never again. Put it where your program finds it, not into its source.
          </Text>
          <SecretField value={secret} label="the secret" />
          <Box>
            <Flex justify="space-between" align="center" mb="1">
              <Text textStyle="sm" fontWeight="medium">
                Try it
              </Text>
              <CopyButton text={example} label="Copy the command" />
            </Flex>
            <chakra.pre
              tabIndex={0}
              aria-label="Command"
              textStyle="xs"
              fontFamily="mono"
              bg="bg.muted"
              rounded="lg"
              p="3"
              overflowX="auto"
            >
              {example}
            </chakra.pre>
          </Box>
        </Stack>
      </Dialog.Body>
      <Dialog.Footer>
        <Button size="sm" colorPalette="brand" onClick={onKept}>
          I have kept it
        </Button>
      </Dialog.Footer>
    </>
  );
}

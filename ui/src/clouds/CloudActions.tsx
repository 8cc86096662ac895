import { useMutation } from '@apollo/client/react';
import { Button, HStack, Text } from '@chakra-ui/react';
import { useState } from 'react';
import { ConfirmDialog } from '../ConfirmDialog.tsx';
import { PermissionGate } from '../PermissionGate.tsx';
import { providers } from '../sites/providers.tsx';
import { say, sayFailure } from '../Toaster.tsx';
import type { CloudProps } from './CloudRow.tsx';
import { ConnectDialog } from './ConnectDialog.tsx';
import { CheckCloudCredential, CloudCredentialsQuery, RemoveCloudCredential } from './documents.ts';

/** Connecting a cloud; checking, replacing and removing its credential. */
export function CloudActions({ cloud, customerId, credential }: CloudProps) {
  const { name } = providers[cloud];
  const [going, setGoing] = useState<'connect' | 'remove' | null>(null);
  const stop = () => setGoing(null);
  const variables = { input: { cloudProvider: cloud, ...(customerId && { customerId }) } };
  const [check, checking] = useMutation(CheckCloudCredential, { variables });
  const [remove] = useMutation(RemoveCloudCredential, { variables, refetchQueries: [CloudCredentialsQuery] });

  async function checkAgain() {
    try {
      const { data } = await check();
      if (data?.checkCloudCredential.status === 'VALID') say(`${name} takes the credential`);
    } catch (error) {
      sayFailure(`${name} was not checked`, error);
    }
  }
  async function end() {
    await remove();
    say(`${name} is disconnected`);
  }
  return (
    <HStack gap="2" wrap="wrap" flexShrink={0}>
      {!credential && (
        <Action label={`Connect ${name}`} onClick={() => setGoing('connect')}>
          Connect
        </Action>
      )}
      {credential && (
        <>
          <Action
            label={`Check again at ${name}`}
            loading={checking.loading}
            onClick={() => void checkAgain()}
          >
            Check again
          </Action>
          <Action label={`Replace the credential of ${name}`} onClick={() => setGoing('connect')}>
            Replace
          </Action>
          <Action label={`Remove the credential of ${name}`} danger onClick={() => setGoing('remove')}>
            Remove
          </Action>
        </>
      )}
      <ConnectDialog
        open={going === 'connect'}
        {...{ cloud, customerId }}
        isNew={credential === null}
        onClose={stop}
      />
      <ConfirmDialog
        open={going === 'remove'}
        title={`Remove the credential of ${name}?`}
        confirm="Remove it"
        onConfirm={end}
        onClose={stop}
      >
        <Text>
          Nothing can be deployed at {name} any more before it is connected again. What you have made at{' '}
          {name} itself, such as the key or token, stays valid there: take it back there as well.
        </Text>
      </ConfirmDialog>
    </HStack>
  );
}

type ActionProps = {
  /** Begins with the words that are shown, and names the cloud. */
  label: string;
  danger?: boolean;
  loading?: boolean;
  onClick: () => void;
  children: string;
};

const Action = ({ label, danger = false, loading = false, onClick, children }: ActionProps) => (
  <PermissionGate scope="clouds:write">
    <Button
      size="xs"
      variant="outline"
      aria-label={label}
      loading={loading}
      onClick={onClick}
      {...(danger && { colorPalette: 'red' })}
    >
      {children}
    </Button>
  </PermissionGate>
);

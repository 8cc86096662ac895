import { useMutation } from '@apollo/client/react';
import { Box, Button, Flex, HStack, Link as ChakraLink, Text } from '@chakra-ui/react';
import { useState } from 'react';
import { LuLock, LuLockOpen } from 'react-icons/lu';
import { Link } from 'react-router';
import { Facts } from '../Facts.tsx';
import type { StateLockPartsFragment } from '../generated/graphql.ts';
import { Panel } from '../Panel.tsx';
import { PermissionGate } from '../PermissionGate.tsx';
import { usePortal } from '../portal.tsx';
import { ReasonDialog } from '../ReasonDialog.tsx';
import { RelativeTime } from '../RelativeTime.tsx';
import { say } from '../Toaster.tsx';
import { BreakStateLock, StateHoldersQuery } from './documents.ts';

type Lock = StateLockPartsFragment;

/** Who keeps everybody else from writing, and the way to end that. */
export function LockPanel({ siteId, lock }: { siteId: string; lock: Lock | null }) {
  const [breaking, setBreaking] = useState(false);
  return (
    <Panel
      title={
        <HStack gap="2">
          {lock ? <LuLock aria-hidden /> : <LuLockOpen aria-hidden />}
          {lock ? 'The state is locked' : 'The state is free'}
        </HStack>
      }
      aside={
        lock && (
          <PermissionGate
            scope="state:write"
            refused={
              lock.breakable
                ? null
                : 'A runner is at work under this lock and says so every few seconds. Cancel its deployment instead.'
            }
          >
            <Button size="xs" variant="outline" colorPalette="red" onClick={() => setBreaking(true)}>
              Break lock
            </Button>
          </PermissionGate>
        )
      }
    >
      <Box borderTopWidth="1px" px="4" py="3" role="status">
        {lock ? (
          <Box maxW="520px">
            <Held lock={lock} />
          </Box>
        ) : (
          <Text textStyle="sm" color="fg.muted">
            Nobody holds it: a deployment can begin, and so can a Terraform of your own.
          </Text>
        )}
      </Box>
      {lock && <BreakDialog siteId={siteId} lock={lock} open={breaking} onClose={() => setBreaking(false)} />}
    </Panel>
  );
}

function Held({ lock }: { lock: Lock }) {
  const { paths } = usePortal();
  const { who, operation, deployment, createdAt, expiresAt } = lock;
  return (
    <Facts
      facts={[
        ['Held by', who],
        ['For', sayOperation(operation)],
        ...(deployment
          ? [
              [
                'Deployment',
                <ChakraLink key="deployment" asChild color="brand.fg" fontWeight="medium">
                  <Link to={paths.deployment(deployment)}>#{deployment.number}</Link>
                </ChakraLink>,
              ] as const,
            ]
          : []),
        ['Since', <RelativeTime key="since" at={createdAt} />],
        ['Ends', expiresAt ? <RelativeTime key="ends" at={expiresAt} /> : 'with its deployment or check'],
      ]}
    />
  );
}

/** Terraform's word, `OperationTypeApply`, as `apply`. */
export const sayOperation = (operation: string): string =>
  operation.replace(/^OperationType/, '').toLowerCase() || 'something that it does not name';

type BreakProps = { siteId: string; lock: Lock; open: boolean; onClose: () => void };

function BreakDialog({ siteId, lock, open, onClose }: BreakProps) {
  const [breakLock] = useMutation(BreakStateLock, { refetchQueries: [StateHoldersQuery] });
  return (
    <ReasonDialog
      open={open}
      title={`Break the lock of ${lock.who}?`}
      confirm="Break the lock"
      isGrave
      hint="It is kept in the audit log."
      onConfirm={async (reason) => {
        await breakLock({ variables: { input: { siteId, lockId: lock.id, reason } } });
        say('The lock is broken', 'The state is free.');
      }}
      onClose={onClose}
    >
      <Flex direction="column" gap="2">
        <Text>
          Whoever holds it can no longer store what it has done. Only break it when you are sure that it no
          longer runs.
        </Text>
        <Text>
          It was taken <RelativeTime at={lock.createdAt} /> for {sayOperation(lock.operation)}.
        </Text>
      </Flex>
    </ReasonDialog>
  );
}

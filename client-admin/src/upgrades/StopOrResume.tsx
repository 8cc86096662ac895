import { useMutation } from '@apollo/client/react';
import { Button, Text } from '@chakra-ui/react';
import { ConfirmDialog } from '@hosterizer/ui/ConfirmDialog.tsx';
import { PermissionGate } from '@hosterizer/ui/PermissionGate.tsx';
import { ReasonDialog } from '@hosterizer/ui/ReasonDialog.tsx';
import { say } from '@hosterizer/ui/Toaster.tsx';
import { useState } from 'react';
import { LuPlay, LuSquare } from 'react-icons/lu';
import type { UpgradeFieldsFragment } from '../generated/graphql.ts';
import { count } from '../modules/words.ts';
import { ResumeUpgrade, StopUpgrade } from './documents.ts';
import { isUnderWay, totalOf } from './words.ts';

type Props = { upgrade: UpgradeFieldsFragment };

/** Ends what is under way after the sites that are being deployed, or goes on with those that wait. */
export function StopOrResume({ upgrade }: Props) {
  if (isUnderWay(upgrade.status)) return <Stop upgrade={upgrade} />;
  if (upgrade.status === 'STOPPED') return <Resume upgrade={upgrade} />;
  return null;
}

function Stop({ upgrade: { id, waves } }: Props) {
  const [open, setOpen] = useState(false);
  const [stop] = useMutation(StopUpgrade, { variables: { id } });
  const { DEPLOYING, WAITING } = totalOf(waves);
  return (
    <>
      <PermissionGate scope="registry:write">
        <Button size="sm" variant="outline" colorPalette="red" onClick={() => setOpen(true)}>
          <LuSquare /> Stop
        </Button>
      </PermissionGate>
      <ConfirmDialog
        open={open}
        title="Stop the upgrade?"
        confirm="Stop it"
        dismiss="Let it run"
        onConfirm={async () => {
          await stop();
          say('Stopped', 'No further site is begun.');
        }}
        onClose={() => setOpen(false)}
      >
        <Text>
          No further site is begun
          {WAITING > 0 && `, and what waits stays as it is: ${count(WAITING, 'site')}`}.{' '}
          {DEPLOYING > 0 && `What is under way goes on to its end: ${count(DEPLOYING, 'deployment')}. `}
          It can be resumed at any time.
        </Text>
      </ConfirmDialog>
    </>
  );
}

function Resume({ upgrade: { id, waves } }: Props) {
  const [open, setOpen] = useState(false);
  const [resume] = useMutation(ResumeUpgrade, { variables: { id } });
  const { WAITING, FAILED } = totalOf(waves);
  return (
    <>
      <PermissionGate scope="registry:write">
        <Button size="sm" colorPalette="brand" onClick={() => setOpen(true)}>
          <LuPlay /> Resume
        </Button>
      </PermissionGate>
      <ReasonDialog
        open={open}
        title="Resume the upgrade?"
        confirm="Resume"
        isGrave={false}
        onConfirm={async () => {
          await resume();
          say('Resumed', 'It goes on with the sites that wait.');
        }}
        onClose={() => setOpen(false)}
      >
        It goes on with the sites that wait: {count(WAITING, 'site')}.
        {FAILED > 0 && ' What has failed so far counts no more, and is not tried again.'}
      </ReasonDialog>
    </>
  );
}

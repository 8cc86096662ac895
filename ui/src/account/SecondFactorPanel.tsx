import { useMutation } from '@apollo/client/react';
import { Button, Flex, HStack, Stack, Text } from '@chakra-ui/react';
import { useState } from 'react';
import { LuKeyRound, LuShieldCheck, LuShieldOff } from 'react-icons/lu';
import { Panel } from '../Panel.tsx';
import { ViewerQuery } from '../session/documents.ts';
import { useViewer } from '../session/SessionContext.tsx';
import { StatusBadge } from '../StatusBadge.tsx';
import { say } from '../Toaster.tsx';
import { DisableMfa, RenewRecoveryCodes } from './documents.ts';
import { MfaSetUp } from './MfaSetUp.tsx';
import { PasswordDialog } from './PasswordDialog.tsx';
import { RecoveryCodesDialog } from './RecoveryCodes.tsx';

type Going = 'set up' | 'renew' | 'disable' | null;

/** Whether signing in asks for a code too, and everything that changes that. */
export function SecondFactorPanel() {
  const { mfaEnabled, recoveryCodesLeft } = useViewer();
  const [going, setGoing] = useState<Going>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const [renew] = useMutation(RenewRecoveryCodes, { refetchQueries: [ViewerQuery] });
  const [disable] = useMutation(DisableMfa, { refetchQueries: [ViewerQuery] });
  const stop = () => setGoing(null);

  async function renewCodes(password: string) {
    const { data } = await renew({ variables: { input: { password } } });
    setCodes(data!.renewRecoveryCodes.codes);
    stop();
  }
  async function switchOff(password: string) {
    await disable({ variables: { input: { password } } });
    stop();
    say('The second factor is off');
  }
  return (
    <Panel
      title="Second factor"
      aside={
        <StatusBadge
          size="sm"
          state={mfaEnabled ? { label: 'On', tone: 'green' } : { label: 'Off', tone: 'gray', mark: 'ring' }}
        />
      }
    >
      <Stack gap="3" borderTopWidth="1px" p="4">
        <Text textStyle="sm" color="fg.muted">
          {mfaEnabled
            ? 'Signing in asks for a code of your authenticator app. A password that somebody else has found is then not enough.'
            : 'With a code of your phone’s authenticator app, a password that somebody else has found is not enough to be you.'}
        </Text>
        {mfaEnabled && <CodesLeft count={recoveryCodesLeft ?? 0} />}
        <Flex gap="2" wrap="wrap">
          {mfaEnabled ? (
            <>
              <Button size="sm" variant="outline" onClick={() => setGoing('renew')}>
                <LuKeyRound /> New recovery codes
              </Button>
              <Button size="sm" variant="outline" colorPalette="red" onClick={() => setGoing('disable')}>
                <LuShieldOff /> Switch off
              </Button>
            </>
          ) : (
            <Button size="sm" colorPalette="brand" onClick={() => setGoing('set up')}>
              <LuShieldCheck /> Set up
            </Button>
          )}
        </Flex>
      </Stack>
      <MfaSetUp open={going === 'set up'} onClose={stop} />
      <PasswordDialog
        open={going === 'renew'}
        title="New recovery codes?"
        confirm="Make new codes"
        onConfirm={renewCodes}
        onClose={stop}
      >
        The codes that you have now stop working at once.
      </PasswordDialog>
      <PasswordDialog
        open={going === 'disable'}
        title="Switch the second factor off?"
        confirm="Switch it off"
        danger
        onConfirm={switchOff}
        onClose={stop}
      >
        From then on, your password alone is enough to sign in. Your recovery codes are gone too.
      </PasswordDialog>
      <RecoveryCodesDialog codes={codes} onKept={() => setCodes(null)} />
    </Panel>
  );
}

function CodesLeft({ count }: { count: number }) {
  const few = count < 3;
  return (
    <HStack gap="2" textStyle="sm" color={few ? 'orange.fg' : 'fg'}>
      <LuKeyRound aria-hidden />
      {count === 0
        ? 'No recovery code is left. Make new ones, or a lost phone locks you out.'
        : `${count} recovery ${count === 1 ? 'code is' : 'codes are'} left${few ? '; make new ones soon' : ''}.`}
    </HStack>
  );
}

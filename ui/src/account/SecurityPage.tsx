import { Grid, Stack } from '@chakra-ui/react';
import { Page } from '../Page.tsx';
import { useViewer } from '../session/SessionContext.tsx';
import { EmptyState } from '../EmptyState.tsx';
import { LuUserRound } from 'react-icons/lu';
import { ChangePasswordPanel } from './ChangePasswordPanel.tsx';
import { ProfilePanel } from './ProfilePanel.tsx';
import { SecondFactorPanel } from './SecondFactorPanel.tsx';
import { SessionsPanel } from './SessionsPanel.tsx';

/** One's own account: who one is, how one signs in, and where one is signed in. */
export function SecurityPage() {
  const { acting, scopes } = useViewer();
  const hasAccount = scopes.includes('account:write') && !acting;
  return (
    <Page title="Account and security" tab="Security">
      {hasAccount ? (
        <>
          <Grid templateColumns={{ base: 'minmax(0, 1fr)', lg: 'repeat(2, minmax(0, 1fr))' }} gap="4">
            <Stack gap="4" minW="0">
              <ProfilePanel />
              <SecondFactorPanel />
            </Stack>
            <ChangePasswordPanel />
          </Grid>
          <SessionsPanel />
        </>
      ) : (
        <EmptyState icon={<LuUserRound />} title="Not while you act for a customer">
          Your own account is looked after in your own session. End this one first.
        </EmptyState>
      )}
    </Page>
  );
}

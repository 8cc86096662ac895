import { Stack } from '@chakra-ui/react';
import { SchedulePanel } from '../drift/SchedulePanel.tsx';
import { useMay } from '../session/SessionContext.tsx';
import { ApprovalPolicyPanel } from './ApprovalPolicyPanel.tsx';
import { useSite } from './SitePage.tsx';

/** What is decided once for every deployment of the site. */
export function SettingsTab() {
  const site = useSite();
  const readDeployments = useMay('deployments:read');
  return (
    <Stack gap="4" maxW="840px">
      <ApprovalPolicyPanel site={site} />
      {readDeployments && <SchedulePanel siteId={site.id} />}
    </Stack>
  );
}

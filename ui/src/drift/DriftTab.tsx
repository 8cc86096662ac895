import { Stack } from '@chakra-ui/react';
import { useSite } from '../sites/SitePage.tsx';
import { ChecksTable } from './ChecksTable.tsx';
import { DriftPanel } from './DriftPanel.tsx';
import { SchedulePanel } from './SchedulePanel.tsx';

/** Whether what exists is still what was built, what to do when it is not, and when that is looked at. */
export function DriftTab() {
  const site = useSite();
  return (
    <Stack gap="4">
      <DriftPanel site={site} />
      <SchedulePanel siteId={site.id} />
      <ChecksTable siteId={site.id} name={site.name} />
    </Stack>
  );
}

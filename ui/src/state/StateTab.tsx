import { Stack } from '@chakra-ui/react';
import { useSite } from '../sites/SitePage.tsx';
import { HoldersPanel } from './HoldersPanel.tsx';
import { VersionsPanel } from './VersionsPanel.tsx';

/** Terraform's record of what exists: who holds it, and every version of it. */
export function StateTab() {
  const site = useSite();
  return (
    <Stack gap="4">
      <HoldersPanel siteId={site.id} />
      <VersionsPanel site={site} />
    </Stack>
  );
}

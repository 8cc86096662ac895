import { useMutation } from '@apollo/client/react';
import { Stack, Text } from '@chakra-ui/react';
import { ReasonDialog } from '../ReasonDialog.tsx';
import { nameIn } from '../sites/environments.ts';
import type { SiteDetail } from '../sites/SitePage.tsx';
import { say } from '../Toaster.tsx';
import { RestoreStateVersion, StateVersionsQuery } from './documents.ts';

type Props = { site: SiteDetail; version: number | null; onClose: () => void };

/** Makes an older version the newest one, with a reason that is kept. */
export function RestoreDialog({ site, version, onClose }: Props) {
  const [restore] = useMutation(RestoreStateVersion, { refetchQueries: [StateVersionsQuery] });
  return (
    <ReasonDialog
      open={version !== null}
      title={`Restore version ${version ?? ''} of the state of ${nameIn(site)}?`}
      confirm="Restore it"
      isGrave
      hint="It is kept in the audit log."
      onConfirm={async (reason) => {
        if (version === null) return;
        const { data } = await restore({ variables: { input: { siteId: site.id, version, reason } } });
        if (data)
          say(`Version ${version} is the newest again`, `As version ${data.restoreStateVersion.version}.`);
      }}
      onClose={onClose}
    >
      <Stack gap="2">
        <Text>
          Terraform will believe what this version says. Nothing that exists is changed now; the next
          deployment plans from it.
        </Text>
        <Text>
          What was built since is not in it: Terraform would build that once more, and no longer knows how to
          remove it. The present version stays in the list.
        </Text>
      </Stack>
    </ReasonDialog>
  );
}

import { useMutation } from '@apollo/client/react';
import { Button, Stack, Text } from '@chakra-ui/react';
import { useState } from 'react';
import { LuCheckCheck, LuUndo2 } from 'react-icons/lu';
import { useNavigate } from 'react-router';
import { ActivityQuery } from '../deployments/documents.ts';
import { PermissionGate } from '../PermissionGate.tsx';
import { usePortal } from '../portal.tsx';
import { ReasonDialog } from '../ReasonDialog.tsx';
import { nameIn } from '../sites/environments.ts';
import type { SiteDetail } from '../sites/SitePage.tsx';
import { AdoptDrift, ReconcileDrift } from './documents.ts';

type Props = { site: SiteDetail; refused: string | null };

/** Brings back what was built. */
export function ReconcileButton({ site, refused }: Props) {
  const [asking, setAsking] = useState(false);
  const { paths } = usePortal();
  const navigate = useNavigate();
  const [reconcile] = useMutation(ReconcileDrift, {
    variables: { siteId: site.id },
    refetchQueries: [ActivityQuery],
  });
  async function go() {
    const { data } = await reconcile();
    if (data) void navigate(paths.deployment(data.reconcileDrift));
  }
  return (
    <>
      <PermissionGate scope="deployments:write" refused={refused}>
        <Button size="sm" colorPalette="brand" onClick={() => setAsking(true)}>
          <LuUndo2 /> Reconcile
        </Button>
      </PermissionGate>
      <ReasonDialog
        open={asking}
        title={`Bring ${nameIn(site)} back to what was built?`}
        confirm="Reconcile"
        isGrave={false}
        onConfirm={go}
        onClose={() => setAsking(false)}
      >
        <Stack gap="2">
          <Text>
            What was built last is queued once more: what is gone is made again, and what somebody has changed
            by hand is overwritten.
          </Text>
          <Text>Changes of the configuration that are saved but not deployed stay undeployed.</Text>
        </Stack>
      </ReasonDialog>
    </>
  );
}

/** Takes what exists for what was meant. */
export function AdoptButton({ site, refused }: Props) {
  const [asking, setAsking] = useState(false);
  const { paths } = usePortal();
  const navigate = useNavigate();
  const [adopt] = useMutation(AdoptDrift, {
    variables: { siteId: site.id },
    refetchQueries: [ActivityQuery],
  });
  async function go() {
    const { data } = await adopt();
    if (data) void navigate(paths.deployment(data.adoptDrift));
  }
  return (
    <>
      <PermissionGate scope="deployments:write" refused={refused}>
        <Button size="sm" variant="outline" onClick={() => setAsking(true)}>
          <LuCheckCheck /> Adopt
        </Button>
      </PermissionGate>
      <ReasonDialog
        open={asking}
        title={`Take what exists of ${nameIn(site)} for what was meant?`}
        confirm="Adopt what exists"
        isGrave
        onConfirm={go}
        onClose={() => setAsking(false)}
      >
        <Stack gap="2">
          <Text>
            The state is brought up to what exists, and nothing else is changed: what was edited by hand stays
            edited, and what is gone stays gone.
          </Text>
          <Text>
            The configuration is not changed. Where it says something else, the next ordinary deployment
            brings that back.
          </Text>
        </Stack>
      </ReasonDialog>
    </>
  );
}

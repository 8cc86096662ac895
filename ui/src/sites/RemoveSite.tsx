import { useMutation } from '@apollo/client/react';
import { Button, Flex, Stack, Text } from '@chakra-ui/react';
import { useState } from 'react';
import { LuTrash2 } from 'react-icons/lu';
import { useNavigate } from 'react-router';
import { ConfirmDialog } from '../ConfirmDialog.tsx';
import { ActivityQuery } from '../deployments/documents.ts';
import type { SiteRowFragment } from '../generated/graphql.ts';
import { Panel } from '../Panel.tsx';
import { PermissionGate } from '../PermissionGate.tsx';
import { usePortal } from '../portal.tsx';
import { say } from '../Toaster.tsx';
import { DeleteSite } from './documents.ts';

export function RemoveSite({ site }: { site: SiteRowFragment }) {
  const [asking, setAsking] = useState(false);
  const { paths } = usePortal();
  const navigate = useNavigate();
  const [deleteSite] = useMutation(DeleteSite, {
    variables: { id: site.id },
    refetchQueries: [ActivityQuery],
  });
  const built = site.status !== 'PENDING' || site.latestDeployment !== null;

  async function remove() {
    const { data } = await deleteSite();
    const removal = data?.deleteSite.latestDeployment;
    if (removal?.type === 'DELETE') {
      void navigate(paths.deployment({ id: removal.id, site }));
    } else {
      say(`${site.name} is gone`);
      void navigate(paths.sites);
    }
  }
  return (
    <Panel title="Remove this site">
      <Flex borderTopWidth="1px" p="4" gap="4" justify="space-between" align="center" wrap="wrap">
        <Text textStyle="sm" color="fg.muted" flex="1 1 280px">
          Destroys everything that {site.name} is made of. This cannot be undone.
        </Text>
        <PermissionGate scope="sites:write">
          <Button
            size="sm"
            variant="outline"
            colorPalette="red"
            disabled={site.status === 'DELETING'}
            onClick={() => setAsking(true)}
          >
            <LuTrash2 /> Remove site
          </Button>
        </PermissionGate>
      </Flex>
      <ConfirmDialog
        open={asking}
        title={`Remove ${site.name}?`}
        confirm="Remove the site"
        typed={site.name}
        onConfirm={remove}
        onClose={() => setAsking(false)}
      >
        <Stack gap="2">
          <Text>
            {built
              ? `Terraform destroys all that this site is made of in ${site.region}. Visitors will no longer reach it${site.url ? ` at ${site.url}` : ''}.`
              : 'It was never built, so it is gone at once.'}
          </Text>
          <Text>Its content and configuration go with it.</Text>
        </Stack>
      </ConfirmDialog>
    </Panel>
  );
}

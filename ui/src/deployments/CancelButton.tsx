import { useMutation } from '@apollo/client/react';
import { Button } from '@chakra-ui/react';
import { useState } from 'react';
import { LuX } from 'react-icons/lu';
import { ConfirmDialog } from '../ConfirmDialog.tsx';
import type { DeploymentDetailFragment } from '../generated/graphql.ts';
import { PermissionGate } from '../PermissionGate.tsx';
import { say } from '../Toaster.tsx';
import { nameIn } from '../sites/environments.ts';
import { isWaiting } from './Approval.tsx';
import { CancelDeployment } from './documents.ts';

export function CancelButton({ deployment }: { deployment: DeploymentDetailFragment }) {
  const [asking, setAsking] = useState(false);
  const [asked, setAsked] = useState(false);
  const [cancel] = useMutation(CancelDeployment, { variables: { id: deployment.id } });
  const queued = deployment.status === 'QUEUED';

  async function confirm() {
    await cancel();
    setAsked(true);
    say(queued || isWaiting(deployment) ? 'The deployment is cancelled' : 'Terraform is being asked to stop');
  }
  return (
    <>
      <PermissionGate scope="deployments:write">
        <Button
          size="sm"
          variant="outline"
          colorPalette="red"
          loading={asked}
          loadingText="Stopping"
          onClick={() => setAsking(true)}
        >
          <LuX /> Cancel
        </Button>
      </PermissionGate>
      <ConfirmDialog
        open={asking}
        title={`Cancel deployment #${deployment.number} of ${nameIn(deployment.site)}?`}
        confirm="Cancel the deployment"
        dismiss="Let it run"
        onConfirm={confirm}
        onClose={() => setAsking(false)}
      >
        {queued || isWaiting(deployment)
          ? 'It has not begun to change anything, and will not. You can deploy again at any time.'
          : 'Terraform is interrupted and finishes the step that it is at. What it has built by then stays; the next deployment goes on from there.'}
      </ConfirmDialog>
    </>
  );
}

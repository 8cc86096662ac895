import { useMutation } from '@apollo/client/react';
import { Alert, Button, HStack, Text } from '@chakra-ui/react';
import { useState } from 'react';
import { LuCheck, LuX } from 'react-icons/lu';
import type { DeploymentDetailFragment } from '../generated/graphql.ts';
import { PermissionGate } from '../PermissionGate.tsx';
import { ReasonDialog } from '../ReasonDialog.tsx';
import { Duration, RelativeTime } from '../RelativeTime.tsx';
import { say, sayFailure } from '../Toaster.tsx';
import { nameIn } from '../sites/environments.ts';
import { ApproveDeployment, RejectDeployment } from './documents.ts';
import { sayPlan } from './PlanCounts.tsx';

type Props = { deployment: DeploymentDetailFragment };

export const isWaiting = ({ status, phase }: DeploymentDetailFragment): boolean =>
  status === 'RUNNING' && phase === 'AWAITING_APPROVAL';

/** What waits and since when, with both decisions; once there is one, who made it, when and why. */
export function Approval({ deployment }: Props) {
  if (isWaiting(deployment)) return <Waiting deployment={deployment} />;
  if (deployment.approval?.decision) return <Decision deployment={deployment} />;
  return null;
}

function Waiting({ deployment }: Props) {
  const { id, number, site, plan, phases } = deployment;
  const [rejecting, setRejecting] = useState(false);
  const [approve, { loading }] = useMutation(ApproveDeployment, { variables: { id } });
  const [reject] = useMutation(RejectDeployment);
  const since = phases.findLast(({ phase }) => phase === 'AWAITING_APPROVAL')?.startedAt;

  async function confirm() {
    try {
      await approve();
      say('Approved', 'Exactly this plan is applied now.');
    } catch (error) {
      sayFailure('The plan was not approved', error);
    }
  }
  return (
    <Alert.Root status="warning" borderWidth="1px" rounded="lg" alignItems="flex-start" flexWrap="wrap">
      <Alert.Indicator mt="0.5" />
      <Alert.Content gap="1" flex="1 1 280px">
        <Alert.Title>This plan waits for approval</Alert.Title>
        <Alert.Description>
          {plan && sayPlan(plan)}
          {since && (
            <>
              {' '}
              Nothing is changed until somebody decides; it has waited for <Duration from={since} />.
            </>
          )}
        </Alert.Description>
      </Alert.Content>
      <HStack gap="2" wrap="wrap">
        <PermissionGate scope="deployments:approve">
          <Button
            size="sm"
            variant="outline"
            colorPalette="gray"
            bg="bg.panel"
            onClick={() => setRejecting(true)}
          >
            <LuX /> Reject
          </Button>
        </PermissionGate>
        <PermissionGate scope="deployments:approve">
          <Button size="sm" colorPalette="brand" loading={loading} onClick={() => void confirm()}>
            <LuCheck /> Approve
          </Button>
        </PermissionGate>
      </HStack>
      <ReasonDialog
        open={rejecting}
        title={`Reject deployment #${number} of ${nameIn(site)}?`}
        confirm="Reject the plan"
        isGrave
        hint="Whoever asked for the deployment reads this."
        onConfirm={async (reason) => {
          await reject({ variables: { id, reason } });
          say('Rejected', 'Nothing was changed.');
        }}
        onClose={() => setRejecting(false)}
      >
        The deployment ends here, and nothing is changed. It can be asked for again at any time.
      </ReasonDialog>
    </Alert.Root>
  );
}

function Decision({ deployment: { approval } }: Props) {
  const { decision, decidedBy, decidedAt, reason } = approval!;
  const approved = decision === 'APPROVED';
  return (
    <Alert.Root
      status={approved ? 'success' : 'warning'}
      size="sm"
      borderWidth="1px"
      rounded="lg"
      alignItems="flex-start"
    >
      <Alert.Indicator mt="0.5" />
      <Alert.Content gap="0.5">
        <Alert.Title>
          {approved ? 'Approved' : 'Rejected'} by {decidedBy?.email ?? 'somebody who left'}
          {decidedAt && (
            <Text as="span" fontWeight="normal">
              , <RelativeTime at={decidedAt} />
            </Text>
          )}
        </Alert.Title>
        {reason && <Alert.Description overflowWrap="anywhere">{reason}</Alert.Description>}
      </Alert.Content>
    </Alert.Root>
  );
}

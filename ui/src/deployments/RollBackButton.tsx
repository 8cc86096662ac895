import { useMutation, useQuery } from '@apollo/client/react';
import { Button, Stack, Text } from '@chakra-ui/react';
import { useState } from 'react';
import { LuUndo2 } from 'react-icons/lu';
import { Link, useNavigate } from 'react-router';
import { Checkbox } from '../Checkbox.tsx';
import { Consequence, DialogForm } from '../DialogForm.tsx';
import { DialogFrame } from '../DialogFrame.tsx';
import { ErrorState } from '../ErrorState.tsx';
import type { DeploymentDetailFragment } from '../generated/graphql.ts';
import { PermissionGate } from '../PermissionGate.tsx';
import { usePortal } from '../portal.tsx';
import { nameIn } from '../sites/environments.ts';
import { OrderChanges, ComparisonGhost } from './Comparison.tsx';
import { ActivityQuery, ComparisonQuery, DeploymentsQuery, RollBackSite } from './documents.ts';

type Props = { deployment: DeploymentDetailFragment };

/** Puts the site back to what this deployment had built, once the differences have been seen. */
export function RollBackButton({ deployment }: Props) {
  const [open, setOpen] = useState(false);
  const { number, site } = deployment;
  const close = () => setOpen(false);
  return (
    <>
      <PermissionGate scope="deployments:write">
        <Button size="sm" variant="outline" onClick={() => setOpen(true)}>
          <LuUndo2 /> Roll back to this
        </Button>
      </PermissionGate>
      <DialogFrame
        isQuestion
        open={open}
        size="lg"
        title={`Roll ${nameIn(site)} back to #${number}?`}
        onClose={close}
      >
        <Question deployment={deployment} onClose={close} />
      </DialogFrame>
    </>
  );
}

function Question({ deployment, onClose }: Props & { onClose: () => void }) {
  const { id, number, site } = deployment;
  const { paths } = usePortal();
  const navigate = useNavigate();
  const [requireApproval, setRequireApproval] = useState(false);
  const [rollBack] = useMutation(RollBackSite, { refetchQueries: [ActivityQuery] });

  async function go() {
    const { data } = await rollBack({
      variables: { input: { siteId: site.id, deploymentId: id, requireApproval } },
    });
    if (!data) return;
    onClose();
    void navigate(paths.deployment(data.rollBackSite));
  }
  return (
    <DialogForm confirm={`Roll back to #${number}`} danger fields={[]} onSubmit={go} onClose={onClose}>
      {() => (
        <>
          <Consequence>
            The order becomes again what #{number} had built, and a new deployment makes it so. Secrets stay
            as they are now.
          </Consequence>
          <Differences deployment={deployment} />
          <Checkbox checked={requireApproval} onChange={setRequireApproval}>
            Plan only, and wait for approval before anything is changed
          </Checkbox>
        </>
      )}
    </DialogForm>
  );
}

/** From what runs now to what will run. */
function Differences({ deployment }: Props) {
  const { id, number, site } = deployment;
  const { paths } = usePortal();
  const newest = useQuery(DeploymentsQuery, {
    variables: { first: 1, filter: { siteId: site.id, status: 'COMPLETED' } },
    fetchPolicy: 'network-only',
  });
  const from = newest.data?.deployments.edges[0]?.node;
  const comparison = useQuery(ComparisonQuery, {
    variables: { from: from?.id ?? '', to: id },
    skip: !from,
    fetchPolicy: 'no-cache',
  });
  const error = newest.error ?? comparison.error;
  const found = comparison.data?.deploymentComparison;
  if (error && !found) {
    const again = () => void (from ? comparison.refetch() : newest.refetch());
    return <ErrorState error={error} onRetry={again} />;
  }
  if (!found || !from) return <ComparisonGhost />;
  return (
    <Stack gap="2">
      <Text textStyle="sm" fontWeight="medium">
        What changes from #{from.number}, which runs now, to #{number}
      </Text>
      <OrderChanges changes={found.order} />
      <Text textStyle="xs" color="fg.muted">
        {found.state && sayResources(found.state.resources.length)}{' '}
        <Link
          to={`${paths.site(site.id)}/compare?from=${from.id}&to=${id}`}
          style={{ textDecoration: 'underline' }}
        >
          Compare both in full
        </Link>
      </Text>
    </Stack>
  );
}

const sayResources = (count: number): string =>
  count === 0
    ? 'No resource differs.'
    : `${count} ${count === 1 ? 'resource differs' : 'resources differ'} between what the two have left behind.`;

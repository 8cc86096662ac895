import { useMutation, useQuery } from '@apollo/client/react';
import { Stack, Text } from '@chakra-ui/react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { Checkbox } from '../Checkbox.tsx';
import { Choices } from '../Choices.tsx';
import { ComparisonGhost, OrderChanges } from '../deployments/Comparison.tsx';
import { ActivityQuery, ComparisonQuery, DeploymentsQuery } from '../deployments/documents.ts';
import { Consequence, DialogForm } from '../DialogForm.tsx';
import { DialogFrame } from '../DialogFrame.tsx';
import { ErrorState } from '../ErrorState.tsx';
import type { EnvironmentRowFragment } from '../generated/graphql.ts';
import { usePortal } from '../portal.tsx';
import { siteState } from '../status.ts';
import { PromoteSite } from './documents.ts';
import { environmentNames } from './environments.ts';

type Row = EnvironmentRowFragment;
type Props = { from: Row | null; targets: readonly Row[]; onClose: () => void };

/** Brings what runs in one environment to another, once one has seen what that changes there. */
export function PromoteDialog({ from, targets, onClose }: Props) {
  return (
    <DialogFrame
      isQuestion
      open={from !== null}
      size="lg"
      title={from ? `Promote ${inWords(from)} of ${from.name}` : ''}
      onClose={onClose}
    >
      {from && <Promote from={from} targets={targets} onClose={onClose} />}
    </DialogFrame>
  );
}

function Promote({ from, targets, onClose }: Props & { from: Row }) {
  const { paths } = usePortal();
  const navigate = useNavigate();
  const [toId, setToId] = useState(targets[0]!.id);
  const [requireApproval, setRequireApproval] = useState(false);
  const [promote] = useMutation(PromoteSite, { refetchQueries: [ActivityQuery] });
  const to = targets.find(({ id }) => id === toId) ?? targets[0]!;

  async function go() {
    const { data } = await promote({
      variables: { input: { siteId: from.id, toSiteId: to.id, requireApproval } },
    });
    if (!data) return;
    onClose();
    void navigate(paths.deployment(data.promoteSite));
  }
  return (
    <DialogForm confirm={`Promote to ${inWords(to)}`} fields={['toSiteId']} onSubmit={go} onClose={onClose}>
      {({ toSiteId: problem }) => (
        <>
          <Consequence>
            What runs in {inWords(from)} is ordered in the other environment, and deployed there. Size,
            variables and secrets stay each environment&apos;s own.
          </Consequence>
          <Choices
            legend="To"
            value={to.id}
            choices={targets.map((target) => ({
              value: target.id,
              name: environmentNames[target.environment],
              meaning: siteState(target.status).label,
            }))}
            problem={problem}
            onChange={setToId}
          />
          <Differences key={to.id} from={from} to={to} />
          <Checkbox checked={requireApproval} onChange={setRequireApproval}>
            Plan only, and wait for approval before anything is changed
          </Checkbox>
        </>
      )}
    </DialogForm>
  );
}

/** The newest deployment that was completed: what runs there. */
function useRunning(siteId: string) {
  const { data, error, refetch } = useQuery(DeploymentsQuery, {
    variables: { first: 1, filter: { siteId, status: 'COMPLETED' } },
    fetchPolicy: 'network-only',
  });
  return { loaded: !!data, deployment: data?.deployments.edges[0]?.node, error, refetch };
}

/** What the promotion changes in the order there: what stays each environment's own is left out. */
function Differences({ from, to }: { from: Row; to: Row }) {
  const here = useRunning(from.id);
  const there = useRunning(to.id);
  const { data, error, refetch } = useQuery(ComparisonQuery, {
    variables: { from: there.deployment?.id ?? '', to: here.deployment?.id ?? '' },
    skip: !here.deployment || !there.deployment,
    fetchPolicy: 'no-cache',
  });
  const failed = here.error ?? there.error ?? error;
  if (failed && !data) {
    const again = () => void Promise.all([here.refetch(), there.refetch(), refetch()]);
    return <ErrorState error={failed} onRetry={again} />;
  }
  if (there.loaded && !there.deployment) {
    return (
      <Text textStyle="sm" color="fg.muted">
        Nothing has been built in {inWords(to)} yet, so this is its first build.
      </Text>
    );
  }
  if (!data) return <ComparisonGhost />;
  const changes = data.deploymentComparison.order.filter(({ path }) => path.startsWith('configuration'));
  return (
    <Stack gap="2">
      <Text textStyle="sm" fontWeight="medium">
        What changes in {inWords(to)}
      </Text>
      {changes.length > 0 ? (
        <OrderChanges changes={changes} />
      ) : (
        <Text textStyle="sm" color="fg.muted">
          Nothing: both run the same configuration.
        </Text>
      )}
    </Stack>
  );
}

const inWords = ({ environment }: Row) => environmentNames[environment].toLowerCase();

import { useQuery } from '@apollo/client/react';
import { Box, Skeleton, Stack } from '@chakra-ui/react';
import { ResourceList } from '../changes/ResourceList.tsx';
import { planLooks } from '../changes/words.ts';
import { EmptyState } from '../EmptyState.tsx';
import { ErrorState } from '../ErrorState.tsx';
import type { DeploymentDetailFragment } from '../generated/graphql.ts';
import { Panel } from '../Panel.tsx';
import { RelativeTime } from '../RelativeTime.tsx';
import { LuListChecks } from 'react-icons/lu';
import { PlanQuery } from './documents.ts';
import { PlanCounts } from './PlanCounts.tsx';

/** The plan resource by resource and attribute by attribute. */
export function PlanDiff({
  deployment,
  pending,
}: {
  deployment: DeploymentDetailFragment;
  pending: boolean;
}) {
  const { id, plan } = deployment;
  return (
    <Panel
      title={
        <>
          Planned changes
          {plan && (
            <Box as="span" ms="2" fontWeight="normal" color="fg.muted" textStyle="xs">
              made <RelativeTime at={plan.plannedAt} />
            </Box>
          )}
        </>
      }
      aside={plan && <PlanCounts plan={plan} />}
      overflow="hidden"
    >
      <Box borderTopWidth="1px">
        {plan ? (
          // Another plan is another story: what was opened in the former one means nothing here.
          <Planned key={plan.plannedAt} id={id} />
        ) : (
          <EmptyState
            icon={<LuListChecks />}
            title={pending ? 'There is no plan yet' : 'There never was a plan'}
          >
            {pending
              ? 'It appears here as soon as Terraform has worked out what has to change.'
              : 'The deployment ended before Terraform had worked out what has to change.'}
          </EmptyState>
        )}
      </Box>
    </Panel>
  );
}

function Planned({ id }: { id: string }) {
  // Not through the cache: thousands of attributes would be taken apart and put together again for nothing.
  const { data, error, refetch } = useQuery(PlanQuery, { variables: { id }, fetchPolicy: 'no-cache' });
  const plan = data?.deployment?.plan;
  if (!plan && error) {
    return (
      <Box p="4">
        <ErrorState error={error} onRetry={() => void refetch()} />
      </Box>
    );
  }
  if (!plan) return <Ghost />;
  return (
    <ResourceList
      label="Planned changes"
      resources={plan.resources}
      looks={planLooks}
      leftOut={plan.resourcesLeftOut}
      empty="Nothing has to change: what exists is already as configured."
    />
  );
}

const Ghost = () => (
  <Stack gap="3" p="4" aria-busy="true" aria-label="Loading the plan">
    {['40%', '70%', '60%', '75%', '55%', '65%'].map((width) => (
      <Skeleton key={width} h="4" w={width} />
    ))}
  </Stack>
);

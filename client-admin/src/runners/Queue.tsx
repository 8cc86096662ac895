import { useApolloClient, useSubscription } from '@apollo/client/react';
import { Box, Button, Flex, Link as ChakraLink, Stack, Text } from '@chakra-ui/react';
import { useActivity } from '@hosterizer/ui/deployments/activity';
import { DeploymentTable } from '@hosterizer/ui/deployments/DeploymentTable.tsx';
import { ActivityQuery, DeploymentChanged } from '@hosterizer/ui/deployments/documents';
import { ErrorState } from '@hosterizer/ui/ErrorState.tsx';
import { Panel } from '@hosterizer/ui/Panel.tsx';
import { useState } from 'react';
import { Link } from 'react-router';
import type { JobRowFragment } from '../generated/graphql.ts';
import { JobTable } from './JobTable.tsx';
import { useQueue } from './live.ts';
import { splitQueue } from './words.ts';

/** So many jobs that wait are shown at first. */
const few = 10;

/** What runs, what waits for a runner, and what waits for somebody's approval. */
export function Queue() {
  const activity = useActivity();
  const client = useApolloClient();
  // A job that ends may leave a plan that waits for approval.
  const { data, error, refetch } = useQueue(() => void client.refetchQueries({ include: [ActivityQuery] }));
  const approvals = activity.running.filter(({ phase }) => phase === 'AWAITING_APPROVAL');
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) {
    return (
      <Panel title="Running" overflow="hidden">
        <JobTable label="Running" of="running" jobs={undefined} />
      </Panel>
    );
  }

  const { running, waiting } = splitQueue(data.queue);
  const isQuiet = running.length + waiting.length + approvals.length === 0;
  return (
    <Stack gap="4">
      {approvals.length > 0 && (
        <Panel title={`Waiting for approval: ${approvals.length}`} overflow="hidden">
          <DeploymentTable label="Waiting for approval" rows={approvals} />
        </Panel>
      )}
      {running.length > 0 && (
        <Panel title={`Running: ${running.length}`} aside={<ToRunners />} overflow="hidden">
          <JobTable label="Running" of="running" jobs={running} />
          {running.map(({ deployment }) => deployment && <Follow key={deployment.id} id={deployment.id} />)}
        </Panel>
      )}
      {waiting.length > 0 && <Waiting jobs={waiting} aside={running.length === 0 && <ToRunners />} />}
      {isQuiet && (
        <Panel>
          <Flex justify="space-between" gap="3" px="4" py="3" wrap="wrap">
            <Text textStyle="sm" color="fg.muted">
              Nothing runs, and nothing waits.
            </Text>
            <ToRunners />
          </Flex>
        </Panel>
      )}
    </Stack>
  );
}

function Waiting({ jobs, aside }: { jobs: readonly JobRowFragment[]; aside: React.ReactNode }) {
  const [all, setAll] = useState(false);
  const shown = all ? jobs : jobs.slice(0, few);
  return (
    <Panel title={`Waiting for a runner: ${jobs.length}`} aside={aside} overflow="hidden">
      <JobTable label="Waiting for a runner" of="waiting" jobs={shown} />
      {jobs.length > few && (
        <Box borderTopWidth="1px" px="4" py="2">
          <Button size="xs" variant="ghost" onClick={() => setAll(!all)} aria-expanded={all}>
            {all ? `Show the first ${few}` : `Show all ${jobs.length}`}
          </Button>
        </Box>
      )}
    </Panel>
  );
}

const ToRunners = () => (
  <ChakraLink asChild textStyle="sm" color="brand.fg">
    <Link to="/runners">Runners</Link>
  </ChakraLink>
);

/** Keeps a running deployment's phase as it is now: the queue only moves when a job begins or ends. */
function Follow({ id }: { id: string }) {
  useSubscription(DeploymentChanged, { variables: { id }, ignoreResults: true });
  return null;
}

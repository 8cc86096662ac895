import { useQuery } from '@apollo/client/react';
import { Box, Button, HStack, Skeleton, Stack, Text } from '@chakra-ui/react';
import { useMemo } from 'react';
import { Breakable } from '../changes/Breakable.tsx';
import { groupResources, splitAddress, type Addressed } from '../changes/group.ts';
import { planLooks } from '../changes/words.ts';
import { ErrorState } from '../ErrorState.tsx';
import type { DeploymentDetailFragment } from '../generated/graphql.ts';
import { Panel } from '../Panel.tsx';
import { PlannedQuery } from './documents.ts';
import { PlanCounts } from './PlanCounts.tsx';

type Props = { deployment: DeploymentDetailFragment; pending: boolean; onOpen: () => void };

/** What Terraform is going to change, counted first, then by action and address. */
export function PlanSummary({ deployment, pending, onOpen }: Props) {
  const { id, plan } = deployment;
  return (
    <Panel title="Plan" aside={plan && <PlanCounts plan={plan} />}>
      <Box borderTopWidth="1px" px="4" py="3">
        {plan && <Planned key={plan.plannedAt} id={id} onOpen={onOpen} />}
        {!plan && pending && (
          <Stack gap="2.5">
            <Skeleton h="3" w="80%" />
            <Skeleton h="3" w="60%" />
            <Text textStyle="xs" color="fg.muted">
              The plan appears as soon as Terraform has made it.
            </Text>
          </Stack>
        )}
        {!plan && !pending && (
          <Text textStyle="sm" color="fg.muted">
            The deployment ended before there was a plan.
          </Text>
        )}
      </Box>
    </Panel>
  );
}

/** So many addresses at most: the rest is in the plan itself. */
const shownAtMost = 40;

function Planned({ id, onOpen }: { id: string; onOpen: () => void }) {
  const { data, error, refetch } = useQuery(PlannedQuery, { variables: { id }, fetchPolicy: 'no-cache' });
  const resources = data?.deployment?.plan?.resources;
  if (error && !resources) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!resources) {
    return (
      <Stack gap="2.5" aria-busy="true">
        <Skeleton h="3" w="80%" />
        <Skeleton h="3" w="60%" />
      </Stack>
    );
  }
  if (resources.length === 0) {
    return (
      <Text textStyle="sm" color="fg.muted">
        Nothing has to change: what exists is already as configured.
      </Text>
    );
  }
  return (
    <Stack gap="3">
      <Groups resources={resources} />
      <Button size="xs" variant="outline" onClick={onOpen}>
        See what changes in each
      </Button>
    </Stack>
  );
}

function Groups({ resources }: { resources: readonly Addressed[] }) {
  const groups = useMemo(() => groupResources(resources), [resources]);
  let left = shownAtMost;
  return (
    <Stack
      gap="3"
      maxH="360px"
      overflowY="auto"
      tabIndex={0}
      role="group"
      aria-label="Planned changes"
      rounded="sm"
    >
      {groups.map(({ action, count, modules }) => {
        const shown = modules.flatMap((module) => module.resources).slice(0, left);
        left -= shown.length;
        return (
          <Stack key={action} gap="1" colorPalette={planLooks[action].tone}>
            <Text textStyle="xs" fontWeight="medium" color="fg.muted">
              {planLooks[action].word} {count > 1 && `(${count.toLocaleString('en')})`}
            </Text>
            <Stack as="ul" gap="1" listStyleType="none">
              {shown.map(({ address }) => (
                <Resource key={address} address={address} sign={planLooks[action].sign} />
              ))}
            </Stack>
            {shown.length < count && (
              <Text textStyle="xs" color="fg.muted">
                and {(count - shown.length).toLocaleString('en')} more
              </Text>
            )}
          </Stack>
        );
      })}
    </Stack>
  );
}

function Resource({ address, sign }: { address: string; sign: string }) {
  const { module, name } = splitAddress(address);
  return (
    <HStack as="li" gap="2" align="baseline" fontFamily="mono" textStyle="xs" title={address}>
      <Text as="span" fontWeight="bold" color="colorPalette.fg" aria-hidden w="1.5ch" flexShrink={0}>
        {sign}
      </Text>
      <Text as="span" overflowWrap="anywhere" minW="0">
        <Text as="span" color="fg.muted">
          <Breakable text={module} />
        </Text>
        <Breakable text={name} />
      </Text>
    </HStack>
  );
}

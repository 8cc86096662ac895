import { Badge, Box, chakra, HStack, Skeleton, Stack, Text } from '@chakra-ui/react';
import { Fragment } from 'react';
import type { DeploymentDetailFragment, PlannedAction } from '../generated/graphql.ts';
import { Panel } from '../Panel.tsx';
import { groupPlan, splitAddress, type PlanGroup } from './plan.ts';

const looks: Record<PlannedAction, { sign: string; tone: string; word: string }> = {
  CREATE: { sign: '+', tone: 'green', word: 'Create' },
  UPDATE: { sign: '~', tone: 'orange', word: 'Change' },
  REPLACE: { sign: '±', tone: 'purple', word: 'Replace' },
  DELETE: { sign: '−', tone: 'red', word: 'Destroy' },
  READ: { sign: '?', tone: 'gray', word: 'Read' },
};

type Plan = DeploymentDetailFragment['plan'];

/** What Terraform is going to change, counted first, then by action and address. */
export function PlanSummary({ plan, pending }: { plan: Plan; pending: boolean }) {
  const groups = plan ? groupPlan(plan.resources) : [];
  return (
    <Panel title="Plan" aside={plan && <Counts plan={plan} />}>
      <Box borderTopWidth="1px" px="4" py="3">
        {plan && groups.length > 0 && <Groups groups={groups} />}
        {plan && groups.length === 0 && (
          <Text textStyle="sm" color="fg.muted">
            Nothing has to change: what exists is already as configured.
          </Text>
        )}
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

function Counts({ plan }: { plan: NonNullable<Plan> }) {
  const counts = [
    ['green', '+', plan.add, 'to create'],
    ['orange', '~', plan.change, 'to change'],
    ['red', '−', plan.destroy, 'to destroy'],
  ] as const;
  return (
    <HStack gap="1.5">
      {counts.map(([tone, sign, count, words]) => (
        <Badge
          key={sign}
          colorPalette={count > 0 ? tone : 'gray'}
          color={count > 0 ? 'colorPalette.fg' : 'fg.muted'}
          fontVariantNumeric="tabular-nums"
          fontWeight="semibold"
        >
          {sign}
          {count}
          <chakra.span srOnly> {words}</chakra.span>
        </Badge>
      ))}
    </HStack>
  );
}

function Groups({ groups }: { groups: readonly PlanGroup[] }) {
  return (
    <Stack
      gap="3"
      maxH="420px"
      overflowY="auto"
      tabIndex={0}
      role="group"
      aria-label="Planned changes"
      rounded="sm"
    >
      {groups.map(({ action, resources }) => (
        <Stack key={action} gap="1" colorPalette={looks[action].tone}>
          <Text textStyle="xs" fontWeight="medium" color="fg.muted">
            {looks[action].word} {resources.length > 1 && `(${resources.length})`}
          </Text>
          <Stack as="ul" gap="1" listStyleType="none">
            {resources.map(({ address }) => (
              <Resource key={address} address={address} sign={looks[action].sign} />
            ))}
          </Stack>
        </Stack>
      ))}
    </Stack>
  );
}

/** An address that breaks after its dots, before it breaks anywhere else. */
function Breakable({ text }: { text: string }) {
  return text.split(/(?<=\.)/).map((part, index) => (
    <Fragment key={index}>
      {part}
      <wbr />
    </Fragment>
  ));
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

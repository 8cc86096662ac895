import { Alert, Badge, Box, Flex, Heading, HStack, Link as ChakraLink, Stack, Text } from '@chakra-ui/react';
import { Facts } from '@hosterizer/ui/Facts.tsx';
import { usePortal } from '@hosterizer/ui/portal.tsx';
import { Duration, RelativeTime } from '@hosterizer/ui/RelativeTime.tsx';
import { StatusBadge } from '@hosterizer/ui/StatusBadge.tsx';
import { Link } from 'react-router';
import type { JobRowFragment, RunnerRowFragment } from '../generated/graphql.ts';
import { jobPath } from './JobTable.tsx';
import { kindNames, runnerState, subjectOf } from './words.ts';

/** One runner: whether it works, what it can do, and what it does now. */
export function RunnerCard({ runner }: { runner: RunnerRowFragment }) {
  const { name, pool, labels, status, unable, terraformVersion, slots, seenAt, jobs } = runner;
  const isAway = status === 'OFFLINE';
  return (
    <Stack
      as="li"
      aria-label={name}
      gap="0"
      bg={isAway ? 'bg.subtle' : 'bg.panel'}
      borderWidth="1px"
      {...(isAway && { borderStyle: 'dashed' })}
      rounded="lg"
      minW="0"
    >
      <HStack justify="space-between" gap="3" px="4" pt="4" align="flex-start">
        <Heading
          as="h2"
          textStyle="sm"
          fontWeight="semibold"
          overflowWrap="anywhere"
          minW="0"
          {...(isAway && { color: 'fg.muted' })}
        >
          {name}
        </Heading>
        <StatusBadge state={runnerState(status)} size="sm" />
      </HStack>
      <Stack gap="3" px="4" py="3">
        {unable != null && (
          <Alert.Root status="error" size="sm" alignItems="flex-start">
            <Alert.Indicator />
            <Alert.Content>
              <Alert.Description overflowWrap="anywhere">{unable}</Alert.Description>
            </Alert.Content>
          </Alert.Root>
        )}
        <Facts
          facts={[
            ['Pool', pool],
            ['Slots', <Slots key="slots" used={jobs.length} all={slots} />],
            ['Terraform', terraformVersion ?? 'none'],
            ['Last seen', <RelativeTime key="seen" at={seenAt} />],
          ]}
        />
        {labels.length > 0 && (
          <Flex as="ul" aria-label="Labels" listStyleType="none" gap="1.5" wrap="wrap">
            {labels.map((label) => (
              <li key={label} style={{ maxWidth: '100%' }}>
                <Badge variant="outline" size="sm" colorPalette="gray" maxW="full" title={label}>
                  <Box as="span" truncate>
                    {label}
                  </Box>
                </Badge>
              </li>
            ))}
          </Flex>
        )}
      </Stack>
      <Box borderTopWidth="1px" px="4" py="3" mt="auto">
        {jobs.length === 0 ? (
          <Text textStyle="sm" color="fg.muted">
            {idleWords[status]}
          </Text>
        ) : (
          <Stack as="ul" aria-label="Doing now" listStyleType="none" gap="2.5">
            {jobs.map((job) => (
              <Doing key={job.id} job={job} isAway={isAway} />
            ))}
          </Stack>
        )}
      </Box>
    </Stack>
  );
}

const idleWords: Record<RunnerRowFragment['status'], string> = {
  IDLE: 'Waits for a job.',
  WORKING: 'Waits for a job.',
  DRAINING: 'Has ended what it had begun, and takes no more.',
  UNABLE: 'Takes no job until that is mended.',
  OFFLINE: 'Had nothing to do when it was seen last.',
};

function Doing({ job, isAway }: { job: JobRowFragment; isAway: boolean }) {
  const { paths } = usePortal();
  const { kind, customer, claimedAt } = job;
  return (
    <li>
      <HStack justify="space-between" gap="3" align="baseline">
        <ChakraLink asChild color="fg" fontWeight="medium" textStyle="sm" minW="0">
          <Link to={jobPath(paths, job)}>
            <Box as="span" truncate>
              {subjectOf(job)}
            </Box>
          </Link>
        </ChakraLink>
        {claimedAt && (
          <Text as="span" textStyle="xs" color="fg.muted" flexShrink={0}>
            {isAway ? 'lost' : <Duration from={claimedAt} />}
          </Text>
        )}
      </HStack>
      <Text textStyle="xs" color="fg.muted" truncate>
        {kindNames[kind]} for {customer.name}
        {isAway && '; another runner takes it over'}
      </Text>
    </li>
  );
}

/** How many are in use, as a number and as that many boxes where there is room. */
function Slots({ used, all }: { used: number; all: number }) {
  return (
    <HStack gap="2" justify="flex-end">
      {all <= 16 && (
        <HStack gap="0.5" aria-hidden>
          {Array.from({ length: all }, (_, n) => (
            <Box
              key={n}
              boxSize="2"
              rounded="2px"
              {...(n < used ? { bg: 'blue.solid' } : { borderWidth: '1px' })}
            />
          ))}
        </HStack>
      )}
      <span style={{ fontVariantNumeric: 'tabular-nums' }}>
        {used} of {all} in use
      </span>
    </HStack>
  );
}

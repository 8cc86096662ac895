import { Box, Flex, Text } from '@chakra-ui/react';
import { useActivity } from '@hosterizer/ui/deployments/activity';
import { sayPhase } from '@hosterizer/ui/deployments/phases';
import { Panel } from '@hosterizer/ui/Panel.tsx';
import { Duration } from '@hosterizer/ui/RelativeTime.tsx';
import { nameIn } from '@hosterizer/ui/sites/environments';
import { deploymentState } from '@hosterizer/ui/status';
import { StatusBadge } from '@hosterizer/ui/StatusBadge.tsx';
import { LuChevronRight } from 'react-icons/lu';
import { Link } from 'react-router';

/** What is being deployed right now; nothing when nothing is. */
export function RunningStrip() {
  const { running, queued } = useActivity();
  const all = [...running, ...queued];
  if (all.length === 0) return null;
  return (
    <Panel title="In progress" overflow="hidden">
      {all.map((deployment) => (
        <Flex
          key={deployment.id}
          asChild
          align="center"
          gap="3"
          px="4"
          h="12"
          borderTopWidth="1px"
          textStyle="sm"
          transition="background 120ms"
          _hover={{ bg: 'bg.muted' }}
        >
          <Link to={`/sites/${deployment.site.id}/deployments/${deployment.id}`}>
            <StatusBadge state={deploymentState(deployment)} size="sm" />
            <Text as="span" fontWeight="medium" truncate>
              {nameIn(deployment.site)}
            </Text>
            <Text as="span" color="fg.muted" truncate hideBelow="md">
              {sayPhase(deployment)}
            </Text>
            <Box as="span" ms="auto" color="fg.muted">
              <Duration from={deployment.createdAt} />
            </Box>
            <LuChevronRight aria-hidden />
          </Link>
        </Flex>
      ))}
    </Panel>
  );
}

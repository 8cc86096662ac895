import { Box, Code, Stack, Text } from '@chakra-ui/react';
import { CopyButton } from '@hosterizer/ui/CopyField.tsx';
import { EmptyState } from '@hosterizer/ui/EmptyState.tsx';
import { Panel } from '@hosterizer/ui/Panel.tsx';
import { LuServerOff } from 'react-icons/lu';

const steps = (pool: string) => [
  {
    title: 'On the platform: a token for it',
    command: `npm run runner:token -- builder-1${pool === 'default' ? '' : ` --pool ${pool}`}`,
  },
  {
    title: 'On its machine, which has Hosterizer and Terraform: its start',
    command: [
      `HOSTERIZER_URL=${location.origin} HOSTERIZER_RUNNER_NAME=builder-1 HOSTERIZER_RUNNER_TOKEN=… \\`,
      `  HOSTERIZER_RUNNER_DATA=/var/lib/hosterizer-runner HOSTERIZER_LOCAL=off npm run start:runner`,
    ].join('\n'),
  },
];

/** Says that no runner works for a pool, what that means, and how to start one. */
export function StartRunner({ pool = 'default' }: { pool?: string | undefined }) {
  return (
    <Panel>
      <EmptyState
        icon={<LuServerOff />}
        title={pool === 'default' ? 'No runner is here' : `No runner of the pool ${pool} is here`}
        action={
          <Stack as="ol" gap="4" w="full" maxW="640px" textAlign="start" listStyleType="none">
            {steps(pool).map(({ title, command }, index) => (
              <li key={title}>
                <Text textStyle="sm" fontWeight="medium" mb="1.5">
                  {index + 1}. {title}
                </Text>
                <Box position="relative">
                  <Code
                    display="block"
                    whiteSpace="pre-wrap"
                    overflowWrap="anywhere"
                    p="3"
                    pe="10"
                    rounded="md"
                    textStyle="xs"
                  >
                    {command}
                  </Code>
                  <Box position="absolute" top="2" insetEnd="2">
                    <CopyButton text={command} label={`Copy command ${index + 1}`} />
                  </Box>
                </Box>
              </li>
            ))}
          </Stack>
        }
      >
        Deployments are queued and wait until a runner takes them. Each one that starts appears here by
        itself.
      </EmptyState>
    </Panel>
  );
}

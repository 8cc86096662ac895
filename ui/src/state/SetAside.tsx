import { Box, Flex, Link as ChakraLink, Stack, Text } from '@chakra-ui/react';
import { Link } from 'react-router';
import type { StateHoldersQuery } from '../generated/graphql.ts';
import { Panel } from '../Panel.tsx';
import { usePortal } from '../portal.tsx';
import { RelativeTime } from '../RelativeTime.tsx';

type States = NonNullable<StateHoldersQuery['site']>['stateSetAside'];

/** States of lost runners, which may be the only record of something that exists. */
export function SetAside({ states }: { states: States }) {
  const { paths } = usePortal();
  return (
    <Panel title="Set aside" overflow="hidden">
      <Text px="4" py="3" borderTopWidth="1px" textStyle="sm" color="fg.muted">
        A runner that had been given up sent these states after its job was given to another one. They are
        kept, and the recovery makes a version of what still fits.
      </Text>
      <Stack as="ul" gap="0" listStyleType="none" aria-label="States set aside">
        {states.map(({ id, serial, createdAt, deployment, version }) => (
          <Flex
            as="li"
            key={id}
            px="4"
            py="2.5"
            gap="3"
            borderTopWidth="1px"
            textStyle="sm"
            wrap="wrap"
            justify="space-between"
          >
            <Box>
              Serial {serial}, <RelativeTime at={createdAt} />
              {deployment && (
                <>
                  {' '}
                  from{' '}
                  <ChakraLink asChild color="brand.fg">
                    <Link to={paths.deployment(deployment)}>deployment #{deployment.number}</Link>
                  </ChakraLink>
                </>
              )}
            </Box>
            <Text color="fg.muted">
              {version ? `became version ${version}` : 'not used by a recovery so far'}
            </Text>
          </Flex>
        ))}
      </Stack>
    </Panel>
  );
}

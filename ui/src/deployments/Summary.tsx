import { Box, Flex, Link as ChakraLink } from '@chakra-ui/react';
import { Link } from 'react-router';
import { CopyField } from '../CopyField.tsx';
import { Facts } from '../Facts.tsx';
import type { DeploymentDetailFragment } from '../generated/graphql.ts';
import { Panel } from '../Panel.tsx';
import { usePortal } from '../portal.tsx';
import { RelativeTime } from '../RelativeTime.tsx';

/** What is worth knowing but not worth the title row. */
export function Summary({ deployment }: { deployment: DeploymentDetailFragment }) {
  const { id, requestedBy, createdAt, startedAt, completedAt, runner, stateVersion } = deployment;
  const { paths } = usePortal();
  return (
    <Panel title="Details">
      <Box borderTopWidth="1px" px="4" py="3">
        <Facts
          facts={[
            ['Asked for by', requestedBy?.email ?? 'the platform'],
            ['Queued', <RelativeTime key="queued" at={createdAt} />],
            ['Started', startedAt ? <RelativeTime key="started" at={startedAt} /> : 'not yet'],
            ['Ended', completedAt ? <RelativeTime key="ended" at={completedAt} /> : 'not yet'],
            ...(runner ? [['Runner', runner] as const] : []),
            ...(stateVersion
              ? [
                  [
                    'State',
                    <ChakraLink key="state" asChild color="fg" fontWeight="medium">
                      <Link to={`${paths.site(deployment.site.id)}/state`}>version {stateVersion}</Link>
                    </ChakraLink>,
                  ] as const,
                ]
              : []),
            [
              'Id',
              <Flex key="id" justify="flex-end">
                <CopyField value={id} label="deployment id" />
              </Flex>,
            ],
          ]}
        />
      </Box>
    </Panel>
  );
}

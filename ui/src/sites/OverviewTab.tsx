import { Box, Flex, Stack, Text } from '@chakra-ui/react';
import { CopyField } from '../CopyField.tsx';
import { Facts } from '../Facts.tsx';
import { Panel } from '../Panel.tsx';
import { usePortal } from '../portal.tsx';
import { RelativeTime } from '../RelativeTime.tsx';
import { useMay } from '../session/SessionContext.tsx';
import { environmentNames } from './environments.ts';
import { EnvironmentsPanel } from './EnvironmentsPanel.tsx';
import { Glance } from './Glance.tsx';
import { LatestDeployments } from './LatestDeployments.tsx';
import { providers, sizes } from './providers.tsx';
import { RemoveSite } from './RemoveSite.tsx';
import { useSite, type SiteDetail } from './SitePage.tsx';
import { SiteSettings } from './SiteSettings.tsx';

/** How the site is at a glance, what it should be, and its end. */
export function OverviewTab() {
  const site = useSite();
  const readDeployments = useMay('deployments:read');
  const gone = site.status === 'DELETED';
  return (
    <Flex gap="4" align="flex-start" direction={{ base: 'column', xl: 'row' }}>
      <Stack gap="4" flex="1" minW="0" w="full">
        {readDeployments && <Glance site={site} />}
        {site.environments.length > 1 && <EnvironmentsPanel site={site} />}
        {readDeployments && <LatestDeployments site={site} />}
        {!gone && <SiteSettings site={site} />}
        {!gone && <RemoveSite site={site} />}
      </Stack>
      <Box w={{ base: 'full', xl: '336px' }} flexShrink={0}>
        <Details site={site} />
      </Box>
    </Flex>
  );
}

function Details({ site }: { site: SiteDetail }) {
  const { name } = usePortal();
  return (
    <Panel title="Details">
      <Box borderTopWidth="1px" px="4" py="3">
        <Facts
          facts={[
            ...(name === 'admin' ? ([['Customer', site.customer.name]] as const) : []),
            ['Environment', environmentNames[site.environment]],
            ['Provider', providers[site.cloudProvider].name],
            ['Region', site.region],
            ['Size', sizes[site.instanceSize].name],
            ['Blueprint', site.blueprint],
            [
              'Domain',
              site.domain ?? (
                <Text as="span" color="fg.muted">
                  none yet
                </Text>
              ),
            ],
            ['Created', <RelativeTime key="created" at={site.createdAt} />],
            [
              'Id',
              <Flex key="id" justify="flex-end">
                <CopyField value={site.id} label="site id" />
              </Flex>,
            ],
          ]}
        />
      </Box>
    </Panel>
  );
}

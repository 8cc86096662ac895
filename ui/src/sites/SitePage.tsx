import { useQuery, useSubscription } from '@apollo/client/react';
import { Box, Button, Flex, HStack, Link as ChakraLink, Skeleton, Stack, Text } from '@chakra-ui/react';
import { LuExternalLink, LuRocket } from 'react-icons/lu';
import { Link, useParams } from 'react-router';
import { CopyAsGraphql } from '../CopyAsGraphql.tsx';
import { CopyField } from '../CopyField.tsx';
import { DeployButton } from '../deployments/DeployButton.tsx';
import { DeploymentsQuery } from '../deployments/documents.ts';
import { DeploymentTable } from '../deployments/DeploymentTable.tsx';
import { EmptyState } from '../EmptyState.tsx';
import { ErrorState } from '../ErrorState.tsx';
import { Facts } from '../Facts.tsx';
import type { SiteQuery as SiteAnswer } from '../generated/graphql.ts';
import { Loaded } from '../Loaded.tsx';
import { Page } from '../Page.tsx';
import { usePage } from '../paging.ts';
import { Panel } from '../Panel.tsx';
import { usePortal } from '../portal.tsx';
import { RelativeTime } from '../RelativeTime.tsx';
import { useMay } from '../session/SessionContext.tsx';
import { deploymentState, isOver, siteState } from '../status.ts';
import { StatusBadge } from '../StatusBadge.tsx';
import { SiteChanged, SiteQuery } from './documents.ts';
import { providers, sizes } from './providers.tsx';
import { RemoveSite } from './RemoveSite.tsx';
import { SiteSettings } from './SiteSettings.tsx';

type Site = NonNullable<SiteAnswer['site']>;

export function SitePage() {
  const { id = '' } = useParams<'id'>();
  const result = useQuery(SiteQuery, { variables: { id }, fetchPolicy: 'cache-and-network' });
  useSubscription(SiteChanged, { variables: { id }, skip: !result.data?.site });
  return (
    <Loaded result={result} pick={(data) => data.site} skeleton={<Ghost />}>
      {(site) => <SiteView key={site.id} site={site} />}
    </Loaded>
  );
}

function SiteView({ site }: { site: Site }) {
  const { paths } = usePortal();
  const readDeployments = useMay('deployments:read');
  const busy = site.latestDeployment && !isOver(site.latestDeployment.status);
  const gone = site.status === 'DELETED';
  return (
    <Page
      title={site.name}
      crumbs={
        paths.customers && paths.customer
          ? [
              { label: 'Customers', to: paths.customers },
              { label: site.customer.name, to: paths.customer(site.customer.id) },
            ]
          : [{ label: 'Sites', to: paths.sites }]
      }
      badge={<StatusBadge state={siteState(site.status)} />}
      meta={<Meta site={site} />}
      actions={
        <>
          <CopyAsGraphql document={SiteQuery} variables={{ id: site.id }} />
          {busy && (
            <Button size="sm" variant="outline" asChild>
              <Link to={paths.deployment({ id: site.latestDeployment!.id, site })}>
                Watch {deploymentState(site.latestDeployment!).label.toLowerCase()}
              </Link>
            </Button>
          )}
          {!busy && !gone && (
            <DeployButton
              siteId={site.id}
              label={site.latestDeployment ? 'Deploy again' : 'Deploy'}
              {...(site.url ? { variant: 'outline' as const } : { colorPalette: 'brand' })}
            />
          )}
          {site.url && !gone && (
            <Button size="sm" colorPalette="brand" asChild>
              <a href={site.url} target="_blank" rel="noreferrer">
                Visit <LuExternalLink />
              </a>
            </Button>
          )}
        </>
      }
    >
      <Flex gap="4" align="flex-start" direction={{ base: 'column', xl: 'row' }}>
        <Stack gap="4" flex="1" minW="0" w="full">
          {readDeployments && <Deployments site={site} />}
          {!gone && <SiteSettings site={site} />}
          {!gone && <RemoveSite site={site} />}
        </Stack>
        <Box w={{ base: 'full', xl: '336px' }} flexShrink={0}>
          <Details site={site} />
        </Box>
      </Flex>
    </Page>
  );
}

function Meta({ site }: { site: Site }) {
  const { Icon, name } = providers[site.cloudProvider];
  return (
    <HStack gap="2" wrap="wrap" rowGap="0.5">
      {site.url && site.status !== 'DELETED' && (
        <>
          <ChakraLink
            href={site.url}
            target="_blank"
            rel="noreferrer"
            color="brand.fg"
            fontWeight="medium"
            overflowWrap="anywhere"
          >
            {site.url.replace(/^https?:\/\//, '').replace(/\/$/, '')}
          </ChakraLink>
          <span aria-hidden>·</span>
        </>
      )}
      <HStack gap="1.5">
        <Icon aria-hidden /> {name}
      </HStack>
      <span aria-hidden>·</span>
      <span>{site.region}</span>
      <span aria-hidden>·</span>
      <span>
        changed <RelativeTime at={site.updatedAt} />
      </span>
    </HStack>
  );
}

function Deployments({ site }: { site: Site }) {
  const page = usePage(10);
  const busy = site.latestDeployment && !isOver(site.latestDeployment.status);
  const { data, error, refetch } = useQuery(DeploymentsQuery, {
    variables: { ...page.variables, filter: { siteId: site.id } },
    fetchPolicy: 'cache-and-network',
    pollInterval: busy ? 5000 : 0,
  });
  const rows = data?.deployments.edges.map(({ node }) => node);
  return (
    <Panel title="Deployments" overflow="hidden">
      {error && !data ? (
        <Box p="4">
          <ErrorState error={error} onRetry={() => void refetch()} />
        </Box>
      ) : (
        <DeploymentTable
          label={`Deployments of ${site.name}`}
          rows={rows}
          without={['site', 'customer']}
          paging={page.paging(data?.deployments.pageInfo)}
          empty={
            <Box borderTopWidth="1px">
              <EmptyState
                icon={<LuRocket />}
                title="Not deployed yet"
                action={<DeployButton siteId={site.id} colorPalette="brand" />}
              >
                The site is ordered as configured below. The first deployment builds it and gives it an
                address.
              </EmptyState>
            </Box>
          }
        />
      )}
    </Panel>
  );
}

function Details({ site }: { site: Site }) {
  const { name } = usePortal();
  return (
    <Panel title="Details">
      <Box borderTopWidth="1px" px="4" py="3">
        <Facts
          facts={[
            ...(name === 'admin' ? ([['Customer', site.customer.name]] as const) : []),
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

function Ghost() {
  return (
    <Stack gap="5" maxW="1440px" mx="auto" w="full" aria-busy="true" aria-label="Loading">
      <Stack gap="3">
        <Skeleton h="4" w="120px" />
        <Skeleton h="8" w="220px" />
        <Skeleton h="4" w="320px" maxW="full" />
      </Stack>
      <Flex gap="4" direction={{ base: 'column', xl: 'row' }}>
        <Stack flex="1" gap="4">
          <Skeleton h="220px" />
          <Skeleton h="360px" />
        </Stack>
        <Skeleton h="260px" w={{ base: 'full', xl: '336px' }} />
      </Flex>
    </Stack>
  );
}

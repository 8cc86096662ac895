import { useQuery, useSubscription } from '@apollo/client/react';
import { Button, Flex, HStack, Link as ChakraLink, Skeleton, Stack } from '@chakra-ui/react';
import { LuExternalLink } from 'react-icons/lu';
import { Link, Outlet, useOutletContext, useParams } from 'react-router';
import { CopyAsGraphql } from '../CopyAsGraphql.tsx';
import { DeployButton, DeployMenu } from '../deployments/DeployButton.tsx';
import type { SiteQuery as SiteAnswer } from '../generated/graphql.ts';
import { LinkTabs } from '../LinkTabs.tsx';
import { Loaded } from '../Loaded.tsx';
import { Page } from '../Page.tsx';
import { usePortal } from '../portal.tsx';
import { RelativeTime } from '../RelativeTime.tsx';
import { useMay } from '../session/SessionContext.tsx';
import { deploymentState, isOver, siteState } from '../status.ts';
import { StatusBadge } from '../StatusBadge.tsx';
import { SiteChanged, SiteQuery } from './documents.ts';
import { nameIn } from './environments.ts';
import { EnvironmentSwitcher } from './EnvironmentSwitcher.tsx';
import { providers } from './providers.tsx';

export type SiteDetail = NonNullable<SiteAnswer['site']>;

/** One site: how it is, what can be done with it, and its tabs, each a page of its own. */
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

/** The site whose tab this is. */
export const useSite = (): SiteDetail => useOutletContext<SiteDetail>();

function SiteView({ site }: { site: SiteDetail }) {
  const { paths } = usePortal();
  const readDeployments = useMay('deployments:read');
  const gone = site.status === 'DELETED';
  return (
    <Page
      title={site.name}
      tab={nameIn(site)}
      crumbs={
        paths.customers && paths.customer
          ? [
              { label: 'Customers', to: paths.customers },
              { label: site.customer.name, to: paths.customer(site.customer.id) },
            ]
          : [{ label: 'Sites', to: paths.sites }]
      }
      badge={
        <HStack gap="2" wrap="wrap">
          <EnvironmentSwitcher site={site} />
          <StatusBadge state={siteState(site.status)} />
        </HStack>
      }
      meta={<Meta site={site} />}
      actions={<Actions site={site} />}
    >
      <LinkTabs
        label="Site"
        home={paths.site(site.id)}
        tabs={[
          { label: 'Overview', path: '' },
          ...(readDeployments
            ? [
                { label: 'Deployments', path: 'deployments' },
                { label: 'State', path: 'state' },
                { label: 'Drift', path: 'drift' },
              ]
            : []),
          ...(gone
            ? []
            : [
                { label: 'Variables', path: 'variables' },
                { label: 'Settings', path: 'settings' },
              ]),
        ]}
      />
      <Outlet context={site} />
    </Page>
  );
}

function Actions({ site }: { site: SiteDetail }) {
  const { paths } = usePortal();
  const busy = site.latestDeployment && !isOver(site.latestDeployment.status);
  const gone = site.status === 'DELETED';
  const look = site.url ? { variant: 'outline' as const } : { colorPalette: 'brand' };
  return (
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
        <HStack gap="1">
          <DeployButton
            siteId={site.id}
            label={site.latestDeployment ? 'Deploy again' : 'Deploy'}
            {...look}
          />
          <DeployMenu siteId={site.id} {...look} />
        </HStack>
      )}
      {site.url && !gone && (
        <Button size="sm" colorPalette="brand" asChild>
          <a href={site.url} target="_blank" rel="noreferrer">
            Visit <LuExternalLink />
          </a>
        </Button>
      )}
    </>
  );
}

function Meta({ site }: { site: SiteDetail }) {
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

function Ghost() {
  return (
    <Stack gap="5" maxW="1440px" mx="auto" w="full" aria-busy="true" aria-label="Loading">
      <Stack gap="3">
        <Skeleton h="4" w="120px" />
        <Skeleton h="8" w="220px" />
        <Skeleton h="4" w="320px" maxW="full" />
      </Stack>
      <Skeleton h="9" />
      <Flex gap="4" direction={{ base: 'column', xl: 'row' }}>
        <Stack flex="1" gap="4">
          <Skeleton h="96px" />
          <Skeleton h="220px" />
          <Skeleton h="360px" />
        </Stack>
        <Skeleton h="260px" w={{ base: 'full', xl: '336px' }} />
      </Flex>
    </Stack>
  );
}

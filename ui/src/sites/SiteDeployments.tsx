import { Box } from '@chakra-ui/react';
import type { ReactNode } from 'react';
import { LuRocket } from 'react-icons/lu';
import { DeployButton } from '../deployments/DeployButton.tsx';
import { DeploymentTable } from '../deployments/DeploymentTable.tsx';
import { useDeployments } from '../deployments/useDeployments.ts';
import { EmptyState } from '../EmptyState.tsx';
import { ErrorState } from '../ErrorState.tsx';
import type { PageInfo, PageVariables, Paging } from '../paging.ts';
import { Panel } from '../Panel.tsx';
import type { SiteDetail } from './SitePage.tsx';

type Props = {
  site: SiteDetail;
  variables: PageVariables;
  aside?: ReactNode;
  /** Beside something else: who asked for each is left out. */
  isNarrow?: boolean;
  paging?: (info: PageInfo | undefined) => Paging;
};

/** A page of the site's deployments as they are. */
export function SiteDeployments({ site, variables, aside, isNarrow = false, paging }: Props) {
  const { data, error, refetch } = useDeployments({ ...variables, filter: { siteId: site.id } });
  return (
    <Panel title="Deployments" aside={aside} overflow="hidden">
      {error && !data ? (
        <Box p="4">
          <ErrorState error={error} onRetry={() => void refetch()} />
        </Box>
      ) : (
        <DeploymentTable
          label={`Deployments of ${site.name}`}
          rows={data?.deployments.edges.map(({ node }) => node)}
          without={['site', 'customer', ...(isNarrow ? (['by'] as const) : [])]}
          {...(paging && { paging: paging(data?.deployments.pageInfo) })}
          empty={
            <Box borderTopWidth="1px">
              <EmptyState
                icon={<LuRocket />}
                title="Not deployed yet"
                action={<DeployButton siteId={site.id} colorPalette="brand" />}
              >
                The site is ordered as it is configured. The first deployment builds it and gives it an
                address.
              </EmptyState>
            </Box>
          }
        />
      )}
    </Panel>
  );
}

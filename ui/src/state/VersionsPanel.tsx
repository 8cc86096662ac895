import { useQuery } from '@apollo/client/react';
import { Box, Text } from '@chakra-ui/react';
import { useState } from 'react';
import { LuDatabase } from 'react-icons/lu';
import { DataTable } from '../DataTable.tsx';
import { EmptyState } from '../EmptyState.tsx';
import { ErrorState } from '../ErrorState.tsx';
import { usePage } from '../paging.ts';
import { Panel } from '../Panel.tsx';
import type { SiteDetail } from '../sites/SitePage.tsx';
import { isOver } from '../status.ts';
import { StateVersionsQuery } from './documents.ts';
import { DiffDrawer } from './DiffDrawer.tsx';
import { RestoreDialog } from './RestoreDialog.tsx';
import { useColumns, type Row } from './columns.tsx';

export type Doing = { what: 'compare' | 'restore'; version: number } | null;

/** Every version of the state, with what can be done with it. */
export function VersionsPanel({ site }: { site: SiteDetail }) {
  const page = usePage(20);
  const [doing, setDoing] = useState<Doing>(null);
  const busy = site.latestDeployment && !isOver(site.latestDeployment.status);
  const { data, error, refetch } = useQuery(StateVersionsQuery, {
    variables: { id: site.id, ...page.variables },
    fetchPolicy: 'cache-and-network',
    pollInterval: busy ? 5000 : 0,
  });
  const rows = data?.site?.stateVersions.edges.map(({ node }): Row => ({
    ...node,
    id: String(node.version),
  }));
  // Also right on an older page: then a deployment or the first page has told of a newer one.
  const newest = rows?.[0]?.version ?? 0;
  const columns = useColumns(site, newest, page.paging(data?.site?.stateVersions.pageInfo).isMoved, setDoing);
  const stop = () => setDoing(null);
  return (
    <Panel title="Versions" overflow="hidden">
      {error && !data ? (
        <Box p="4">
          <ErrorState error={error} onRetry={() => void refetch()} />
        </Box>
      ) : (
        <DataTable
          label={`Versions of the state of ${site.name}`}
          columns={columns}
          rows={rows}
          paging={page.paging(data?.site?.stateVersions.pageInfo)}
          empty={
            <Box borderTopWidth="1px">
              <EmptyState icon={<LuDatabase />} title="No state yet">
                Terraform writes down here what it has built, so that it can change and remove it later. The
                first deployment writes the first version.
              </EmptyState>
            </Box>
          }
        />
      )}
      {rows && rows.length > 0 && (
        <Text px="4" py="3" borderTopWidth="1px" textStyle="xs" color="fg.muted">
          Every write is a version, encrypted at rest. Restoring makes an older one the newest; nothing that
          exists is changed by that.
        </Text>
      )}
      <DiffDrawer
        siteId={site.id}
        version={doing?.what === 'compare' ? doing.version : null}
        versions={rows?.map(({ version }) => version) ?? []}
        onClose={stop}
      />
      <RestoreDialog site={site} version={doing?.what === 'restore' ? doing.version : null} onClose={stop} />
    </Panel>
  );
}

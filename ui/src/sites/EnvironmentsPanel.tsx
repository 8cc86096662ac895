import { Box, Button } from '@chakra-ui/react';
import { useState } from 'react';
import { LuArrowUpRight } from 'react-icons/lu';
import { DataTable, type Column } from '../DataTable.tsx';
import { driftState } from '../drift/words.ts';
import type { EnvironmentRowFragment } from '../generated/graphql.ts';
import { Panel } from '../Panel.tsx';
import { PermissionGate } from '../PermissionGate.tsx';
import { usePortal } from '../portal.tsx';
import { RelativeTime } from '../RelativeTime.tsx';
import { deploymentState, siteState } from '../status.ts';
import { StatusBadge } from '../StatusBadge.tsx';
import { environmentNames } from './environments.ts';
import { FollowSites } from './FollowSites.tsx';
import { PromoteDialog } from './PromoteDialog.tsx';
import type { SiteDetail } from './SitePage.tsx';

type Row = EnvironmentRowFragment;

/** The site in all its environments, and the way of what runs in one to the next. */
export function EnvironmentsPanel({ site }: { site: SiteDetail }) {
  const { paths } = usePortal();
  const [promoting, setPromoting] = useState<Row | null>(null);
  const alive = site.environments.filter(({ status }) => status !== 'DELETED');

  const columns: Array<Column<Row>> = [
    {
      key: 'environment',
      header: 'Environment',
      cell: (row) => (
        <Box truncate {...(row.id === site.id && { 'aria-current': true })}>
          {environmentNames[row.environment]}
        </Box>
      ),
    },
    {
      key: 'status',
      header: 'Status',
      width: '128px',
      cell: (row) => <StatusBadge state={siteState(row.status)} size="sm" />,
    },
    {
      key: 'deployment',
      header: 'Last deployment',
      from: 'md',
      cell: (row) => (
        <Box truncate color="fg.muted">
          {row.latestDeployment ? (
            <>
              #{row.latestDeployment.number} {deploymentState(row.latestDeployment).label.toLowerCase()},{' '}
              <RelativeTime at={row.latestDeployment.createdAt} />
            </>
          ) : (
            'none yet'
          )}
        </Box>
      ),
    },
    {
      key: 'drift',
      header: 'Drift',
      width: '152px',
      from: 'lg',
      cell: (row) => <StatusBadge state={driftState(row.latestDriftCheck, row.latestDeployment)} size="sm" />,
    },
    {
      key: 'promote',
      header: 'Promote',
      hiddenHeader: true,
      width: 'clamp(64px, 14vw, 128px)',
      // Above the link that covers the row.
      cell: (row) => (
        <Box position="relative" display="flex" justifyContent="flex-end">
          <PermissionGate
            scope="deployments:write"
            refused={row.url ? null : `Nothing runs in ${inWords(row)} yet. Deploy it first.`}
          >
            <Button
              size="xs"
              variant="outline"
              aria-label={`Promote ${inWords(row)}`}
              onClick={() => setPromoting(row)}
            >
              <LuArrowUpRight />
              <Box as="span" hideBelow="sm">
                Promote
              </Box>
            </Button>
          </PermissionGate>
        </Box>
      ),
    },
  ];
  return (
    <Panel title="Environments" overflow="hidden">
      <FollowSites ids={alive.map(({ id }) => id).filter((id) => id !== site.id)} />
      <DataTable
        label={`Environments of ${site.name}`}
        columns={columns}
        rows={alive}
        href={(row) => paths.site(row.id)}
      />
      <PromoteDialog
        from={promoting}
        targets={alive.filter(({ id }) => id !== promoting?.id)}
        onClose={() => setPromoting(null)}
      />
    </Panel>
  );
}

const inWords = ({ environment }: Row) => environmentNames[environment].toLowerCase();

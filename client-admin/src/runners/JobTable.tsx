import { Box } from '@chakra-ui/react';
import { DataTable, type Column } from '@hosterizer/ui/DataTable.tsx';
import { usePortal, type Portal } from '@hosterizer/ui/portal.tsx';
import { Duration, RelativeTime } from '@hosterizer/ui/RelativeTime.tsx';
import { StatusBadge } from '@hosterizer/ui/StatusBadge.tsx';
import { Tip } from '@hosterizer/ui/Tip.tsx';
import type { JobRowFragment } from '../generated/graphql.ts';
import { jobState, kindNames, subjectOf } from './words.ts';

type Job = JobRowFragment;

/** The page of what a job works for. */
export const jobPath = (paths: Portal['paths'], { deployment, site }: Job): string =>
  deployment ? paths.deployment({ id: deployment.id, site }) : `${paths.site(site.id)}/drift`;

const subject: Column<Job> = {
  key: 'subject',
  header: 'Deployment',
  cell: (job) => <Box truncate>{subjectOf(job)}</Box>,
};
const customer: Column<Job> = {
  key: 'customer',
  header: 'Customer',
  from: 'md',
  cell: (job) => <Box truncate>{job.customer.name}</Box>,
};
const kind: Column<Job> = {
  key: 'kind',
  header: 'What for',
  width: '208px',
  from: 'lg',
  cell: (job) => (
    <Box truncate color="fg.muted">
      {kindNames[job.kind]}
      {job.losses > 0 && `, attempt ${job.losses + 1}`}
    </Box>
  ),
};

const running: ReadonlyArray<Column<Job>> = [
  subject,
  {
    key: 'state',
    header: 'Status',
    width: '168px',
    cell: (job) => <StatusBadge state={jobState(job)} size="sm" />,
  },
  customer,
  kind,
  { key: 'runner', header: 'Runner', from: 'lg', cell: (job) => <Box truncate>{job.runner}</Box> },
  {
    key: 'since',
    header: 'For',
    width: '96px',
    from: 'sm',
    cell: (job) => (job.claimedAt ? <Duration from={job.claimedAt} /> : null),
  },
];

const waiting: ReadonlyArray<Column<Job>> = [
  subject,
  { key: 'place', header: 'Place', width: '96px', cell: (job) => <Place position={job.position} /> },
  customer,
  kind,
  { key: 'pool', header: 'Pool', from: 'lg', width: '144px', cell: (job) => <Box truncate>{job.pool}</Box> },
  {
    key: 'since',
    header: 'Queued',
    width: '132px',
    from: 'sm',
    cell: (job) => (
      <Box truncate color="fg.muted">
        <RelativeTime at={job.queuedAt} />
      </Box>
    ),
  },
];

/** Jobs under way, or such that wait with their place in the queue of their pool. */
export function JobTable({
  label,
  of,
  jobs,
}: {
  label: string;
  of: 'running' | 'waiting';
  jobs: readonly Job[] | undefined;
}) {
  const { paths } = usePortal();
  return (
    <DataTable
      label={label}
      columns={of === 'running' ? running : waiting}
      rows={jobs}
      href={(job) => jobPath(paths, job)}
    />
  );
}

/** A job without a place is passed over until what holds it back is gone. */
function Place({ position }: { position: Job['position'] }) {
  if (position != null) return <span style={{ fontVariantNumeric: 'tabular-nums' }}>{position}</span>;
  return (
    <Tip text="Another job of its site is under way, or its customer is not active.">
      <Box
        as="span"
        tabIndex={0}
        position="relative"
        color="fg.muted"
        borderBottomWidth="1px"
        borderStyle="dotted"
      >
        held back
      </Box>
    </Tip>
  );
}

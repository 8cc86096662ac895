import { useQuery } from '@apollo/client/react';
import { Box, Flex, IconButton, NativeSelect, Skeleton, Text } from '@chakra-ui/react';
import { LuArrowLeftRight, LuGitCompareArrows } from 'react-icons/lu';
import { useParams } from 'react-router';
import { CopyAsGraphql } from '../CopyAsGraphql.tsx';
import { EmptyState } from '../EmptyState.tsx';
import { ErrorState } from '../ErrorState.tsx';
import type { ComparedQuery as ComparedAnswer } from '../generated/graphql.ts';
import { Loaded } from '../Loaded.tsx';
import { Page } from '../Page.tsx';
import { useFilters } from '../paging.ts';
import { Panel } from '../Panel.tsx';
import { usePortal } from '../portal.tsx';
import { nameIn } from '../sites/environments.ts';
import { deploymentState } from '../status.ts';
import { sayMoment } from '../time.ts';
import { Comparison, ComparisonGhost } from './Comparison.tsx';
import { ComparedQuery, ComparisonQuery } from './documents.ts';

type Site = NonNullable<ComparedAnswer['site']>;

/** What differs between two deployments of a site; which two is in the address. */
export function ComparePage() {
  const { id = '' } = useParams<'id'>();
  const result = useQuery(ComparedQuery, { variables: { id }, fetchPolicy: 'cache-and-network' });
  return (
    <Loaded result={result} pick={(data) => data.site} skeleton={<Skeleton h="240px" aria-busy="true" />}>
      {(site) => <Compare site={site} />}
    </Loaded>
  );
}

function Compare({ site }: { site: Site }) {
  const { paths } = usePortal();
  const { filters, change } = useFilters(['from', 'to']);
  const all = site.deployments.edges.map(({ node }) => node);
  const to = all.find(({ id }) => id === filters.to) ?? (filters.to ? undefined : all[0]);
  const from = filters.from
    ? all.find(({ id }) => id === filters.from)
    : all.find(({ number }) => number < (to?.number ?? 0));
  const fromId = filters.from ?? from?.id;
  const toId = filters.to ?? to?.id;

  return (
    <Page
      title="Compare deployments"
      tab={`Compare · ${nameIn(site)}`}
      meta={`What two deployments of ${nameIn(site)} had ordered, and what they left behind.`}
      crumbs={[
        { label: 'Sites', to: paths.sites },
        { label: nameIn(site), to: paths.site(site.id) },
        { label: 'Deployments', to: `${paths.site(site.id)}/deployments` },
      ]}
      {...(fromId &&
        toId && {
          actions: <CopyAsGraphql document={ComparisonQuery} variables={{ from: fromId, to: toId }} />,
        })}
    >
      {all.length < 2 && !filters.from ? (
        <Panel>
          <EmptyState icon={<LuGitCompareArrows />} title="There is nothing to compare yet">
            This site has {all.length === 0 ? 'no deployment' : 'one deployment'}. From the second one on, you
            see here what each has changed.
          </EmptyState>
        </Panel>
      ) : (
        <>
          <Flex gap="2" align="flex-end" wrap="wrap">
            <Picker label="From" value={fromId} all={all} onChange={(next) => change({ from: next })} />
            <IconButton
              aria-label="Swap the two"
              size="sm"
              variant="ghost"
              disabled={!fromId || !toId}
              onClick={() => change({ from: toId ?? '', to: fromId ?? '' })}
            >
              <LuArrowLeftRight />
            </IconButton>
            <Picker label="To" value={toId} all={all} onChange={(next) => change({ to: next })} />
          </Flex>
          {fromId && toId && <Differences key={`${fromId} ${toId}`} from={fromId} to={toId} />}
        </>
      )}
    </Page>
  );
}

type PickerProps = {
  label: string;
  value: string | undefined;
  all: ReadonlyArray<Site['deployments']['edges'][number]['node']>;
  onChange: (id: string) => void;
};

function Picker({ label, value, all, onChange }: PickerProps) {
  const known = all.some(({ id }) => id === value);
  return (
    <Box flex="1 1 240px" maxW="420px">
      <Text asChild textStyle="xs" color="fg.muted" display="block" mb="1">
        <label htmlFor={`compare-${label}`}>{label}</label>
      </Text>
      <NativeSelect.Root size="sm">
        <NativeSelect.Field
          id={`compare-${label}`}
          value={value ?? ''}
          onChange={(event) => onChange(event.target.value)}
        >
          {!known && <option value={value ?? ''}>{value ? 'An older one' : 'Choose one'}</option>}
          {all.map((deployment) => (
            <option key={deployment.id} value={deployment.id}>
              {`#${deployment.number} ${deploymentState(deployment).label.toLowerCase()}, ${sayMoment(deployment.createdAt).slice(0, 16)} UTC`}
            </option>
          ))}
        </NativeSelect.Field>
        <NativeSelect.Indicator />
      </NativeSelect.Root>
    </Box>
  );
}

function Differences({ from, to }: { from: string; to: string }) {
  const { data, error, refetch } = useQuery(ComparisonQuery, {
    variables: { from, to },
    fetchPolicy: 'no-cache',
  });
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) {
    return (
      <Panel p="4">
        <ComparisonGhost />
      </Panel>
    );
  }
  return <Comparison comparison={data.deploymentComparison} />;
}

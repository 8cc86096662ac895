import { Grid, Skeleton, Stack } from '@chakra-ui/react';
import { CopyAsGraphql } from '@hosterizer/ui/CopyAsGraphql.tsx';
import { FilterRow, FilterSelect } from '@hosterizer/ui/Filters.tsx';
import { Loaded } from '@hosterizer/ui/Loaded.tsx';
import { Page } from '@hosterizer/ui/Page.tsx';
import { useFilters } from '@hosterizer/ui/paging';
import type { RunnerRowFragment } from '../generated/graphql.ts';
import { RunnersQuery } from './documents.ts';
import { useRunners } from './live.ts';
import { RunnerCard } from './RunnerCard.tsx';
import { StartRunner } from './StartRunner.tsx';
import { hereFirst, poolsOf, sayRunners } from './words.ts';

/** Every runner that was here within a day, and what it does now. */
export function RunnersPage() {
  const result = useRunners();
  return (
    <Loaded result={result} pick={(data) => data.runners} skeleton={<Ghost />}>
      {(runners) => <Runners runners={runners} />}
    </Loaded>
  );
}

function Runners({ runners }: { runners: readonly RunnerRowFragment[] }) {
  const { filters, change } = useFilters(['pool']);
  const pools = poolsOf(runners);
  // A pool whose last runner has left is still what the address asks for.
  const choices = [...new Set([...pools, ...(filters.pool ? [filters.pool] : [])])];
  const shown = hereFirst(runners).filter(({ pool }) => !filters.pool || pool === filters.pool);
  return (
    <Page
      title="Runners"
      meta={sayRunners(runners)}
      actions={<CopyAsGraphql document={RunnersQuery} variables={{}} />}
    >
      {choices.length > 1 && (
        <FilterRow>
          <FilterSelect
            label="Pool"
            value={filters.pool}
            choices={choices.map((pool) => ({ value: pool, label: pool }))}
            onChange={(pool) => change({ pool })}
          />
        </FilterRow>
      )}
      {shown.length === 0 ? (
        <StartRunner pool={filters.pool} />
      ) : (
        <Grid
          as="ul"
          aria-label="Runners"
          listStyleType="none"
          gap="4"
          templateColumns="repeat(auto-fill, minmax(min(100%, 380px), 1fr))"
        >
          {shown.map((runner) => (
            <RunnerCard key={runner.name} runner={runner} />
          ))}
        </Grid>
      )}
    </Page>
  );
}

function Ghost() {
  return (
    <Stack gap="5" maxW="1440px" mx="auto" w="full" aria-busy="true" aria-label="Loading">
      <Skeleton h="8" w="160px" />
      <Grid gap="4" templateColumns="repeat(auto-fill, minmax(min(100%, 380px), 1fr))">
        {[0, 1, 2].map((n) => (
          <Skeleton key={n} h="220px" />
        ))}
      </Grid>
    </Stack>
  );
}

import { useQuery } from '@apollo/client/react';
import { Skeleton } from '@chakra-ui/react';
import { EmptyState } from '@hosterizer/ui/EmptyState.tsx';
import { ErrorState } from '@hosterizer/ui/ErrorState.tsx';
import { Page } from '@hosterizer/ui/Page.tsx';
import { useMemo } from 'react';
import { LuGlobe } from 'react-icons/lu';
import { useSearchParams } from 'react-router';
import { NewSiteQuery } from './documents.ts';
import { orderOf } from './draft.ts';
import { offersOf } from './offers.ts';
import { useDraft } from './useDraft.ts';
import { Wizard } from './Wizard.tsx';

/** From an idea to a running deployment, a step at a time. */
export function NewSitePage() {
  const { draft, change, clear, forget } = useDraft();
  const [, setSearch] = useSearchParams();
  const { data, error, refetch } = useQuery(NewSiteQuery, { fetchPolicy: 'cache-and-network' });
  const offers = useMemo(() => (data ? offersOf(data) : null), [data]);
  const order = useMemo(() => offers && orderOf(draft, offers), [draft, offers]);
  const hasBegun = draft.name !== '' || Object.keys(draft.configurations).length > 0;
  function startOver() {
    clear();
    setSearch({});
  }
  return (
    <Page title="New site" crumbs={[{ label: 'Sites', to: '/sites' }]}>
      {offers && order && (
        <Wizard
          order={order}
          offers={offers}
          onChange={change}
          onOrdered={forget}
          onStartOver={hasBegun ? startOver : null}
        />
      )}
      {offers && !order && (
        <EmptyState icon={<LuGlobe />} title="There is nothing to order">
          A site is made of a blueprint, and none is published. Ask those who run this installation.
        </EmptyState>
      )}
      {!offers &&
        (error ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : (
          <Skeleton h="420px" rounded="lg" aria-busy="true" />
        ))}
    </Page>
  );
}

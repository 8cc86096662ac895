import { useQuery } from '@apollo/client/react';
import { Button } from '@chakra-ui/react';
import { useMemo, useState } from 'react';
import { LuKeyRound, LuPlus } from 'react-icons/lu';
import { CopyAsGraphql } from '../CopyAsGraphql.tsx';
import { DataTable } from '../DataTable.tsx';
import { EmptyState } from '../EmptyState.tsx';
import { ErrorState } from '../ErrorState.tsx';
import { Page } from '../Page.tsx';
import { useAddressFlag, usePage } from '../paging.ts';
import { Panel } from '../Panel.tsx';
import { PermissionGate } from '../PermissionGate.tsx';
import { columnsOf } from './columns.tsx';
import { CreateKeyDialog } from './CreateKeyDialog.tsx';
import { ApiKeysQuery } from './documents.ts';
import { IssuedKeyDialog, type Issued } from './IssuedKeyDialog.tsx';

/** The credentials of programs: who made them, what they may do, when they were used. */
export function ApiKeysPage() {
  const page = usePage(25);
  const { data, error, refetch } = useQuery(ApiKeysQuery, {
    variables: page.variables,
    fetchPolicy: 'cache-and-network',
  });
  const [issued, setIssued] = useState<Issued | null>(null);
  const columns = useMemo(() => columnsOf(setIssued), []);
  const asks = useAddressFlag('new');
  const create = (
    <PermissionGate scope="keys:write">
      <Button size="sm" colorPalette="brand" onClick={asks.open}>
        <LuPlus /> New API key
      </Button>
    </PermissionGate>
  );
  return (
    <Page
      title="API keys"
      meta="For programs: everything in this portal can be done through the API."
      actions={
        <>
          <CopyAsGraphql document={ApiKeysQuery} variables={page.variables} />
          {create}
        </>
      }
    >
      {error && !data ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <Panel overflow="hidden">
          <DataTable
            label="API keys"
            columns={columns}
            rows={data?.apiKeys.edges.map(({ node }) => node)}
            paging={page.paging(data?.apiKeys.pageInfo)}
            empty={
              <EmptyState icon={<LuKeyRound />} title="No API keys yet" action={create}>
                A key lets a program do some of what you may do, until a day that you choose. Its secret is
                shown once.
              </EmptyState>
            }
          />
        </Panel>
      )}
      <CreateKeyDialog open={asks.isOpen} onMade={setIssued} onClose={asks.close} />
      <IssuedKeyDialog issued={issued} onKept={() => setIssued(null)} />
    </Page>
  );
}

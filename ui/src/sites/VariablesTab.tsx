import { useMutation, useQuery } from '@apollo/client/react';
import { Badge, Box, Button, Text } from '@chakra-ui/react';
import { useState } from 'react';
import { LuBraces, LuPlus } from 'react-icons/lu';
import { ConfirmDialog } from '../ConfirmDialog.tsx';
import { DataTable, type Column } from '../DataTable.tsx';
import { EmptyState } from '../EmptyState.tsx';
import { ErrorState } from '../ErrorState.tsx';
import type { VariableRowFragment } from '../generated/graphql.ts';
import { Panel } from '../Panel.tsx';
import { PermissionGate } from '../PermissionGate.tsx';
import { RelativeTime } from '../RelativeTime.tsx';
import { RowMenu } from '../RowMenu.tsx';
import { useMay } from '../session/SessionContext.tsx';
import { say } from '../Toaster.tsx';
import { RemoveSiteVariable, VariablesQuery } from './documents.ts';
import { environmentNames } from './environments.ts';
import { useSite } from './SitePage.tsx';
import { VariableDialog } from './VariableDialog.tsx';

type Row = VariableRowFragment & { id: string };
type Doing = { what: 'add' } | { what: 'edit' | 'remove'; row: Row } | null;

/** What the site's program finds in its environment. */
export function VariablesTab() {
  const site = useSite();
  const may = useMay('sites:write');
  const [doing, setDoing] = useState<Doing>(null);
  const stop = () => setDoing(null);
  const { data, error, refetch } = useQuery(VariablesQuery, {
    variables: { id: site.id },
    fetchPolicy: 'cache-and-network',
  });
  const [remove] = useMutation(RemoveSiteVariable);
  // A name occurs once in a site.
  const rows = data?.site?.variables.map((variable): Row => ({ ...variable, id: variable.name }));
  const where = environmentNames[site.environment].toLowerCase();

  const add = (
    <PermissionGate scope="sites:write">
      <Button size="xs" colorPalette="brand" onClick={() => setDoing({ what: 'add' })}>
        <LuPlus /> Add variable
      </Button>
    </PermissionGate>
  );
  return (
    <Panel title={`Variables in ${where}`} aside={rows && rows.length > 0 && add} overflow="hidden">
      {error && !data ? (
        <Box p="4">
          <ErrorState error={error} onRetry={() => void refetch()} />
        </Box>
      ) : (
        <DataTable
          label={`Variables of ${site.name} in ${where}`}
          columns={columns(may, setDoing)}
          rows={rows}
          empty={
            <Box borderTopWidth="1px">
              <EmptyState icon={<LuBraces />} title="No variables yet" action={add}>
                Names and values that the site&apos;s program finds in its environment, such as the address of
                an API. A secret is kept encrypted and never shown again.
              </EmptyState>
            </Box>
          }
        />
      )}
      {rows && rows.length > 0 && (
        <Text px="4" py="3" borderTopWidth="1px" textStyle="xs" color="fg.muted">
          A change counts from the next deployment on. Other environments have variables of their own.
        </Text>
      )}
      <VariableDialog
        siteId={site.id}
        open={doing?.what === 'add' || doing?.what === 'edit'}
        variable={doing?.what === 'edit' ? doing.row : null}
        taken={rows?.map(({ name }) => name) ?? []}
        onClose={stop}
      />
      <ConfirmDialog
        open={doing?.what === 'remove'}
        title={doing?.what === 'remove' ? `Remove ${doing.row.name}?` : ''}
        confirm="Remove it"
        onConfirm={async () => {
          if (doing?.what !== 'remove') return;
          await remove({ variables: { input: { siteId: site.id, name: doing.row.name } } });
          say(`${doing.row.name} is removed`, 'The next deployment makes it so.');
        }}
        onClose={stop}
      >
        The site&apos;s program no longer finds it from the next deployment on.
        {doing?.what === 'remove' && doing.row.secret && ' Its value cannot be brought back.'}
      </ConfirmDialog>
    </Panel>
  );
}

const columns = (may: boolean, start: (doing: Doing) => void): Array<Column<Row>> => [
  {
    key: 'name',
    header: 'Name',
    cell: ({ name }) => (
      <Box truncate fontFamily="mono" textStyle="xs" fontWeight="medium" title={name}>
        {name}
      </Box>
    ),
  },
  {
    key: 'value',
    header: 'Value',
    cell: ({ secret, value }) =>
      secret ? (
        <Badge size="sm">secret</Badge>
      ) : (
        <Box truncate fontFamily="mono" textStyle="xs" title={value ?? ''}>
          {value || <Text as="span" color="fg.muted" fontFamily="body">{`(empty)`}</Text>}
        </Box>
      ),
  },
  {
    key: 'updated',
    header: 'Changed',
    width: '132px',
    from: 'sm',
    cell: ({ updatedAt }) => (
      <Box truncate color="fg.muted">
        <RelativeTime at={updatedAt} />
      </Box>
    ),
  },
  ...(may
    ? [
        {
          key: 'menu',
          header: 'Actions',
          hiddenHeader: true,
          width: '56px',
          cell: (row: Row) => (
            <Box display="flex" justifyContent="flex-end">
              <RowMenu
                label={`Actions for ${row.name}`}
                actions={[
                  {
                    label: row.secret ? 'Write a new value…' : 'Edit…',
                    onSelect: () => start({ what: 'edit', row }),
                  },
                  { label: 'Remove…', onSelect: () => start({ what: 'remove', row }), danger: true },
                ]}
              />
            </Box>
          ),
        },
      ]
    : []),
];

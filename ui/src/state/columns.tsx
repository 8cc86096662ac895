import { Badge, Box, HStack, Link as ChakraLink, Text } from '@chakra-ui/react';
import { Link } from 'react-router';
import type { Column } from '../DataTable.tsx';
import { download } from '../download.ts';
import type { StateVersionRowFragment } from '../generated/graphql.ts';
import { usePortal } from '../portal.tsx';
import { RelativeTime } from '../RelativeTime.tsx';
import { RowMenu } from '../RowMenu.tsx';
import { useMay, useViewer } from '../session/SessionContext.tsx';
import type { SiteDetail } from '../sites/SitePage.tsx';
import { sayFailure } from '../Toaster.tsx';
import { saySize } from './size.ts';
import type { Doing } from './VersionsPanel.tsx';

export type Row = StateVersionRowFragment & { id: string };

/** Columns of the versions; what a viewer may not do says so in the row's menu. */
export function useColumns(
  site: SiteDetail,
  newest: number,
  isMoved: boolean,
  start: (doing: Doing) => void,
): Array<Column<Row>> {
  const { name: portal } = usePortal();
  const mayRead = useMay('state:read');
  const mayWrite = useMay('state:write');
  const isNewest = (row: Row) => !isMoved && row.version === newest;

  async function save({ version }: Row) {
    try {
      await download(portal, `/state/${site.id}?version=${version}`, `${site.name}-${version}.tfstate`);
    } catch (error) {
      sayFailure('The state was not downloaded', error);
    }
  }
  return [
    {
      key: 'version',
      header: 'Version',
      width: '136px',
      cell: (row) => (
        <HStack gap="2">
          <Text as="span" fontWeight="medium" fontVariantNumeric="tabular-nums">
            {row.version}
          </Text>
          {isNewest(row) && (
            <Badge size="xs" colorPalette="green">
              newest
            </Badge>
          )}
        </HStack>
      ),
    },
    { key: 'by', header: 'Written by', cell: (row) => <WrittenBy row={row} /> },
    {
      key: 'resources',
      header: 'Resources',
      width: '104px',
      from: 'md',
      cell: (row) => <Number value={row.resources.toLocaleString('en')} />,
    },
    {
      key: 'serial',
      header: 'Serial',
      width: '88px',
      from: 'lg',
      cell: (row) => (
        <Box truncate title={`Lineage ${row.lineage}`}>
          <Number value={row.serial} />
        </Box>
      ),
    },
    {
      key: 'size',
      header: 'Size',
      width: '88px',
      from: 'lg',
      cell: (row) => <Number value={saySize(row.size)} />,
    },
    {
      key: 'when',
      header: 'When',
      width: '132px',
      from: 'sm',
      cell: (row) => (
        <Box truncate color="fg.muted">
          <RelativeTime at={row.createdAt} />
        </Box>
      ),
    },
    {
      key: 'menu',
      header: 'Actions',
      hiddenHeader: true,
      width: '56px',
      cell: (row) => (
        <Box display="flex" justifyContent="flex-end">
          <RowMenu
            label={`Actions for version ${row.version}`}
            actions={[
              {
                label: 'What changed',
                onSelect: () => start({ what: 'compare', version: row.version }),
                refused: row.version === 1 ? 'It is the first one.' : undefined,
              },
              {
                label: 'Download',
                onSelect: () => void save(row),
                refused: mayRead ? undefined : 'This needs the permission state:read.',
              },
              {
                label: 'Restore…',
                onSelect: () => start({ what: 'restore', version: row.version }),
                danger: true,
                refused: isNewest(row)
                  ? 'It is the newest one already.'
                  : mayWrite
                    ? undefined
                    : 'This needs the permission state:write.',
              },
            ]}
          />
        </Box>
      ),
    },
  ];
}

const Number = ({ value }: { value: string }) => (
  <Text as="span" fontVariantNumeric="tabular-nums">
    {value}
  </Text>
);

function WrittenBy({ row }: { row: Row }) {
  const { paths } = usePortal();
  const { id } = useViewer();
  const { deployment, restoredFrom, writtenBy } = row;
  return (
    <Box truncate>
      {deployment ? (
        <ChakraLink asChild color="brand.fg" fontWeight="medium">
          <Link to={paths.deployment(deployment)}>Deployment #{deployment.number}</Link>
        </ChakraLink>
      ) : restoredFrom ? (
        `Restored from version ${restoredFrom}`
      ) : (
        <span title={writtenBy ?? undefined}>
          {writtenBy === id ? 'Your own Terraform' : 'Somebody’s own Terraform'}
        </span>
      )}
    </Box>
  );
}

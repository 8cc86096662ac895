import { useMutation } from '@apollo/client/react';
import { Box, Stack, Text } from '@chakra-ui/react';
import { DataTable, type Column } from '@hosterizer/ui/DataTable.tsx';
import { Panel } from '@hosterizer/ui/Panel.tsx';
import { ReasonDialog } from '@hosterizer/ui/ReasonDialog.tsx';
import { RelativeTime } from '@hosterizer/ui/RelativeTime.tsx';
import { RowMenu } from '@hosterizer/ui/RowMenu.tsx';
import { useMay } from '@hosterizer/ui/session/SessionContext.tsx';
import { StatusBadge } from '@hosterizer/ui/StatusBadge.tsx';
import { say } from '@hosterizer/ui/Toaster.tsx';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { VersionRowFragment } from '../generated/graphql.ts';
import { useBlueprint } from './BlueprintPage.tsx';
import { Providers } from './columns.tsx';
import { BlueprintQuery, DeprecateBlueprint } from './documents.ts';
import { CloneDialog } from './NewBlueprint.tsx';
import { blueprintPath, versionState } from './words.ts';

type Version = VersionRowFragment;
type Asked = { what: 'deprecate' | 'clone'; version: Version };

/** Every version, the newest first. */
export function VersionsTab() {
  const { name, versions } = useBlueprint();
  const [asked, setAsked] = useState<Asked>();
  const close = () => setAsked(undefined);
  return (
    <Panel overflow="hidden">
      <DataTable
        label="Versions"
        columns={columnsWith((version) => (
          <Menu version={version} onAsk={setAsked} />
        ))}
        rows={versions}
      />
      <Deprecate version={asked?.what === 'deprecate' ? asked.version : null} onClose={close} />
      {asked?.what === 'clone' && (
        <CloneDialog open from={name} version={asked.version.number} onClose={close} />
      )}
    </Panel>
  );
}

const columnsWith = (menu: (version: Version) => React.ReactNode): ReadonlyArray<Column<Version>> => [
  {
    key: 'number',
    header: 'Version',
    cell: ({ number, notes, deprecationReason }) => (
      <Stack gap="0.5" py="1.5">
        <Text fontWeight="medium">Version {number}</Text>
        {notes !== '' && (
          <Text textStyle="xs" color="fg.muted" overflowWrap="anywhere" whiteSpace="pre-line">
            {notes}
          </Text>
        )}
        {deprecationReason != null && (
          <Text textStyle="xs" color="orange.fg" overflowWrap="anywhere">
            Deprecated: {deprecationReason}
          </Text>
        )}
      </Stack>
    ),
  },
  {
    key: 'status',
    header: 'Status',
    width: '132px',
    cell: ({ status }) => <StatusBadge state={versionState(status)} size="sm" />,
  },
  {
    key: 'where',
    header: 'Where it can stand',
    width: '200px',
    from: 'lg',
    cell: ({ cloudProviders }) => <Providers of={cloudProviders} />,
  },
  {
    key: 'sites',
    header: 'Sites',
    width: '88px',
    from: 'sm',
    cell: ({ siteCount }) => <Box fontVariantNumeric="tabular-nums">{siteCount}</Box>,
  },
  {
    key: 'published',
    header: 'Published',
    width: '160px',
    from: 'md',
    cell: ({ publishedAt }) => (
      <Box truncate color="fg.muted">
        {publishedAt == null ? 'not yet' : <RelativeTime at={publishedAt} />}
      </Box>
    ),
  },
  { key: 'menu', header: 'Actions', hiddenHeader: true, width: '56px', cell: menu },
];

function Menu({ version, onAsk }: { version: Version; onAsk: (asked: Asked) => void }) {
  const may = useMay('registry:write');
  const navigate = useNavigate();
  const refused = may ? undefined : 'Your role may only look.';
  const actions =
    version.status === 'DRAFT'
      ? [{ label: 'Open the draft', onSelect: () => void navigate(blueprintPath(version.name, 'edit')) }]
      : [
          { label: 'Clone', onSelect: () => onAsk({ what: 'clone', version }), refused },
          {
            label: 'Deprecate',
            danger: true,
            onSelect: () => onAsk({ what: 'deprecate', version }),
            refused: version.status === 'DEPRECATED' ? 'It is deprecated already.' : refused,
          },
        ];
  return (
    <Box display="flex" justifyContent="flex-end">
      <RowMenu label={`Actions for version ${version.number}`} actions={actions} />
    </Box>
  );
}

function Deprecate({ version, onClose }: { version: Version | null; onClose: () => void }) {
  const [deprecate] = useMutation(DeprecateBlueprint, {
    refetchQueries: [BlueprintQuery],
    awaitRefetchQueries: true,
  });
  return (
    <ReasonDialog
      open={version !== null}
      title={`Deprecate version ${version?.number}?`}
      confirm="Deprecate it"
      isGrave
      hint="Whoever runs a site of it reads this."
      onConfirm={async (reason) => {
        const { name, number } = version!;
        await deprecate({ variables: { input: { name, version: number, reason } } });
        say(`Version ${number} is deprecated`);
      }}
      onClose={onClose}
    >
      {version && (
        <Text>
          It is not offered any more: new sites are made of the newest version that is.{' '}
          {sayStay(version.siteCount)}
        </Text>
      )}
    </ReasonDialog>
  );
}

function sayStay(sites: number): string {
  if (sites === 0) return 'No site is made of it.';
  if (sites === 1) return 'The one site of it stays as it is, and can be deployed.';
  return `The ${sites} sites of it stay as they are, and can be deployed.`;
}

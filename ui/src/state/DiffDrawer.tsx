import { useQuery } from '@apollo/client/react';
import { CloseButton, Drawer, HStack, NativeSelect, Portal, Text } from '@chakra-ui/react';
import { useState } from 'react';
import { LoadedResources } from '../changes/LoadedResources.tsx';
import { stateLooks } from '../changes/words.ts';
import { StateDiffQuery } from './documents.ts';

type Props = {
  siteId: string;
  /** The one that is compared with the one before it; null while none is. */
  version: number | null;
  /** Those on the page. */
  versions: readonly number[];
  onClose: () => void;
};

/** What differs between two versions; the list stays in place. */
export function DiffDrawer({ version, onClose, ...rest }: Props) {
  return (
    <Drawer.Root
      open={version !== null}
      onOpenChange={({ open }) => !open && onClose()}
      placement="end"
      size="lg"
      lazyMount
      unmountOnExit
    >
      <Portal>
        <Drawer.Backdrop />
        <Drawer.Positioner>
          <Drawer.Content>
            {version !== null && <Between key={version} version={version} {...rest} />}
            <Drawer.CloseTrigger asChild>
              <CloseButton size="sm" />
            </Drawer.CloseTrigger>
          </Drawer.Content>
        </Drawer.Positioner>
      </Portal>
    </Drawer.Root>
  );
}

function Between({ siteId, version, versions }: { version: number } & Pick<Props, 'siteId' | 'versions'>) {
  const [from, setFrom] = useState(version - 1);
  const [to, setTo] = useState(version);
  // The one before the oldest on the page is on the next one.
  const known = [...new Set([...versions, version, version - 1])].sort((a, b) => b - a);
  return (
    <>
      <Drawer.Header flexDirection="column" alignItems="flex-start" gap="2" pe="12">
        <Drawer.Title>What changed</Drawer.Title>
        <HStack gap="2" textStyle="sm" wrap="wrap">
          <Picker label="From version" value={from} versions={known} onChange={setFrom} />
          <Text as="span" color="fg.muted">
            to
          </Text>
          <Picker label="To version" value={to} versions={known} onChange={setTo} />
        </HStack>
      </Drawer.Header>
      <Drawer.Body px="0" borderTopWidth="1px">
        <Differences key={`${from} ${to}`} siteId={siteId} from={from} to={to} />
      </Drawer.Body>
    </>
  );
}

type PickerProps = {
  label: string;
  value: number;
  versions: readonly number[];
  onChange: (version: number) => void;
};

const Picker = ({ label, value, versions, onChange }: PickerProps) => (
  <NativeSelect.Root size="xs" w="140px">
    <NativeSelect.Field
      aria-label={label}
      value={value}
      onChange={(event) => onChange(Number(event.target.value))}
    >
      {versions.map((version) => (
        <option key={version} value={version}>
          Version {version}
        </option>
      ))}
    </NativeSelect.Field>
    <NativeSelect.Indicator />
  </NativeSelect.Root>
);

function Differences({ siteId, from, to }: { siteId: string; from: number; to: number }) {
  const { data, error, refetch } = useQuery(StateDiffQuery, {
    variables: { siteId, from, to },
    fetchPolicy: 'no-cache',
  });
  return (
    <LoadedResources
      label="Differences of the state"
      resources={data?.stateDiff.resources}
      looks={stateLooks}
      empty="No resource differs between the two."
      error={error}
      onRetry={() => void refetch()}
      loading="Comparing"
    />
  );
}

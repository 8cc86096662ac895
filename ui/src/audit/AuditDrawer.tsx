import {
  Badge,
  Box,
  Button,
  CloseButton,
  Drawer,
  Flex,
  Heading,
  Portal,
  Stack,
  Text,
} from '@chakra-ui/react';
import { CopyField } from '../CopyField.tsx';
import { Facts } from '../Facts.tsx';
import type { AuditRowFragment } from '../generated/graphql.ts';
import { RelativeTime } from '../RelativeTime.tsx';
import { sayMoment } from '../time.ts';
import { changesBetween, say, type Change } from './diff.ts';
import type { Filters } from './filter.ts';
import { sayObject, sayOperation } from './words.ts';

type Row = AuditRowFragment;
type Props = { entry: Row | undefined; onClose: () => void; onFilter: (filters: Filters) => void };

/** One entry with everything that is known of it; the list stays in place. */
export function AuditDrawer({ entry, onClose, onFilter }: Props) {
  return (
    <Drawer.Root
      open={!!entry}
      onOpenChange={({ open }) => !open && onClose()}
      placement="end"
      size="md"
      lazyMount
      unmountOnExit
    >
      <Portal>
        <Drawer.Backdrop />
        <Drawer.Positioner>
          <Drawer.Content>{entry && <Entry entry={entry} onFilter={onFilter} />}</Drawer.Content>
        </Drawer.Positioner>
      </Portal>
    </Drawer.Root>
  );
}

function Entry({ entry, onFilter }: { entry: Row; onFilter: Props['onFilter'] }) {
  const { actor, operation, objectType, objectId, customer, ip, at, traceId } = entry;
  const who = actor.name ?? 'somebody who left';
  return (
    <>
      <Drawer.Header flexDirection="column" alignItems="flex-start" gap="1" pe="12">
        <Drawer.Title>{sayOperation(operation)}</Drawer.Title>
        <Text textStyle="sm" color="fg.muted">
          {who}, <RelativeTime at={at} />
        </Text>
      </Drawer.Header>
      <Drawer.Body>
        <Stack gap="5">
          {entry.actingReason && <Acting reason={entry.actingReason} />}
          <Facts
            facts={[
              ['When', sayMoment(at)],
              ['Who', actor.kind === 'API_KEY' ? `${who} (API key)` : who],
              ['From', ip ?? 'the platform itself'],
              ...(customer ? [['Customer', customer.name] as const] : []),
              ['Operation', operation],
              [sayObject(objectType), <Id key="object" value={objectId} label="the id" />],
              ['Trace id', <Id key="trace" value={traceId} label="the trace id" />],
              [
                'Seal',
                entry.sequence === null || entry.sequence === undefined ? (
                  'Not sealed yet; it is in a moment.'
                ) : (
                  <>Number {entry.sequence} in the chain</>
                ),
              ],
            ]}
          />
          <Changes changes={changesBetween(entry.before, entry.after)} />
          <Flex gap="2" wrap="wrap">
            <Button size="xs" variant="outline" onClick={() => onFilter({ actor: actor.id })}>
              All of {who}
            </Button>
            <Button size="xs" variant="outline" onClick={() => onFilter({ operation })}>
              All of this kind
            </Button>
            <Button size="xs" variant="outline" onClick={() => onFilter({ object: objectId })}>
              All about this{' '}
              {sayObject(objectType).replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase())}
            </Button>
          </Flex>
        </Stack>
      </Drawer.Body>
      <Drawer.CloseTrigger asChild>
        <CloseButton size="sm" />
      </Drawer.CloseTrigger>
    </>
  );
}

/** At the end of its line, as the other values are. */
const Id = (id: { value: string; label: string }) => (
  <Flex justify="flex-end" minW="0">
    <CopyField {...id} />
  </Flex>
);

const Acting = ({ reason }: { reason: string }) => (
  <Box bg="bg.error" color="fg.error" rounded="lg" p="3" textStyle="sm">
    <Text fontWeight="medium">Staff of the platform acted for the customer</Text>
    <Text overflowWrap="anywhere">{reason}</Text>
  </Box>
);

function Changes({ changes }: { changes: readonly Change[] }) {
  return (
    <Box as="section">
      <Heading as="h3" textStyle="sm" fontWeight="semibold" mb="2">
        What changed
      </Heading>
      {changes.length === 0 ? (
        <Text textStyle="sm" color="fg.muted">
          Nothing is kept about this beyond that it happened.
        </Text>
      ) : (
        <Stack as="ul" gap="0" listStyleType="none" borderWidth="1px" rounded="lg" overflow="hidden">
          {changes.map((change, index) => (
            <Box as="li" key={change.path} px="3" py="2" borderTopWidth={index === 0 ? '0' : '1px'}>
              <Flex justify="space-between" gap="2" align="center">
                <Text fontFamily="mono" textStyle="xs" fontWeight="medium" overflowWrap="anywhere">
                  {change.path}
                </Text>
                <Badge size="xs" colorPalette={tones[change.kind]}>
                  {change.kind}
                </Badge>
              </Flex>
              {change.kind !== 'added' && <Value mark="−" tone="red" value={change.before} />}
              {change.kind !== 'removed' && <Value mark="+" tone="green" value={change.after} />}
            </Box>
          ))}
        </Stack>
      )}
    </Box>
  );
}

const tones = { added: 'green', removed: 'red', changed: 'gray' } as const;

const Value = ({ mark, tone, value }: { mark: string; tone: 'red' | 'green'; value: unknown }) => (
  <Flex gap="2" textStyle="xs" fontFamily="mono" color={`${tone}.fg`} mt="1">
    <span aria-label={mark === '+' ? 'after' : 'before'} role="img">
      {mark}
    </span>
    <Text overflowWrap="anywhere" whiteSpace="pre-wrap" minW="0">
      {say(value)}
    </Text>
  </Flex>
);

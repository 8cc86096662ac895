import { Box, Button, HStack, Spinner, Text, VisuallyHidden } from '@chakra-ui/react';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { LuArrowDown, LuCircleAlert, LuClock, LuWifiOff } from 'react-icons/lu';
import { readFailure } from '../failure.ts';
import { useConnection } from '../live/connection.ts';
import { useBackend } from '../session/SessionContext.tsx';
import type { LogStore } from './store.ts';
import type { LogRows } from './view.ts';

type NoticeProps = { store: LogStore; rows: LogRows; filtered: boolean; onAll: () => void };

const useTick = (store: LogStore) => useSyncExternalStore(store.subscribeSlow, store.slowVersion);

/** What stands between toolbar and lines when something is not as it should be. */
export function Notice({ store, rows, filtered, onAll }: NoticeProps) {
  useTick(store);
  const lost = useConnection(useBackend().connection) === 'lost' && store.state() !== 'ended';
  const dropped = store.start();
  if (lost) {
    return (
      <Strip icon={<LuWifiOff aria-hidden />}>
        Connection lost. Reconnecting; the lines so far stay, and none will be missing.
      </Strip>
    );
  }
  if (dropped > 0) {
    return (
      <Strip icon={<LuCircleAlert aria-hidden />}>
        The first {dropped.toLocaleString('en')} lines have left this view. The download has all of them.
      </Strip>
    );
  }
  if (filtered && rows.count() === 0) {
    return (
      <Strip icon={<LuCircleAlert aria-hidden />}>
        No line has this level.
        <Button size="2xs" variant="outline" onClick={onAll}>
          Show all levels
        </Button>
      </Strip>
    );
  }
  return null;
}

function Strip({ icon, children }: { icon: React.ReactNode; children: React.ReactNode }) {
  return (
    <HStack
      gap="2"
      px="3"
      py="1.5"
      textStyle="xs"
      bg="bg.warning"
      color="fg.warning"
      borderBottomWidth="1px"
      role="status"
    >
      {icon}
      {children}
    </HStack>
  );
}

/** In the place of the lines while there is none. */
export function Nothing({ store, waiting }: { store: LogStore; waiting: string }) {
  useTick(store);
  if (store.end() > 0) return null;
  const said = {
    connecting: { mark: <Spinner size="sm" />, text: 'Opening the log' },
    streaming: { mark: <LuClock aria-hidden />, text: waiting },
    // Every deployment says that it was queued, so one that is over has said something once.
    ended: {
      mark: <LuClock aria-hidden />,
      text: 'The log of this deployment has been removed, since this platform keeps logs for a limited time.',
    },
    failed: { mark: <LuCircleAlert aria-hidden />, text: readFailure(store.failure()).message },
  }[store.state()];
  return (
    <HStack
      position="absolute"
      inset="0"
      justify="center"
      gap="3"
      color="#cbd5e1"
      textStyle="sm"
      px="6"
      pointerEvents="none"
    >
      {said.mark}
      <Text>{said.text}</Text>
    </HStack>
  );
}

/** Leads back to the end, and says how much has come since one left it. */
export function JumpToLatest({ store, onJump }: { store: LogStore; onJump: () => void }) {
  const leftAt = useRef(store.end());
  useTick(store);
  const more = store.end() - leftAt.current;
  if (store.end() === 0) return null;
  return (
    <Box position="absolute" bottom="3" right="5">
      <Button size="xs" colorPalette="brand" shadow="md" fontVariantNumeric="tabular-nums" onClick={onJump}>
        <LuArrowDown /> Jump to latest{more > 0 && ` (+${more.toLocaleString('en')})`}
      </Button>
    </Box>
  );
}

/** Says phase and error count to a screen reader, at most once a second. */
export function Announcer({ store, phase }: { store: LogStore; phase: string }) {
  useTick(store);
  const errors = store.errors().length;
  const text = `${phase}. ${errors} ${errors === 1 ? 'error' : 'errors'} in the log.`;
  const [said, setSaid] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSaid(text), 1000);
    return () => clearTimeout(timer);
  }, [text]);
  return <VisuallyHidden role="status">{said}</VisuallyHidden>;
}

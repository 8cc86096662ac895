import { Box, Button, HStack, Spinner, Text, VisuallyHidden } from '@chakra-ui/react';
import {
  useCallback,
  useDeferredValue,
  useEffect,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
  type KeyboardEvent,
  type Ref,
} from 'react';
import { LuArrowDown, LuCircleAlert, LuClock, LuWifiOff } from 'react-icons/lu';
import { copyText } from '../copy.ts';
import { useConnection } from '../live/connection.ts';
import { useBackend } from '../session/SessionContext.tsx';
import { readFailure } from '../failure.ts';
import { say } from '../Toaster.tsx';
import { LogPage } from './documents.ts';
import type { Line } from './lines.ts';
import { LogToolbar } from './LogToolbar.tsx';
import { LogView, type LogViewHandle, type Range, type Times } from './LogView.tsx';
import { compileQuery, createSearch, type Query } from './search.ts';
import type { LogStore } from './store.ts';
import { openText, saveText, textOf } from './text.ts';
import { createRows, firstAtLeast, type LevelFilter } from './view.ts';

export type LogViewerHandle = { reveal: (number: number) => void; nextError: () => void };

type Props = {
  handle?: Ref<LogViewerHandle>;
  store: LogStore;
  deploymentId: string;
  /** Name of the downloaded file, without its ending. */
  name: string;
  /** Said while there is nothing to show yet. */
  waiting: string;
  /** The deployment has ended, so no more lines come once the store has them. */
  over: boolean;
  /** Where a log that is not linked to a line is opened: at its end, or at its beginning. */
  openAtEnd: boolean;
  /** What a screen reader should hear next to the error count, such as the phase. */
  phase: string;
};

export function LogViewer({ handle, store, deploymentId, name, waiting, over, openAtEnd, phase }: Props) {
  const linked = useMemo(readHash, [store]);
  const [follow, setFollow] = useState(openAtEnd && !linked);
  const [level, setLevel] = useState<LevelFilter>('ALL');
  const [wrap, setWrap] = useState(false);
  const [times, setTimes] = useState<Times>('OFF');
  const [full, setFull] = useState(false);
  const [query, setQuery] = useState<Query>({ text: '', matchCase: false, regex: false });
  const [hit, setHit] = useState<number | null>(null);
  const [chosen, setChosen] = useState<Range | null>(linked);
  const [leftAt, setLeftAt] = useState(0);
  const view = useRef<LogViewHandle>(null);
  const searchBox = useRef<HTMLInputElement>(null);
  const root = useRef<HTMLDivElement>(null);
  const { client } = useBackend();
  useSyncExternalStore(store.subscribeSlow, store.slowVersion);

  const rows = useMemo(() => createRows(store, level), [store, level]);
  // A long log takes a moment to search; typing goes first.
  const deferred = useDeferredValue(query);
  const compiled = useMemo(() => compileQuery(deferred), [deferred]);
  const matcher = typeof compiled === 'function' ? compiled : null;
  const search = useMemo(() => (matcher ? createSearch(store, rows, matcher) : null), [store, rows, matcher]);
  search?.catchUp();
  const hits = search?.hits() ?? [];

  const setFollowing = useCallback(
    (next: boolean) => {
      setFollow(next);
      if (!next) setLeftAt(store.end());
    },
    [store],
  );
  const show = (number: number) => {
    setHit(number);
    view.current?.reveal(number);
  };
  const step = (by: 1 | -1) => {
    if (hits.length === 0) return;
    const now = hit === null ? -1 : firstAtLeast(hits, hit);
    const next =
      hit === null ? (by === 1 ? 0 : hits.length - 1) : hits[now] === hit || by === -1 ? now + by : now;
    show(hits[(next + hits.length) % hits.length]!);
  };
  const nextError = () => {
    const errors = store.errors();
    const at = hit === null ? 0 : firstAtLeast(errors, hit + 1);
    const next = errors[at % Math.max(1, errors.length)];
    if (next !== undefined) show(next);
  };
  useImperativeHandle(handle, () => ({ reveal: show, nextError }));

  // The first match shows itself; later ones wait for Enter.
  useEffect(() => {
    setHit(null);
    if (hits[0] !== undefined) show(hits[0]);
  }, [search]); // eslint-disable-line -- hits grow while the log does, which must not move the view

  // A link to a line waits until that line has arrived.
  const awaited = useRef(linked);
  useEffect(() => {
    if (!awaited.current || store.end() <= awaited.current[0]) return;
    view.current?.reveal(awaited.current[0]);
    awaited.current = null;
  });

  const choose = useCallback((number: number, extend: boolean) => {
    setChosen((old) => {
      const range: Range =
        extend && old ? [Math.min(old[0], number), Math.max(old[1], number)] : [number, number];
      history.replaceState(history.state, '', hashOf(range));
      return range;
    });
  }, []);
  const fill = useCallback(
    async (gap: Line) => {
      const { data } = await client.query({
        query: LogPage,
        variables: { deploymentId, after: gap.sequence - 1, first: Math.min(1000, gap.missing) },
        fetchPolicy: 'no-cache',
      });
      if (data) store.fill(gap.sequence, data.deploymentEvents.events);
    },
    [client, deploymentId, store],
  );

  async function copy(what: 'selection' | 'all' | 'link') {
    if (what === 'link') {
      const done = await copyText(location.href.replace(/#.*$/, '') + (chosen ? hashOf(chosen) : ''));
      if (done) say('Link copied');
      return;
    }
    const marked = what === 'selection' ? (getSelection()?.toString() ?? '') : '';
    const range: Range = what === 'selection' && chosen ? chosen : [store.start(), store.end() - 1];
    if (await copyText(!chosen && marked ? marked : textOf(store, range))) say('Copied');
  }

  useSlashKey(searchBox);
  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Escape' && full) return setFull(false);
    const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
    if ((event.ctrlKey || event.metaKey) && event.key === 'f') {
      event.preventDefault();
      searchBox.current?.select();
    } else if (!typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const act = keys[event.key] ?? keys[event.key.toLowerCase()];
      if (!act) return;
      event.preventDefault();
      act();
    }
  }
  const keys: Record<string, () => void> = {
    e: nextError,
    g: () => setFollowing(true),
    End: () => setFollowing(true),
    Home: () => view.current?.toTop(),
    f: () => setFollowing(!follow),
  };

  const lines = store.end();
  const at = hit === null ? 0 : firstAtLeast(hits, hit);
  return (
    <Box
      ref={root}
      as="section"
      aria-label="Log"
      onKeyDown={onKeyDown}
      bg="bg.panel"
      borderWidth="1px"
      rounded="lg"
      overflow="hidden"
      display="flex"
      flexDirection="column"
      minW="0"
      {...(full
        ? { position: 'fixed', inset: '0', zIndex: 'modal', rounded: 'none' }
        : { h: { base: '70dvh', md: '600px', xl: 'max(520px, calc(100dvh - 284px))' } })}
      css={{ containerType: 'inline-size', containerName: 'log' }}
    >
      <LogToolbar
        store={store}
        searchBox={searchBox}
        query={query}
        onQuery={setQuery}
        found={{
          at: hits.length > 0 && hits[at] === hit ? at + 1 : 0,
          of: hits.length,
          problem: typeof compiled === 'string' ? compiled : null,
        }}
        onStep={step}
        onLeaveSearch={() => {
          setQuery({ ...query, text: '' });
          view.current?.focus();
        }}
        level={level}
        onLevel={setLevel}
        onNextError={nextError}
        wrap={wrap}
        onWrap={setWrap}
        times={times}
        onTimes={setTimes}
        onCopy={(what) => void copy(what)}
        onDownload={() => void saveText(client, store, deploymentId, name)}
        onPlain={() => void openText(client, store, deploymentId)}
        full={full}
        onFull={setFull}
        follow={follow}
        onFollow={setFollowing}
        over={over && store.state() === 'ended'}
      />
      <Notice store={store} rows={rows.count()} filtered={level !== 'ALL'} onAll={() => setLevel('ALL')} />
      <Box flex="1" minH="0" position="relative" bg="#0b0e14">
        <LogView
          handle={view}
          store={store}
          rows={rows}
          follow={follow}
          onFollow={setFollowing}
          wrap={wrap}
          times={times}
          matcher={matcher}
          hit={hit}
          chosen={chosen}
          onChoose={choose}
          onFill={(gap) => void fill(gap)}
        />
        {lines === 0 && <Nothing store={store} waiting={waiting} />}
        {!follow && !over && lines > 0 && (
          <Button
            position="absolute"
            bottom="3"
            right="5"
            size="xs"
            colorPalette="brand"
            shadow="md"
            fontVariantNumeric="tabular-nums"
            onClick={() => setFollowing(true)}
          >
            <LuArrowDown /> Jump to latest
            {lines > leftAt && ` (+${(lines - leftAt).toLocaleString('en')})`}
          </Button>
        )}
      </Box>
      <Announcer text={`${phase}. ${store.errors().length} errors in the log.`} />
    </Box>
  );
}

/** What stands between toolbar and lines when something is not as it should be. */
function Notice({
  store,
  rows,
  filtered,
  onAll,
}: {
  store: LogStore;
  rows: number;
  filtered: boolean;
  onAll: () => void;
}) {
  const { connection } = useBackend();
  const lost = useConnection(connection) === 'lost' && store.state() !== 'ended';
  const dropped = store.start();
  const text = lost
    ? 'Connection lost. Reconnecting; the lines so far stay, and none will be missing.'
    : dropped > 0
      ? `The first ${dropped.toLocaleString('en')} lines have left this view. The download has all of them.`
      : filtered && rows === 0
        ? 'No line has this level.'
        : null;
  if (!text) return null;
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
      {lost ? <LuWifiOff aria-hidden /> : <LuCircleAlert aria-hidden />}
      {text}
      {filtered && rows === 0 && !lost && (
        <Button size="2xs" variant="outline" onClick={onAll}>
          Show all levels
        </Button>
      )}
    </HStack>
  );
}

function Nothing({ store, waiting }: { store: LogStore; waiting: string }) {
  const state = store.state();
  const failed = state === 'failed';
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
      {failed ? (
        <LuCircleAlert aria-hidden />
      ) : state === 'connecting' ? (
        <Spinner size="sm" />
      ) : (
        <LuClock aria-hidden />
      )}
      <Text>
        {failed
          ? readFailure(store.failure()).message
          : state === 'connecting'
            ? 'Opening the log'
            : state === 'ended'
              ? 'This deployment wrote nothing.'
              : waiting}
      </Text>
    </HStack>
  );
}

/** Says phase and error count to a screen reader, at most once a second. */
function Announcer({ text }: { text: string }) {
  const [said, setSaid] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSaid(text), 1000);
    return () => clearTimeout(timer);
  }, [text]);
  return <VisuallyHidden role="status">{said}</VisuallyHidden>;
}

/** `/` goes to the search from anywhere on the page, unless somebody is typing. */
function useSlashKey(box: React.RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const listen = (event: globalThis.KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.key !== '/' || target.closest('input, textarea, select, [contenteditable]')) return;
      event.preventDefault();
      box.current?.focus();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [box]);
}

/** `#L120` or `#L120-L140` as line numbers counted from 0. */
export function readHash(): Range | null {
  const found = /^#L(\d+)(?:-L(\d+))?$/.exec(location.hash);
  if (!found) return null;
  const from = Number(found[1]) - 1;
  const to = found[2] ? Number(found[2]) - 1 : from;
  return from < 0 ? null : [Math.min(from, to), Math.max(from, to)];
}

const hashOf = ([from, to]: Range) => (from === to ? `#L${from + 1}` : `#L${from + 1}-L${to + 1}`);

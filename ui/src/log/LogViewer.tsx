import { Box } from '@chakra-ui/react';
import {
  useEffect,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
  type Ref,
} from 'react';
import { copyText } from '../copy.ts';
import { usePortal } from '../portal.tsx';
import { useBackend } from '../session/SessionContext.tsx';
import { useStable } from '../stable.ts';
import { say, sayFailure } from '../Toaster.tsx';
import { addressOf, readAddress, type Range } from './address.ts';
import { LogPage } from './documents.ts';
import { actOnKey, useSlashKey } from './keys.ts';
import type { Line } from './lines.ts';
import { Announcer, JumpToLatest, Nothing, Notice } from './LogNotices.tsx';
import { LogToolbar } from './LogToolbar.tsx';
import { LogView, type LogViewHandle, type Times } from './LogView.tsx';
import type { Query } from './search.ts';
import type { LogStore } from './store.ts';
import { openText, saveLog, textOf, type LogFormat } from './text.ts';
import { useSearch } from './useSearch.ts';
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

/** Not redrawn while the log grows: what must be is drawn by parts that listen to the store themselves. */
export function LogViewer({ handle, store, deploymentId, name, waiting, over, openAtEnd, phase }: Props) {
  const linked = useMemo(() => readAddress(location.hash), [store]);
  const [follow, setFollow] = useState(openAtEnd && !linked);
  const [level, setLevel] = useState<LevelFilter>('ALL');
  const [wrap, setWrap] = useState(false);
  const [times, setTimes] = useState<Times>('OFF');
  const [full, setFull] = useState(false);
  const [hit, setHit] = useState<number | null>(null);
  const [chosen, setChosen] = useState<Range | null>(linked);
  const view = useRef<LogViewHandle>(null);
  const searchBox = useRef<HTMLInputElement>(null);
  const { client } = useBackend();
  const { name: portal } = usePortal();

  const rows = useMemo(() => createRows(store, level), [store, level]);
  const { query, setQuery, matcher, search, hits, problem } = useSearch(store, rows);
  const complete = useSyncExternalStore(store.subscribeSlow, () => store.state() === 'ended');

  const show = (number: number) => {
    setHit(number);
    view.current?.reveal(number);
  };
  const calls = useStable({
    show,
    onFollow: setFollow,
    onQuery: (next: Query) => setQuery(next),
    onStep(by: 1 | -1) {
      if (hits.length === 0) return;
      const at = hit === null ? -1 : firstAtLeast(hits, hit);
      // Between two matches, the next one is the one found there already.
      const next = hit === null ? (by === 1 ? 0 : -1) : by === 1 && hits[at] !== hit ? at : at + by;
      show(hits[(next + hits.length) % hits.length]!);
    },
    onLeaveSearch() {
      setQuery({ ...query, text: '' });
      view.current?.focus();
    },
    onNextError() {
      const errors = store.errors();
      const at = hit === null ? 0 : firstAtLeast(errors, hit + 1);
      const next = errors[at % Math.max(1, errors.length)];
      if (next !== undefined) show(next);
    },
    onLevel: setLevel,
    onWrap: setWrap,
    onTimes: setTimes,
    onFull: setFull,
    onCopy: (what: 'selection' | 'all' | 'link') => void copy(what),
    onDownload: (format: LogFormat) =>
      void saveLog(portal, deploymentId, name, format).catch((error: unknown) =>
        sayFailure('The log was not downloaded', error),
      ),
    onPlain: () => void openText(client, store, deploymentId),
    onChoose(number: number, extend: boolean) {
      const range: Range =
        extend && chosen ? [Math.min(chosen[0], number), Math.max(chosen[1], number)] : [number, number];
      setChosen(range);
      history.replaceState(history.state, '', addressOf(range));
    },
    async onFill(gap: Line) {
      const { data } = await client.query({
        query: LogPage,
        variables: { deploymentId, after: gap.sequence - 1, first: Math.min(1000, gap.missing) },
        fetchPolicy: 'no-cache',
      });
      if (data) store.fill(gap.sequence, data.deploymentEvents.events);
    },
  });
  useImperativeHandle(handle, () => ({ reveal: calls.show, nextError: calls.onNextError }), [calls]);

  async function copy(what: 'selection' | 'all' | 'link') {
    if (what === 'link') {
      const link = location.href.replace(/#.*$/, '') + (chosen ? addressOf(chosen) : '');
      if (await copyText(link)) say('Link copied');
      return;
    }
    const marked = what === 'selection' && !chosen ? String(getSelection() ?? '') : '';
    const range: Range = what === 'selection' && chosen ? chosen : [store.start(), store.end() - 1];
    if (await copyText(marked || textOf(store, range))) say('Copied');
  }

  // The first match shows itself; later ones wait for Enter, since lines that arrive must not move the view. Where one
  // has stepped to stays while it is a match: the search runs behind the typing, and Enter may have been faster.
  useEffect(() => {
    if (hit !== null && hits[firstAtLeast(hits, hit)] === hit) return;
    setHit(null);
    if (hits[0] !== undefined) calls.show(hits[0]);
  }, [search]); // Only for another search, see above.

  // A linked line is shown once it has arrived.
  useEffect(() => {
    if (!linked) return;
    const look = () => {
      if (store.end() <= linked[0]) return;
      stop();
      view.current?.reveal(linked[0]);
    };
    const stop = store.subscribeSlow(look);
    look();
    return stop;
  }, [store, linked]);

  useSlashKey(searchBox);
  const at = hit === null ? 0 : firstAtLeast(hits, hit);
  return (
    <Box
      as="section"
      aria-label="Log"
      onKeyDown={(event) => {
        if (event.key === 'Escape' && full) return setFull(false);
        actOnKey(event, {
          search: () => searchBox.current?.select(),
          nextError: calls.onNextError,
          toEnd: () => setFollow(true),
          toTop: () => view.current?.toTop(),
          follow: () => setFollow(!follow),
        });
      }}
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
        {...calls}
        store={store}
        searchBox={searchBox}
        query={query}
        matchAt={hits.length > 0 && hits[at] === hit ? at + 1 : 0}
        matches={hits.length}
        problem={problem}
        level={level}
        wrap={wrap}
        times={times}
        full={full}
        follow={follow}
        over={over && complete}
      />
      <Notice store={store} rows={rows} filtered={level !== 'ALL'} onAll={() => setLevel('ALL')} />
      <Box flex="1" minH="0" position="relative" bg="#0b0e14">
        <LogView
          handle={view}
          store={store}
          rows={rows}
          follow={follow}
          onFollow={calls.onFollow}
          wrap={wrap}
          times={times}
          matcher={matcher}
          hit={hit}
          chosen={chosen}
          onChoose={calls.onChoose}
          onFill={calls.onFill}
        />
        <Nothing store={store} waiting={waiting} />
        {!follow && !over && <JumpToLatest store={store} onJump={() => setFollow(true)} />}
      </Box>
      <Announcer store={store} phase={phase} />
    </Box>
  );
}

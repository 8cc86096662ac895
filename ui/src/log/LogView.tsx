import {
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
  type CSSProperties,
  type Ref,
} from 'react';
import './log.css';
import { plainLayout, rowHeight, wrappedLayout } from './layout.ts';
import type { Range } from './address.ts';
import type { Line } from './lines.ts';
import { LogRow } from './LogRow.tsx';
import type { Matcher } from './search.ts';
import type { LogStore } from './store.ts';
import type { LogRows } from './view.ts';

export type Times = 'OFF' | 'RELATIVE' | 'UTC';

export type LogViewHandle = {
  /** Brings a line to the middle. */
  reveal: (number: number) => void;
  toTop: () => void;
  focus: () => void;
};

type Props = {
  handle: Ref<LogViewHandle>;
  store: LogStore;
  rows: LogRows;
  follow: boolean;
  onFollow: (follow: boolean) => void;
  wrap: boolean;
  times: Times;
  matcher: Matcher | null;
  hit: number | null;
  chosen: Range | null;
  onChoose: (number: number, extend: boolean) => void;
  onFill: (line: Line) => unknown;
};

/** Rows drawn beyond either edge, so that a fast scroll shows no blank. */
const overscan = 30;
const timeColumns: Record<Times, number> = { OFF: 0, RELATIVE: 12, UTC: 15 };

/** The scrolling part: only the rows near the window exist, at places that arithmetic knows. */
export function LogView(props: Props) {
  const { handle, store, rows, follow, onFollow, wrap, times, matcher, hit, chosen, onChoose, onFill } =
    props;
  useSyncExternalStore(store.subscribe, store.version);
  const box = useRef<HTMLDivElement>(null);
  const { height, width, column } = useSize(box);
  const [top, setTop] = useState(0);
  const scrolled = useRef(0);

  const digits = Math.max(4, String(store.end()).length);
  const prefix = digits + 2 + timeColumns[times];
  const columns = wrap ? Math.max(20, Math.floor((width - 30) / column - prefix)) : 0;
  const layout = useMemo(
    () => (wrap ? wrappedLayout(store, rows, columns) : plainLayout(rows)),
    [store, rows, wrap, columns],
  );
  layout.catchUp();

  const count = rows.count();
  const total = layout.total();
  // Worked out from the wanted place, not from where the box still is: the rows must exist before it scrolls.
  const at = follow ? Math.max(0, total - height) : Math.min(top, Math.max(0, total - height));
  const first = Math.max(0, layout.at(at) - overscan);
  const last = Math.min(count, layout.at(at + height) + 1 + overscan);

  const scrollTo = (offset: number) => {
    const element = box.current!;
    element.scrollTop = offset;
    scrolled.current = element.scrollTop;
    setTop(element.scrollTop);
  };

  // In a layout effect, or a frame of blank rows shows.
  useLayoutEffect(() => {
    if (!follow) return;
    const element = box.current!;
    element.scrollTop = element.scrollHeight;
    scrolled.current = element.scrollTop;
  }, [follow, total, height]);

  // The line at the top stays there when lines above it go, or when filter or wrapping change.
  const anchor = useRef(0);
  const epoch = store.epoch();
  useLayoutEffect(() => {
    if (!follow) scrollTo(layout.top(rows.rowOf(anchor.current)));
  }, [layout, epoch]); // Only when rows have moved.
  useLayoutEffect(() => {
    anchor.current = Math.max(0, rows.number(layout.at(at)));
  });

  useImperativeHandle(handle, () => ({
    reveal(number) {
      onFollow(false);
      layout.catchUp();
      scrollTo(Math.max(0, layout.top(rows.rowOf(number)) - height / 2 + rowHeight));
    },
    toTop() {
      onFollow(false);
      scrollTo(0);
    },
    focus: () => box.current?.focus({ preventScroll: true }),
  }));

  function onScroll() {
    const element = box.current!;
    const now = element.scrollTop;
    if (follow && now >= scrolled.current - 1) return;
    scrolled.current = now;
    setTop(now);
    const atEnd = element.scrollHeight - now - element.clientHeight < rowHeight;
    if (atEnd !== follow) onFollow(atEnd);
  }

  const origin = store.line(store.start())?.at ?? 0;
  const drawn = [];
  for (let row = first; row < last; row++) {
    const number = rows.number(row);
    const line = store.line(number);
    if (!line) continue;
    drawn.push(
      <LogRow
        key={number}
        line={line}
        number={number}
        height={layout.height(row)}
        time={sayTime(times, line, origin)}
        matcher={matcher}
        hit={hit === number}
        chosen={chosen !== null && number >= chosen[0] && number <= chosen[1]}
        onChoose={onChoose}
        onFill={onFill}
      />,
    );
  }

  const wide = wrap ? '100%' : `max(100%, calc(${prefix + store.columns()}ch + 56px))`;
  return (
    <div
      ref={box}
      className="log"
      role="log"
      aria-live="off"
      aria-label="Deployment log"
      tabIndex={0}
      data-wrap={wrap || undefined}
      onScroll={onScroll}
      style={{ '--digits': digits } as CSSProperties}
    >
      <span className="log-column" aria-hidden>
        {'0'.repeat(100)}
      </span>
      <div className="log-rows" style={{ height: total, width: wide }}>
        <div className="log-window" style={{ top: layout.top(first), width: wrap ? '100%' : undefined }}>
          {drawn}
        </div>
      </div>
    </div>
  );
}

function sayTime(times: Times, line: Line, origin: number): string | null {
  if (times === 'OFF') return null;
  if (!line.first) return ' '.repeat(times === 'UTC' ? 13 : 10);
  if (times === 'UTC') return new Date(line.at).toISOString().slice(11);
  return `+${((line.at - origin) / 1000).toFixed(2)}s`.padStart(10);
}

function useSize(box: React.RefObject<HTMLDivElement | null>) {
  const [size, setSize] = useState({ height: 600, width: 800, column: 7.2 });
  useLayoutEffect(() => {
    const element = box.current!;
    const measure = () => {
      const column = element.querySelector('.log-column')!.getBoundingClientRect().width / 100;
      setSize({ height: element.clientHeight, width: element.clientWidth, column: column || 7.2 });
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, [box]);
  return size;
}

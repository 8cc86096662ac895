import { memo, useMemo, type CSSProperties, type MouseEvent } from 'react';
import { parseAnsi, type Span } from './ansi.ts';
import type { Line } from './lines.ts';
import type { Matcher } from './search.ts';

type Props = {
  line: Line;
  number: number;
  height: number;
  /** Null when times are off. */
  time: string | null;
  matcher: Matcher | null;
  hit: boolean;
  chosen: boolean;
  onChoose: (number: number, extend: boolean) => void;
  onFill: (line: Line) => unknown;
};

const marks = { ERROR: 'E ', WARN: 'W ', DEBUG: '  ', INFO: '  ' };

export const LogRow = memo(function LogRow({
  line,
  number,
  height,
  time,
  matcher,
  hit,
  chosen,
  onChoose,
  onFill,
}: Props) {
  const spans = useMemo(() => {
    const parsed = parseAnsi(line.text);
    return matcher ? highlight(parsed, matcher(parsed.map((span) => span.text).join(''))) : parsed;
  }, [line, matcher]);

  if (line.missing > 0) {
    return (
      <div className="log-row log-gap" style={{ height }}>
        <span className="log-number">⋯</span>
        <span className="log-mark"> </span>
        {line.text}
        <button type="button" onClick={() => onFill(line)}>
          Load
        </button>
      </div>
    );
  }
  return (
    <div
      className="log-row"
      style={{ height }}
      data-level={line.level}
      data-kind={line.kind}
      data-hit={hit || undefined}
      data-chosen={chosen || undefined}
    >
      <button
        type="button"
        className="log-number"
        tabIndex={-1}
        aria-label={`Line ${number + 1}`}
        onClick={(event: MouseEvent) => onChoose(number, event.shiftKey)}
      >
        {number + 1}
      </button>
      <span className="log-mark">{line.first ? marks[line.level] : '  '}</span>
      {time !== null && <span className="log-time">{time}</span>}
      <span className="log-text">{spans.map((span, index) => piece(span, index))}</span>
    </div>
  );
});

type Piece = Span & { marked?: boolean };

function piece(span: Piece, key: number) {
  const content = span.marked ? <mark>{span.text}</mark> : span.text;
  const style = styleOf(span);
  if (span.href) {
    return (
      <a key={key} style={style} href={span.href} target="_blank" rel="noreferrer noopener" tabIndex={-1}>
        {content}
      </a>
    );
  }
  if (!style && !span.marked) return span.text;
  return (
    <span key={key} style={style}>
      {content}
    </span>
  );
}

function styleOf({ color, background, bold, dim, italic, underline }: Span): CSSProperties | undefined {
  const style: CSSProperties = {};
  // Dim text is text in a quieter colour: half transparent it could not be read.
  if (color && !(dim && !background)) style.color = color;
  else if (dim) style.color = 'var(--quiet)';
  if (background) style.background = background;
  if (bold) style.fontWeight = 700;
  if (italic) style.fontStyle = 'italic';
  if (underline) style.textDecoration = 'underline';
  for (const _ in style) return style;
  return undefined;
}

/** Cuts spans where matches begin and end. */
export function highlight(spans: readonly Span[], ranges: ReadonlyArray<readonly [number, number]>): Piece[] {
  if (ranges.length === 0) return [...spans];
  const pieces: Piece[] = [];
  let at = 0;
  let next = 0;
  for (const span of spans) {
    const end = at + span.text.length;
    let from = at;
    while (from < end) {
      while (next < ranges.length && ranges[next]![1] <= from) next++;
      const range = ranges[next];
      const inside = range !== undefined && range[0] <= from;
      const to = Math.min(end, range === undefined ? end : inside ? range[1] : range[0]);
      pieces.push({ ...span, text: span.text.slice(from - at, to - at), ...(inside && { marked: true }) });
      from = to;
    }
    at = end;
  }
  return pieces;
}

import { plainText } from './ansi.ts';
import type { LogStore } from './store.ts';
import { firstAtLeast, type LogRows } from './view.ts';

/** Height of one screen row, in pixels. log.css says the same. */
export const rowHeight = 18;

export type Layout = {
  catchUp: () => void;
  total: () => number;
  /** Where a row begins, in pixels. */
  top: (row: number) => number;
  height: (row: number) => number;
  /** The row at an offset in pixels. */
  at: (offset: number) => number;
};

/** Every row is one screen row: all is arithmetic. */
export function plainLayout(rows: LogRows): Layout {
  return {
    catchUp: rows.catchUp,
    total: () => rows.count() * rowHeight,
    top: (row) => row * rowHeight,
    height: () => rowHeight,
    at: (offset) => Math.floor(offset / rowHeight),
  };
}

/** In mono type a long row takes a known number of screen rows, so even wrapped rows need not be measured. */
export function wrappedLayout(store: LogStore, rows: LogRows, columns: number): Layout {
  let ends: number[] = [];
  let epoch = -1;
  const end = (row: number) => (row < 0 ? 0 : (ends[Math.min(row, ends.length - 1)] ?? 0));
  return {
    catchUp() {
      rows.catchUp();
      if (epoch !== store.epoch()) {
        epoch = store.epoch();
        ends = [];
      }
      for (let row = ends.length; row < rows.count(); row++) {
        const width = widthOf(plainText(store.line(rows.number(row))!.text));
        ends.push(end(row - 1) + Math.max(1, Math.ceil(width / columns)) * rowHeight);
      }
    },
    total: () => end(ends.length - 1),
    top: (row) => end(row - 1),
    height: (row) => end(row) - end(row - 1),
    at: (offset) => firstAtLeast(ends, offset + 1),
  };
}

// East Asian wide characters and emoji take two columns of a mono font.
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/gu;

const widthOf = (text: string): number =>
  /[^ -~]/.test(text) ? [...text].length + (text.match(wide)?.length ?? 0) : text.length;
